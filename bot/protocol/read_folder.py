"""Reads every file of a protocol folder and the clinic's own files, each with its lines.

A file that is not known is a problem: a misspelt name would otherwise be left out unseen. `language: en` stands at
the top of each file that a patient is quoted from, but for languages.yml, which holds many.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from bot.protocol.model import Clinic, Message
from bot.protocol.problems import Problem
from bot.protocol.read_shape import Read, read_shape
from bot.protocol.vocabulary import FLAGS, TOPICS
from bot.protocol.written import (
    WrittenCheckins,
    WrittenFlag,
    WrittenLanguages,
    WrittenLevels,
    WrittenMessages,
    WrittenNumbersFile,
    WrittenOverride,
    WrittenProtocol,
    WrittenSources,
    WrittenTopic,
)
from bot.protocol.yaml_lines import file_words

_TABLES = ("protocol", "messages", "languages", "checkins", "numbers", "sources", "levels")


@dataclass
class Files:
    """What could be read. A file that does not fit its shape is None, and a problem says why."""

    folder: Path
    protocol: Read[WrittenProtocol] | None = None
    messages: Read[WrittenMessages] | None = None
    languages: Read[WrittenLanguages] | None = None
    checkins: Read[WrittenCheckins] | None = None
    numbers: Read[WrittenNumbersFile] | None = None
    sources: Read[WrittenSources] | None = None
    levels: Read[WrittenLevels] | None = None
    clinic: Read[Clinic] | None = None
    override: Read[WrittenOverride] | None = None
    topics: dict[str, Read[WrittenTopic]] = field(default_factory=dict)
    flags: dict[str, Read[WrittenFlag]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_folder(folder: Path, *, clinic_file: Path) -> Files:
    """Read everything; what is wrong stands in `problems`."""
    files = Files(folder)
    files.protocol = _read(files, folder / "protocol.yml", shape=WrittenProtocol)
    files.messages = _read(files, folder / "messages.yml", shape=WrittenMessages)
    files.languages = _read(files, folder / "languages.yml", shape=WrittenLanguages)
    files.checkins = _read(files, folder / "checkins.yml", shape=WrittenCheckins)
    files.numbers = _read(files, folder / "numbers.yml", shape=WrittenNumbersFile)
    files.sources = _read(files, folder / "sources.yml", shape=WrittenSources)
    files.levels = _read(files, folder / "levels.yml", shape=WrittenLevels)
    files.clinic = _read(files, clinic_file, shape=Clinic)
    for name in TOPICS:
        if topic := _read(files, folder / "topics" / f"{name}.yml", shape=WrittenTopic, noun=f'topic "{name}"'):
            files.topics[name] = topic
    for name in FLAGS:
        if flag := _read(files, folder / "flags" / f"{name}.yml", shape=WrittenFlag, noun=f'flag "{name}"'):
            files.flags[name] = flag
    override = files.clinic.shape.protocol_override if files.clinic else None
    if override:
        files.override = _read(files, clinic_file.parent / override, shape=WrittenOverride)
    files.problems.extend(_unknown_files(folder))
    return files


def messages_of(files: Files) -> dict[str, Message]:
    """The default's standard messages by id, without their groups."""
    groups = files.messages.shape.messages.values() if files.messages else ()
    return {message_id: message for group in groups for message_id, message in group.items()}


def _read[Shape: BaseModel](files: Files, path: Path, *, shape: type[Shape], noun: str = "") -> Read[Shape] | None:
    if noun and not path.exists():
        what = f"the {noun} is missing"
        files.problems.append(
            Problem(file_words(path), 1, "", what, "Put the file back; a clinic may change its rows.")
        )
        return None
    read, problems = read_shape(path, shape=shape)
    files.problems.extend(problems)
    return read


def _unknown_files(folder: Path) -> Iterator[Problem]:
    known = {
        *(folder / f"{name}.yml" for name in _TABLES),
        *(folder / "topics" / f"{name}.yml" for name in TOPICS),
        *(folder / "flags" / f"{name}.yml" for name in FLAGS),
    }
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in known and not path.name.startswith("."):
            noun = {"topics": "topic ", "flags": "flag "}.get(path.parent.name, "")
            what = f'unknown {noun}file "{path.name}"'
            mend = "Correct its name, or take it out: topics and flags have fixed ids."
            yield Problem(file_words(path), 1, "", what, mend)
