"""Cuts a message into written pieces, and makes of them normalised words and edges, each with its place.

`day3` is two words, `9/10` and `38.5` are one, `pus,fever` needs no blank, an emoji is the edge of a clause.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bot.understanding.signs.clean import Clean, clean
from bot.understanding.signs.expression import HARD, SOFT
from bot.understanding.signs.spelling import Speller

LONGEST_READ = 20_000
_PIECES = re.compile(
    r"(?P<number>\d+(?:[.,]\d(?!\d)|\.\d+)?(?:/\d+(?:\.\d+)?)?(?![^\W_]))"
    r"|(?P<word>[^\W_]+(?:'[^\W_]+)*'?(?:/o\b|/(?=\s|$))?)"
    r"|(?P<coin>[£$€])"
    r"|(?P<pause>\.{2,}|…)"
    r"|(?P<hard>[.!?;\n\r]+)"
    r"|(?P<blank>\s+|-(?=[^\W_])|_|°|%|\*|\"|')"
    r"|(?P<soft>.)",
    re.DOTALL,
)
_LETTERS_OR_DIGITS = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|[^\W_]")
_NEXT_WORD = re.compile(r"\s*([a-z]+)")


class Piece(NamedTuple):
    """What was written in one place, in plain characters; `after` is the next written word.

    `kind` is word, number, coin, pause, hard or soft; `start` and `end` are places in the raw text.
    """

    text: str
    kind: str
    start: int
    end: int
    after: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """A normalised word or an edge; `start` and `end` are places in the raw text."""

    text: str
    start: int
    end: int
    mark: str = ""


@dataclass(frozen=True)
class Read:
    """A message as the matcher sees it: `line` holds every token with one blank around it.

    `written` has for each token the number of the piece that it was written as: "can" and "not" share "can't".
    """

    tokens: tuple[Token, ...]
    line: str
    starts: tuple[int, ...]
    written: tuple[int, ...] = ()


def read_tokens(text: str, *, speller: Speller) -> Read:
    """The words and edges of any text; what stands after 20,000 characters is not read."""
    return spelled(cut(text[:LONGEST_READ], speller=speller), speller=speller)


def cut(text: str, *, speller: Speller) -> list[Piece]:
    """What was written, blanks left out."""
    cleaned = clean(text)
    pieces: list[Piece] = []
    for found in _PIECES.finditer(cleaned.text):
        kind = str(found.lastgroup)
        if kind == "word":
            pieces.extend(_words(found, cleaned=cleaned, speller=speller))
        elif kind != "blank":
            start, end = _place(cleaned, start=found.start(), end=found.end())
            pieces.append(Piece(found.group(), kind, start, end))
    return pieces


def spelled(pieces: list[Piece], *, speller: Speller) -> Read:
    """The normal form of what was written."""
    tokens: list[Token] = []
    written: list[int] = []
    for number, (text, kind, start, end, after) in enumerate(pieces):
        if kind == "word":
            words = speller.words(text, after=after)
            tokens.extend(Token(word, start, end) for word in words)
            written.extend(number for _ in words)
        elif kind in ("number", "coin"):
            tokens.append(Token(text.replace(",", "."), start, end))
            written.append(number)
        elif not _joined(tokens, edge=Token(HARD if kind == "hard" else SOFT, start, end, text)):
            written.append(number)
    starts, at = [], 0
    for token in tokens:
        starts.append(at)
        at += len(token.text) + 1
    line = "".join(f" {token.text}" for token in tokens) + " "
    return Read(tuple(tokens), line, tuple(starts), tuple(written))


def _joined(tokens: list[Token], *, edge: Token) -> bool:
    """Adds the edge; edges in a row are one, the harder of them. Says whether it was joined to one before it."""
    if tokens and tokens[-1].text in (SOFT, HARD):
        before = tokens[-1]
        hard = HARD if HARD in (before.text, edge.text) else SOFT
        tokens[-1] = Token(hard, before.start, edge.end, before.mark + edge.mark)
        return True
    tokens.append(edge)
    return False


def _words(found: re.Match[str], *, cleaned: Clean, speller: Speller) -> Iterator[Piece]:
    written, at = found.group(), found.start()
    if written.isalpha() or speller.is_written(written):
        parts = [(written, at, found.end())]
    else:
        split = _LETTERS_OR_DIGITS.finditer(written)
        parts = [(part.group(), at + part.start(), at + part.end()) for part in split]
    for number, (part, begin, finish) in enumerate(parts):
        start, end = _place(cleaned, start=begin, end=finish)
        after = parts[number + 1][0] if number + 1 < len(parts) else _next_word(cleaned.text, at=found.end())
        yield Piece(part, "word", start, end, after)


def _next_word(text: str, *, at: int) -> str:
    found = _NEXT_WORD.match(text, at)
    return found.group(1) if found else ""


def _place(cleaned: Clean, *, start: int, end: int) -> tuple[int, int]:
    return cleaned.raw(start), cleaned.raw(end - 1) + 1
