"""Reads a YAML file and remembers on which line each key stands, so that a mistake can be shown to its editor.

A key that stands twice is a problem (YAML would let the last one win unseen), and so is a top-level key that Rasa
would take for training data.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.protocol.problems import Problem

Key = tuple[str | int, ...]

RASA_TRAPS = ("nlu", "rules", "stories", "responses")
_MERGE_TAG = "tag:yaml.org,2002:merge"


@dataclass(frozen=True)
class Document:
    """A file as read: its data (not to be changed), the line of each key, and how the file is called."""

    file: str
    data: Any
    lines: Mapping[Key, int]

    def line(self, key: Key) -> int:
        """The line of `key`, or of the nearest key around it."""
        while key and key not in self.lines:
            key = key[:-1]
        return self.lines.get(key, 1)

    def problem(self, key: Key, what: str, *, mend: str) -> Problem:
        """A problem at `key` of this file."""
        return Problem(self.file, self.line(key), key_words(key), what, mend)


@dataclass
class _Walk:
    lines: dict[Key, int] = field(default_factory=dict)
    wrong: list[tuple[Key, int, str, str]] = field(default_factory=list)


def read_document(path: Path) -> tuple[Document | None, tuple[Problem, ...]]:
    """Read `path`. No document comes back where it is missing or is not YAML; duplicates leave a usable one."""
    file = file_words(path)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        missing = "the file cannot be read" if path.exists() else "the file is missing"
        return None, (Problem(file, 1, "", f"{missing} ({error.strerror})", "Put it there, or correct the path."),)
    except UnicodeDecodeError as error:
        what = f"the file is not UTF-8 text (byte {error.start})"
        return None, (Problem(file, 1, "", what, "Save it as UTF-8."),)
    data, walk = _parse(text)
    problems = tuple(Problem(file, line, key_words(key), what, mend) for key, line, what, mend in walk.wrong)
    return (None if data is None else Document(file, data, walk.lines)), problems


def key_words(key: Key) -> str:
    """`("phases", 0, "text")` as "phases[0].text"."""
    words = ""
    for part in key:
        words += f"[{part}]" if isinstance(part, int) else f"{'.' if words else ''}{part}"
    return words


def file_words(path: Path) -> str:
    """The path as an editor knows it: from the working folder where it lies within."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


@lru_cache(maxsize=512)
def _parse(text: str) -> tuple[Any, _Walk]:
    walk, yaml = _Walk(), YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        what = f"the YAML is broken: {error.problem or error.context or 'it cannot be read'}"
        walk.wrong.append(((), line, what, "Check colons, quotes and the indentation of this line and the one above."))
        return None, walk
    except YAMLError as error:
        walk.wrong.append(((), 1, f"the YAML is broken: {error}", "Check the file with a YAML editor."))
        return None, walk
    if root is None:
        walk.wrong.append(((), 1, "the file is empty", "Fill it, or take it from the default protocol."))
        return None, walk
    if not isinstance(root, MappingNode):
        walk.wrong.append(((), 1, "the file does not hold keys and values", "Write it as `key: value` lines."))
        return None, walk
    return _plain(root, key=(), walk=walk, scalars=yaml.constructor), walk


def _plain(node: Node, *, key: Key, walk: _Walk, scalars: SafeConstructor) -> Any:  # noqa: ANN401
    if isinstance(node, MappingNode):
        return _plain_mapping(node, key=key, walk=walk, scalars=scalars)
    if isinstance(node, SequenceNode):
        values = []
        for position, each in enumerate(node.value):
            walk.lines[(*key, position)] = each.start_mark.line + 1
            values.append(_plain(each, key=(*key, position), walk=walk, scalars=scalars))
        return values
    return scalars.construct_object(node)


def _plain_mapping(node: MappingNode, *, key: Key, walk: _Walk, scalars: SafeConstructor) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name_node, value_node in node.value:
        name, line = _name(name_node), name_node.start_mark.line + 1
        place = (*key, name)
        if name_node.tag == _MERGE_TAG:
            walk.wrong.append((place, line, "merge keys (<<) are not read", "Write the keys out."))
            continue
        if name in values:
            first = walk.lines[place]
            what = f'the key "{name}" stands here again (first on line {first})'
            walk.wrong.append((place, line, what, "Keep one of the two."))
            continue
        if name in RASA_TRAPS and name_node.start_mark.column == 0:
            what = f'Rasa would read a file with "{name}:" at the start of a line as training data'
            walk.wrong.append((place, line, what, "Use another word, or indent it."))
        walk.lines[place] = line
        values[name] = _plain(value_node, key=place, walk=walk, scalars=scalars)
    return values


def _name(node: Node) -> str:
    return str(node.value) if isinstance(node, ScalarNode) else "(a list or mapping)"
