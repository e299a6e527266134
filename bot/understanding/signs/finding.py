"""What reading a message gives: a sign in the patient's own words, and what the words around it make of it."""

from dataclasses import dataclass
from typing import Literal

Weight = Literal["red", "hint"]
Level = Literal["emergency", "urgent", "routine"]
Status = Literal["present", "absent", "asked", "feared", "other", "past", "figure", "uncertain"]
Trend = Literal["better", "same", "worse"]
Strength = Literal["mild", "strong", "unbearable"]


@dataclass(frozen=True)
class Finding:
    """One sign in one place. `start` and `end` are places in the raw text; `level` None means the flag's own."""

    sign: str
    flag: str | None
    topic: str | None
    weight: Weight
    level: Level | None
    status: Status
    trend: Trend | None
    strength: Strength | int | None
    site: str | None
    since: str | None
    phrase: str
    start: int
    end: int
    pattern: str
    file_line: str
    context: tuple[str, ...]


@dataclass(frozen=True)
class Sign:
    """A sign as its lexicon file describes it."""

    id: str
    flag: str | None
    topic: str | None
    weight: Weight
    level: Level | None
    says: str
