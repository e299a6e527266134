"""The pattern language of the lexicon: reads one line into a tree.

`yellow (crust|scab)` words and alternatives, `[x]` optional, `blister*` beginnings, `...` a gap, `<eye>` a named
list, `#` a number. A line that cannot be read raises PatternError, never gives a tree that matches something else.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.understanding.signs.clean import clean

Spell = Callable[[str], tuple[str, ...]]
Lists = Mapping[str, tuple[str, ...]]


class PatternError(ValueError):
    """The line is not a pattern; `mend` says what to write instead."""

    def __init__(self, what: str, *, mend: str) -> None:
        super().__init__(what)
        self.mend = mend


@dataclass(frozen=True)
class Word:
    """One word as it stands."""

    text: str


@dataclass(frozen=True)
class Prefix:
    """Any word that begins so."""

    stem: str


@dataclass(frozen=True)
class Number:
    """Any number, in digits or words."""


@dataclass(frozen=True)
class Gap:
    """Up to three other words of the same clause."""


@dataclass(frozen=True)
class Choice:
    """One of several phrases."""

    options: tuple["Sequence", ...]
    optional: bool = False


@dataclass(frozen=True)
class Sequence:
    """One part after the other."""

    parts: tuple["Node", ...]


Node = Word | Prefix | Number | Gap | Choice | Sequence

_LEXEMES = re.compile(r"\s+|\.\.\.|<[^<>\s]*>|[()\[\]|#]|[^\s()\[\]|<>#.]+(?:\.[^\s()\[\]|<>#.]+)*|.")
_WORD = re.compile(r"[a-z0-9]+(?:[./-][a-z0-9]+)*\.?\*?|[£$€]")
_CLOSING = {"(": ")", "[": "]"}


def parse(line: str, *, spell: Spell, lists: Lists) -> Sequence:
    """The tree of one pattern.

    `spell` gives the normal form of a written word (one or more words), `lists` the named lists.
    Raises PatternError where the line cannot be read.
    """
    lexemes = [each for each in _LEXEMES.findall(clean(line).text) if not each.isspace()]
    reader = _Reader(lexemes, spell=spell, lists=lists)
    tree = reader.phrases(closing="")
    whole = tree[0] if len(tree) == 1 else Sequence((Choice(tree),))
    if not whole.parts:
        raise PatternError("the pattern is empty", mend="Write at least one word, or take the line out.")
    if isinstance(whole.parts[0], Gap) or isinstance(whole.parts[-1], Gap):
        raise PatternError('"..." stands at an end of the pattern', mend="Take it out: a gap stands between words.")
    return whole


class _Reader:
    def __init__(self, lexemes: list[str], *, spell: Spell, lists: Lists) -> None:
        self._left = lexemes[::-1]
        self._spell = spell
        self._lists = lists

    def phrases(self, *, closing: str) -> tuple[Sequence, ...]:
        """Phrases split by "|" up to `closing`."""
        options: list[Sequence] = []
        parts: list[Node] = []
        while self._left:
            lexeme = self._left.pop()
            if lexeme == "|":
                options.append(Sequence(tuple(parts)))
                parts = []
            elif lexeme in ")]":
                if lexeme != closing:
                    raise PatternError(f'"{lexeme}" closes nothing', mend="Open the bracket, or take this one out.")
                return (*options, Sequence(tuple(parts)))
            else:
                parts.extend(self._part(lexeme))
        if closing:
            raise PatternError(f'"{closing}" is missing', mend="Close every bracket in the line it was opened in.")
        return (*options, Sequence(tuple(parts)))

    def _part(self, lexeme: str) -> tuple[Node, ...]:
        if lexeme in _CLOSING:
            return (self._bracket(lexeme),)
        if lexeme == "...":
            return (Gap(),)
        if lexeme == "#":
            return (Number(),)
        if lexeme.startswith("<"):
            return (self._named(lexeme),)
        word = lexeme.replace("'", "")
        if not _WORD.fullmatch(word):
            mend = "Punctuation is the edge of a clause and never part of a pattern: write words alone."
            raise PatternError(f'"{lexeme}" is not a word', mend=mend)
        if word.endswith("*"):
            *before, stem = word[:-1].split("-")
            return (*(Word(each) for part in before for each in self._spell(part)), Prefix(stem))
        return tuple(Word(each) for part in lexeme.split("-") for each in self._spell(part))

    def _bracket(self, opening: str) -> Choice:
        options = self.phrases(closing=_CLOSING[opening])
        if any(not option.parts for option in options):
            what = f'an empty alternative in "{opening}{_CLOSING[opening]}"'
            raise PatternError(what, mend='Write words between every "|"; use [x] for what may be missing.')
        return Choice(options, optional=opening == "[")

    def _named(self, lexeme: str) -> Choice:
        name = lexeme[1:-1]
        if lexeme[-1] != ">" or not name:
            raise PatternError("a named list is not closed", mend="Write it as <eye>.")
        if name not in self._lists:
            known = ", ".join(sorted(self._lists)) or "none"
            raise PatternError(f'unknown list "<{name}>"', mend=f"Known lists: {known}.")
        options = tuple(parse(entry, spell=self._spell, lists={}) for entry in self._lists[name])
        return Choice(options)


def may_be_empty(node: Node) -> bool:
    """Whether the tree matches no word at all."""
    match node:
        case Gap():
            return True
        case Choice():
            return node.optional or any(may_be_empty(option) for option in node.options)
        case Sequence():
            return all(may_be_empty(part) for part in node.parts)
        case _:
            return False


def single_words(node: Node) -> frozenset[str]:  # noqa: PLR0911 one return for each kind of node
    """Every single word that alone satisfies the tree; `*` ends a beginning, "#" stands for a number."""
    match node:
        case Word():
            return frozenset({node.text})
        case Prefix():
            return frozenset({f"{node.stem}*"})
        case Number():
            return frozenset({"#"})
        case Gap():
            return frozenset()
        case Choice():
            return frozenset().union(*(single_words(option) for option in node.options))
        case Sequence():
            needed = [part for part in node.parts if not may_be_empty(part)]
            if len(needed) > 1:
                return frozenset()
            return frozenset().union(*(single_words(part) for part in needed or node.parts))


def walk(node: Node) -> Iterator[Node]:
    """The node and every node within."""
    yield node
    inner: tuple[Node, ...] = ()
    if isinstance(node, Choice):
        inner = node.options
    elif isinstance(node, Sequence):
        inner = node.parts
    for each in inner:
        yield from walk(each)
