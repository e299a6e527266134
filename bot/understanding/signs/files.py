"""Reads the files of a lexicon folder, each with its lines, and says which do not belong there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from bot.protocol.problems import Problem
from bot.protocol.read_shape import Read, read_shape
from bot.protocol.vocabulary import FLAGS, TOPICS
from bot.protocol.yaml_lines import Key, file_words
from bot.understanding.signs.check_pattern import unquoted_comments
from bot.understanding.signs.shapes import WrittenAdded, WrittenContext, WrittenSigns, WrittenSpelling, WrittenWords

# More words for signs that exist: a clinic's own, and those of other languages.
_ADDED = ("clinic", "other_languages")
_TABLES = ("context", "words", "spelling", *_ADDED)


@dataclass
class Files:
    """What could be read; what could not is None, and `problems` says why."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    signs: list[Read[WrittenSigns]] = field(default_factory=list)
    added: list[Read[WrittenAdded]] = field(default_factory=list)
    context: Read[WrittenContext] | None = None
    words: Read[WrittenWords] | None = None
    spelling: Read[WrittenSpelling] | None = None

    def read[Shape: BaseModel](self, name: str, *, shape: type[Shape]) -> Read[Shape] | None:
        """The file, or None and the problems that say why."""
        path = self.folder / f"{name}.yml"
        read, problems = read_shape(path, shape=shape)
        self.problems.extend(problems)
        if read:
            self.problems.extend(unquoted_comments(path, file=read.document.file))
        return read


def read_files(folder: Path) -> Files:
    """Read everything; what is wrong stands in `problems`."""
    files = Files(folder)
    files.context = files.read("context", shape=WrittenContext)
    files.words = files.read("words", shape=WrittenWords)
    files.spelling = files.read("spelling", shape=WrittenSpelling)
    for name in _ADDED:
        if (folder / f"{name}.yml").exists() and (read_added := files.read(name, shape=WrittenAdded)):
            files.added.append(read_added)
    for path in sorted(folder.glob("*")):
        name = path.stem
        if path.suffix != ".yml" or name in _TABLES or path.name.startswith("."):
            continue
        if name not in (*FLAGS, "expected"):
            what = f'unknown file "{path.name}"'
            mend = "A lexicon file is named for its flag, or expected.yml; a clinic's words stand in clinic.yml."
            files.problems.append(Problem(file_words(path), 1, "", what, mend))
            continue
        if read := files.read(name, shape=WrittenSigns):
            files.signs.append(read)
            files.problems.extend(_wrong_owner(read, name=name))
    return files


def _wrong_owner(read: Read[WrittenSigns], *, name: str) -> Iterator[Problem]:
    document, shape = read.document, read.shape
    if name not in ("expected", shape.flag):
        yield document.problem(
            ("flag",), f'the flag is "{shape.flag}"', mend=f'Write "flag: {name}", as the file name.'
        )
    for sign_id, sign in shape.signs.items():
        key: Key = ("signs", sign_id)
        if name == "expected" and sign.topic not in TOPICS:
            yield document.problem((*key, "topic"), f'unknown topic "{sign.topic}"', mend="Write a topic id.")
        if name == "expected" and sign.weight == "red":
            yield document.problem((*key, "weight"), "a red sign that is expected", mend="Move it to a flag's file.")
        if name != "expected" and sign.topic is not None:
            yield document.problem(
                (*key, "topic"), "a topic under a flag", mend="Take it out, or move it to expected.yml."
            )
