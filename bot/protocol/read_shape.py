"""Turns a YAML document into its shape, and what pydantic finds wrong into sentences for the file's editor."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.protocol.problems import Problem
from bot.protocol.yaml_lines import Document, Key, read_document


class Read[Shape: BaseModel]:
    """A file and what stands in it."""

    def __init__(self, document: Document, shape: Shape) -> None:
        self.document = document
        self.shape = shape


def read_shape[Shape: BaseModel](path: Path, *, shape: type[Shape]) -> tuple[Read[Shape] | None, tuple[Problem, ...]]:
    """Read `path` as `shape`. Nothing comes back beside the problems where it does not fit."""
    document, problems = read_document(path)
    if document is None:
        return None, problems
    try:
        value = shape.model_validate(document.data)
    except ValidationError as error:
        known = _known_keys(shape)
        return None, (*problems, *(_problem(each, document=document, known=known) for each in error.errors()))
    return Read(document, value), problems


def _problem(error: ErrorDetails, *, document: Document, known: frozenset[str]) -> Problem:
    key: Key = tuple(part for part in error["loc"] if part != "[key]")
    name, kind, given = str(key[-1]) if key else "", error["type"], error.get("input")
    if kind == "missing":
        return document.problem(key, f'the key "{name}" is missing', mend="Add it.")
    if kind == "extra_forbidden":
        near = get_close_matches(name, known, n=1)
        mend = f'Did you mean "{near[0]}"?' if near else "Take it out, or correct its spelling."
        return document.problem(key, f'unknown key "{name}"', mend=mend)
    if kind in ("enum", "literal_error"):
        allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "").replace(" or ", ", ")
        kind_of = _kind_of_value(key[:-1] if "[key]" in error["loc"] else key)
        return document.problem(key, f'unknown {kind_of} "{given}"', mend=f"Write one of: {allowed}.")
    if kind == "string_type":
        return document.problem(key, f"{_shown(given)} is not a text", mend='Put it in quotes: "...".')
    return document.problem(key, f"{_shown(given)} does not fit: {error['msg']}", mend="Correct the value.")


def _kind_of_value(key: Key) -> str:
    """What a wrong word was meant to be: the key it stands under, or the list it stands in."""
    named = [part for part in key if isinstance(part, str)]
    if not named:
        return "value"
    if "levels" in named[-2:]:
        return "level"
    return {"variants": "variant", "to": "addressee"}.get(named[-1], named[-1])


def _shown(value: Any) -> str:  # noqa: ANN401
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _known_keys(shape: type[BaseModel]) -> frozenset[str]:
    schema = TypeAdapter(shape).json_schema()
    parts = (schema, *schema.get("$defs", {}).values())
    return frozenset(name for part in parts for name in part.get("properties", {}))
