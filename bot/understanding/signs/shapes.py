"""The shapes of the lexicon's files, as their editors write them. A key that is not known is a mistake."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.understanding.signs.finding import Level, Status, Strength, Trend, Weight

SignId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Lines = Annotated[list[str], Field(min_length=1)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WrittenSign(_Shape):
    """A sign of a flag's file, or of expected.yml when it has a topic."""

    weight: Weight = "hint"
    level: Level | None = None
    topic: str | None = None
    says: str
    patterns: Lines


class WrittenSigns(_Shape):
    """A flag's file, or expected.yml, which has no flag."""

    flag: str | None = None
    words: dict[str, Lines] = {}
    signs: dict[SignId, WrittenSign]


class WrittenAdded(_Shape):
    """clinic.yml, other_languages.yml: more patterns for signs that exist."""

    words: dict[str, Lines] = {}
    signs: dict[str, Lines]


class WrittenWords(_Shape):
    """words.yml."""

    words: dict[str, Lines]


class WrittenSpelling(_Shape):
    """spelling.yml."""

    spellings: dict[str, str]
    domain: list[str] = []
    known: list[str] = []


class WrittenRule(_Shape):
    """One rule of context.yml; see docs/decisions/reading-signs.md for what each key does."""

    id: SignId
    makes: Status | Literal["nothing"]
    words: Lines
    direction: Literal["forward", "backward", "both", "over", "clause", "sentence", "answer", "tail"] = "forward"
    reach: int = 0
    commas: Literal["stop", "list", "items", "cross"] = "stop"
    ends: Literal["clause", "own"] = "clause"
    starts: bool = False
    alone: bool = False
    closes: bool = False
    passes: bool = False
    turns: bool = False
    flags: list[str] = []
    before: list[str] = []
    after: list[str] = []
    held: list[str] = []
    needs: list[str] = []
    unless: list[str] = []
    soften: list[str] = []


class WrittenContext(_Shape):
    """context.yml."""

    context: list[WrittenRule]
    order: list[Status]
    requests: list[str] = []
    firm: list[str] = []
    closing: list[str] = []
    light: list[SignId] = []
    ends: list[str]
    ends_own: list[str]
    contrast: list[str]
    ends_later: list[str]
    trend: dict[Trend, Lines]
    strength: dict[Strength, Lines]
    out_of_ten: Lines
    site: dict[str, Lines]
    since: Lines
