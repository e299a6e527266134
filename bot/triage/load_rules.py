"""Reads data/triage/rules.yml. Every mistake is named with its line; a rule with one stops the start."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.protocol import FLAGS, Level, Problem, ProtocolError, Variant
from bot.protocol.yaml_lines import Document, read_document
from bot.triage.rules import Part, Rule, Rules

_TRENDS = ("better", "same", "worse")
_STRENGTHS = ("mild", "strong", "unbearable")
_SITES = ("near_eye", "eye", "lip", "mouth", "tongue", "throat", "whole_face", "face", "chest", "elsewhere")
ATTRIBUTES = (*_TRENDS, *_STRENGTHS, *_SITES)


class _WrittenRule(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    all: Annotated[list[Annotated[list[str], Field(min_length=1)]], Field(min_length=1)]
    flag: str
    level: Level
    source: str
    asks: bool = False
    from_hours: float | None = None
    to_hours: float | None = None
    variants: list[Variant] = []


class _WrittenRules(BaseModel):
    model_config = ConfigDict(extra="forbid")

    combinations: list[_WrittenRule]


def load_rules(path: Path, *, signs: Collection[str]) -> Rules:
    """The rules; `signs` are the ids that the lexicon knows. Raises ProtocolError naming every mistake."""
    document, problems = read_document(path)
    if document is None or problems:
        raise ProtocolError(problems)
    try:
        written = _WrittenRules.model_validate(document.data)
    except ValidationError as error:
        raise ProtocolError(
            document.problem(tuple(each["loc"]), each["msg"], mend="See the other rules of the file.")
            for each in error.errors()
        ) from error
    if wrong := tuple(_mistakes(document, written, signs=signs)):
        raise ProtocolError(wrong)
    return Rules(tuple(_rule(each) for each in written.combinations))


def _mistakes(document: Document, written: _WrittenRules, *, signs: Collection[str]) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, rule in enumerate(written.combinations):
        place = ("combinations", number)
        if rule.id in seen:
            yield document.problem((*place, "id"), f"rule {rule.id!r} stands twice", mend="Give it its own id.")
        seen.add(rule.id)
        if rule.flag not in FLAGS:
            yield document.problem((*place, "flag"), f"unknown flag {rule.flag!r}", mend=f"One of {', '.join(FLAGS)}.")
        for group, names in enumerate(rule.all):
            for name in names:
                part = _part(name)
                if part.sign not in signs:
                    yield document.problem(
                        (*place, "all", group), f"unknown sign {part.sign!r}", mend="Use an id of data/lexicon."
                    )
                if part.attribute is not None and part.attribute not in ATTRIBUTES:
                    yield document.problem(
                        (*place, "all", group), f"unknown {part.attribute!r}", mend=f"One of {', '.join(ATTRIBUTES)}."
                    )


def _part(name: str) -> Part:
    sign, _, attribute = name.partition("+")
    return Part(sign, attribute or None)


def _rule(written: _WrittenRule) -> Rule:
    return Rule(
        id=written.id,
        groups=tuple(tuple(_part(name) for name in names) for names in written.all),
        flag=written.flag,
        level=written.level,
        source=written.source,
        asks=written.asks,
        from_hours=written.from_hours,
        to_hours=written.to_hours,
        variants=tuple(written.variants),
    )
