"""Turns the tree of a pattern into a regular expression over normalised words, and says which words it needs.

Words stand with a blank before and after; SOFT is the edge of a clause (comma), HARD that of a sentence. Neighbouring
words may have a comma between them; a gap never holds an edge, a negation or "but": what follows those is news.
"""

import re
from collections.abc import Mapping

from bot.understanding.signs.pattern import Choice, Gap, Node, Number, Prefix, Sequence, Word

SOFT, HARD = "\x01", "\x02"
GAP_STOPS = ("no", "not", "never", "without", "nor", "but", "however", "except")
NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("fifteen", "twenty", "thirty", "forty", "fifty", "hundred"),
)

_ANY = rf"[^ {SOFT}{HARD}]+"
_EDGE = rf"(?: {SOFT})*"
_BEFORE = f"{_EDGE} "
_GAP = rf"(?! {SOFT})(?:(?! (?:{'|'.join(GAP_STOPS)}) ) {_ANY}){{0,3}}?(?! {SOFT})"
_NUMBER = rf"(?:\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?|{'|'.join(NUMBER_WORDS)})"


def compiled(node: Sequence) -> re.Pattern[str]:
    """The expression of a whole pattern."""
    return re.compile(_expression(node).removeprefix(_EDGE))


def _expression(node: Node) -> str:
    match node:
        case Word():
            return rf"{_BEFORE}{re.escape(node.text)}(?= )"
        case Prefix():
            return rf"{_BEFORE}{re.escape(node.stem)}[^ {SOFT}{HARD}]*(?= )"
        case Number():
            return rf"{_BEFORE}{_NUMBER}(?= )"
        case Gap():
            return _GAP
        case Choice():
            chosen = _choice([_expression(option) for option in node.options])
            return f"(?:{chosen})?" if node.optional else chosen
        case Sequence():
            return "".join(_expression(part) for part in node.parts)


def _choice(options: list[str]) -> str:
    """Longer phrases first, so that what is quoted is the whole of it; what all begin with stands before them once."""
    options = sorted(options, key=len, reverse=True)
    if all(option.startswith(_BEFORE) for option in options):
        options = [option.removeprefix(_BEFORE) for option in options]
        return f"{_BEFORE}(?:{'|'.join(options)})"
    return f"(?:{'|'.join(options)})"


def needed_words(  # noqa: PLR0911 one return for each kind of node
    node: Node, *, rarity: Mapping[str, int]
) -> frozenset[str] | None:
    """Words of which a text must hold one for the pattern to match; None where it needs none.

    `rarity` gives how common a word is; the rarest part of a sequence is taken. `swell*` stands for a beginning.
    """
    match node:
        case Word():
            return frozenset({node.text})
        case Prefix():
            return frozenset({f"{node.stem}*"})
        case Number():
            return frozenset({"#"})
        case Gap():
            return None
        case Choice():
            if node.optional:
                return None
            needs = [needed_words(option, rarity=rarity) for option in node.options]
            found = [each for each in needs if each is not None]
            return frozenset().union(*found) if len(found) == len(needs) else None
        case Sequence():
            needs = [needed_words(part, rarity=rarity) for part in node.parts]
            found = [each for each in needs if each is not None]
            return min(found, key=lambda words: _cost(words, rarity=rarity)) if found else None


def _cost(words: frozenset[str], *, rarity: Mapping[str, int]) -> tuple[int, int]:
    return sum(rarity.get(word, 100_000_000 if word == "#" else 100_000) for word in words), len(words)
