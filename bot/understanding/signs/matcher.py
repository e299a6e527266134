"""Finds patterns in a message: only those whose rarest word stands in it are tried.

Several thousand patterns cost as much as the few that share a word with the message.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding.signs.expression import HARD, NUMBER_WORDS, SOFT, compiled, needed_words
from bot.understanding.signs.pattern import Sequence
from bot.understanding.signs.spelling import english
from bot.understanding.signs.tokens import Read

_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, eq=False)
class Pattern:
    """One line of a file: its tree, what it stands for (a sign or a rule), and where it stands."""

    owner: str
    line: str
    tree: Sequence
    file_line: str


@dataclass(frozen=True)
class Hit:
    """A pattern found: tokens `first` up to and without `last`."""

    pattern: Pattern
    first: int
    last: int
    number: int


class Matcher:
    """The patterns of many owners, indexed by the words they need."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._by_word: dict[str, list[int]] = defaultdict(list)
        self._by_beginning: dict[str, list[int]] = defaultdict(list)
        self._expressions: dict[int, re.Pattern[str]] = {}
        rarity = english()
        for number, pattern in enumerate(self._patterns):
            for word in needed_words(pattern.tree, rarity=rarity) or ():
                place = self._by_beginning if word.endswith("*") else self._by_word
                place[word.removesuffix("*")].append(number)
        self._longest = max(map(len, self._by_beginning), default=0)

    def hits(self, read: Read) -> list[Hit]:
        """Every match of every pattern, in the order of the patterns."""
        found: list[Hit] = []
        for number in sorted(self._candidates(read)):
            pattern = self._patterns[number]
            for match in self._expression(number).finditer(read.line):
                first = bisect_right(read.starts, match.start()) - 1
                last = bisect_right(read.starts, match.end() - 1)
                while read.tokens[first].text in (SOFT, HARD):
                    first += 1
                found.append(Hit(pattern, first, last, number))
        return found

    def warm(self) -> None:
        """Compile every pattern now: seconds, so that no patient waits for it."""
        for number in range(len(self._patterns)):
            self._expression(number)

    def fits(self, hit: Hit, *, read: Read) -> bool:
        """Whether exactly the tokens of `hit` satisfy its pattern."""
        words = " ".join(token.text for token in read.tokens[hit.first : hit.last])
        found = self._expression(hit.number).match(f" {words} ")
        return found is not None and found.end() == len(words) + 1

    def _expression(self, number: int) -> re.Pattern[str]:
        """The expression of a pattern, compiled when first needed: most patterns never meet their words."""
        if number not in self._expressions:
            self._expressions[number] = compiled(self._patterns[number].tree)
        return self._expressions[number]

    def _candidates(self, read: Read) -> set[int]:
        numbers: set[int] = set()
        for word in {token.text for token in read.tokens}:
            numbers.update(self._by_word.get(word, ()))
            for length in range(1, min(len(word), self._longest) + 1):
                numbers.update(self._by_beginning.get(word[:length], ()))
            if _DIGIT.match(word) or word in NUMBER_WORDS:
                numbers.update(self._by_word.get("#", ()))
        return numbers


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits that overlap the longest, then the first, in the order of the text."""
    kept: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda each: (each.first - each.last, each.first)):
        places = range(hit.first, hit.last)
        if taken.isdisjoint(places):
            kept.append(hit)
            taken.update(places)
    return sorted(kept, key=lambda each: (each.first, each.last))
