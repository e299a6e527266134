"""Makes signs and patterns of what stands in the files; a line that is broken is named and left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from bot.protocol.read_shape import Read
from bot.protocol.yaml_lines import Key
from bot.understanding.signs.check_pattern import check_words, too_wide
from bot.understanding.signs.files import Files
from bot.understanding.signs.finding import Sign
from bot.understanding.signs.matcher import Pattern
from bot.understanding.signs.pattern import Lists, PatternError, Sequence, parse
from bot.understanding.signs.spelling import Speller


def named_lists(files: Files) -> dict[str, tuple[str, ...]]:
    """The lists of words.yml and those that lexicon files add."""
    lists: dict[str, tuple[str, ...]] = {}
    reads = [read for read in (files.words, *files.signs, *files.added) if read]
    for read in reads:
        for name, entries in read.shape.words.items():
            key: Key = ("words", name)
            if lists.setdefault(name, tuple(entries)) != tuple(entries):
                mend = "Give it another name, or use the list that is there."
                files.problems.append(read.document.problem(key, f'the list "{name}" stands twice', mend=mend))
            for number, entry in enumerate(entries):
                files.problems.extend(check_words(entry, document=read.document, key=(*key, number)))
    return lists


@dataclass(frozen=True)
class Builder:
    """Parses the lines of `files`; what cannot be parsed goes to its problems."""

    files: Files
    speller: Speller
    lists: Lists

    def signs(self) -> tuple[dict[str, Sign], list[Pattern]]:
        """Every sign, and every pattern of the files and of those that add to them."""
        signs: dict[str, Sign] = {}
        patterns: list[Pattern] = []
        for read in self.files.signs:
            flag = read.shape.flag
            for sign_id, written in read.shape.signs.items():
                key: Key = ("signs", sign_id)
                if sign_id in signs:
                    what = f'the sign "{sign_id}" stands twice'
                    mend = "A sign id is unique over all files: give it another."
                    self.files.problems.append(read.document.problem(key, what, mend=mend))
                    continue
                signs[sign_id] = Sign(sign_id, flag, written.topic, written.weight, written.level, written.says)
                patterns.extend(self._patterns(written.patterns, read=read, owner=sign_id, key=(*key, "patterns")))
        patterns.extend(self._added(signs))
        return signs, patterns

    def tree[Shape: BaseModel](
        self, line: str, *, read: Read[Shape], key: Key, strict: bool = False
    ) -> Sequence | None:
        """The tree of one line, None where it cannot be used."""
        try:
            tree = parse(line, spell=self.speller.pattern_words, lists=self.lists)
        except PatternError as error:
            self.files.problems.append(read.document.problem(key, str(error), mend=error.mend))
            return None
        if wrong := too_wide(tree, strict=strict):
            mend = "Write what makes it this sign and no other."
            self.files.problems.append(read.document.problem(key, wrong, mend=mend))
            return None
        return tree

    def _added(self, signs: dict[str, Sign]) -> Iterator[Pattern]:
        for read in self.files.added:
            for sign_id, lines in read.shape.signs.items():
                key: Key = ("signs", sign_id)
                if sign_id in signs:
                    yield from self._patterns(lines, read=read, owner=sign_id, key=key)
                    continue
                mend = "This file adds words to signs that exist: correct the id."
                self.files.problems.append(read.document.problem(key, f'unknown sign "{sign_id}"', mend=mend))

    def _patterns[Shape: BaseModel](
        self, lines: list[str], *, read: Read[Shape], owner: str, key: Key
    ) -> Iterator[Pattern]:
        seen: dict[str, int] = {}
        for number, line in enumerate(lines):
            place: Key = (*key, number)
            at = read.document.line(place)
            if line in seen:
                what = f"the pattern stands on line {seen[line]} already"
                self.files.problems.append(read.document.problem(place, what, mend="Take one out."))
                continue
            seen[line] = at
            if tree := self.tree(line, read=read, key=place, strict=True):
                yield Pattern(owner, line, tree, f"{read.document.file}:{at}")
