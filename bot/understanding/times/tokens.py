"""A message cut into words, numbers and stops, each in the one spelling that the readers of time know.

Promises that every token keeps its place in the message, so that the words heard can be quoted. Numbers said in words
become figures. It must never raise, whatever the text.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Literal

from bot.understanding.times.spellings import ORDINALS, TENS, TIME_WORDS, UNITS, spelled
from bot.understanding.times.words import word_set

Kind = Literal["word", "number", "stop", "comma", "sign"]

_TOKEN = re.compile(
    r"""
    (?P<sms>2(?:day(?!s|\s+(?:ago|post|after|later|now|back))|mor?row|morro|moro|mrw|mro|mara|moz|nite|night|nyt)\b)
  | (?P<number>
        [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])
      | [0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{2,4})?(?![0-9/])
      | [0-9]{1,2}(?P<dot>[.-])[0-9]{1,2}(?P=dot)(?:[0-9]{4}|[0-9]{2})(?![0-9])
      | [0-9]{1,2}:[0-9]{2}(?![0-9])
      | [0-9]{1,2}(?:st|nd|rd|th)\b
      | [0-9]*\s?½
      | [0-9]+(?:\.[0-9]+)?)
  | (?P<half_day>[ap]\.\s?m\b\.?)
  | (?P<word>[^\W\d_]+(?:['’`][^\W\d_]+)*)
  | (?P<stop>[.!?;\n…]+)
  | (?P<comma>[,:()\[\]"“”—]|\s-+\s)
  | (?P<joint>(?<=ty)-(?=(?:
        one|two|three|four|five|six|seven|eight|nine|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)\b))
  | (?P<sign>[-–+~@&/])
    """,  # noqa: RUF001 - patients' telephones write these quotes and dashes
    re.VERBOSE,
)
_APOSTROPHES = re.compile("['’`]")  # noqa: RUF001
_MOST_TOKENS = 2000  # twice what 5,000 characters of prose hold; beyond it are only strings of signs
_BEFORE_FIGURES = word_set("post d about at day around yesterday on half today")
_ONES = {str(one): (one, "") for one in range(1, 10)} | {
    "first": (1, "st"), "second": (2, "nd"), "third": (3, "rd"), "fourth": (4, "th"), "fifth": (5, "th"),
    "sixth": (6, "th"), "seventh": (7, "th"), "8th": (8, "th"), "9th": (9, "th"),
}  # fmt: skip
_GLUED_UNITS = {"h": "hour", "d": "day", "w": "week"}


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or stop; `word` is its one spelling, `start` and `end` its place in the message."""

    kind: Kind
    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Words:
    """A message as tokens, and as one line of their spellings for the readers' patterns."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def line(self) -> str:
        """The spellings, one space between."""
        return " ".join(token.word for token in self.tokens)

    @cached_property
    def _starts(self) -> list[int]:
        starts, place = [], 0
        for token in self.tokens:
            starts.append(place)
            place += len(token.word) + 1
        return starts

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The tokens (from included, to excluded) that a stretch of `line` covers."""
        return bisect_right(self._starts, start) - 1, bisect_right(self._starts, max(start, end - 1))

    def word(self, index: int) -> str:
        """The spelling at `index`; an empty string outside of the message."""
        return self.tokens[index].word if 0 <= index < len(self.tokens) else ""

    def quote(self, start: int, end: int) -> str:
        """The patient's own words for the tokens from `start` to before `end`."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]


def read_words(text: str) -> Words:
    """Cut `text` into tokens. Marks that carry no time (emoji, other signs) are dropped."""
    tokens: list[Token] = []
    for match in islice(_TOKEN.finditer(text), _MOST_TOKENS):
        if match["joint"]:
            continue
        last = tokens[-1] if tokens else None
        token = _token(match, last=last)
        glued = last is not None and last.kind == "word" and token.kind == "number" and last.end == token.start
        if glued and last is not None and last.word not in _BEFORE_FIGURES:
            tokens[-1] = Token("word", last.word + token.word, last.start, token.end)  # "spf50", "morpheus8"
            continue
        if glued and last is not None and last.word == "d" and "vit" not in (tokens[-2].word if tokens[1:] else "")[:3]:
            tokens[-1] = Token("word", "day", last.start, last.end)
        if last is not None and _is_ten(last) and (one := _ONES.get(token.word)) is not None:
            tokens[-1] = Token("number", f"{int(last.word) + one[0]}{one[1]}", last.start, token.end)
        else:
            tokens.append(token)
    return Words(text, tuple(tokens))


def _token(match: re.Match[str], *, last: Token | None) -> Token:
    start, end = match.span()
    said = match.group().strip().lower()
    if match["sms"]:
        return Token("word", spelled(said), start, end)
    if match["number"]:
        return Token("number", _half(said), start, end)
    if match["half_day"]:
        return Token("word", said[0] + "m", start, end)
    if match["word"]:
        return _word(_bare(said), start, end, last=last)
    if match["stop"]:
        return Token("stop", "?" if "?" in said else ".", start, end)
    return Token("comma", ",", start, end) if match["comma"] else Token("sign", said.replace("–", "-"), start, end)  # noqa: RUF001


def _bare(said: str) -> str:
    """Without apostrophes; "monday's" and "tonight's" are the day itself, "it's" stays "its"."""
    plain = _APOSTROPHES.sub("'", said)
    owner = spelled(plain.removesuffix("'s"))
    return owner if plain.endswith("'s") and owner in TIME_WORDS else plain.replace("'", "")


def _word(said: str, start: int, end: int, *, last: Token | None) -> Token:
    glued = last is not None and last.kind == "number" and last.end == start
    if said in UNITS or said in TENS:
        return Token("number", str(UNITS.get(said) or TENS.get(said, 0)), start, end)
    if said in ORDINALS:
        return Token("number", f"{ORDINALS[said]}th", start, end)
    if said in _GLUED_UNITS and (glued or (said == "h" and last is not None and last.kind == "number")):
        return Token("word", _GLUED_UNITS[said], start, end)
    return Token("word", spelled(said), start, end)


def _half(said: str) -> str:
    if not said.endswith("½"):
        return said
    return f"{said[:-1].strip() or '0'}.5"


def _is_ten(token: Token) -> bool:
    # Only a ten said as a word takes the next figure: "twenty four" is 24, "20 4" is not.
    return (
        token.kind == "number"
        and token.word in {"20", "30", "40", "50", "60", "70", "90"}
        and token.end - token.start > 2
    )
