"""Which options of a question an answer names: by their words ("theres red lines"), or by a number on a scale.

An option in whose clause something is denied or asked is not named: "no red lines" and "are red lines bad?" name none.
"""

import re
from collections.abc import Iterator, Sequence

from bot.triage.answer_vocabulary import AROUND_A_NUMBER, COUNT, NEGATIONS, NO_DENIAL, SMALL
from bot.triage.answer_words import clauses, plain, same_word

_ASKING = re.compile(
    r"(?:what|when|how|why|who|which|(?:is|are) (?:it|this|that|these|they|those)|"
    r"(?:can|could|should|do|will|would|may|must) (?:i|we|it|you))\b"
)
_REACH = 4
_LONGEST_ANSWER = 12
_BETWEEN = re.compile(r" or |, |/")
_RANGE = re.compile(r"(\d+)(?:-(\d+))?")
_OUT_OF_TEN = re.compile(r"(\d+(?:\.\d+)?)\s*(?:/|out of|of|over)\s*(?:10|ten)\b")
_NUMBERS = {"zero": 0, **COUNT}


def named(text: str, *, options: Sequence[str]) -> tuple[str, ...]:
    """The options whose words stand in the plain `text`, in their own order."""
    read = [words for words, end in _short(text) if _tells(words, end=end)]
    return tuple(option for option in options if any(_names(words, option=option) for words in read))


def denied(text: str, *, options: Sequence[str]) -> tuple[str, ...]:
    """The options whose words the plain `text` denies right away: "no fever", "i dont have a fever"."""
    read = [words for words, end in _short(text) if _tells(words, end=end) and not NO_DENIAL & set(words)]
    after = [words[place + 1 : place + 1 + _REACH] for words in read for place in _denials(words)]
    return tuple(option for option in options if any(_means(words, option=option) for words in after))


def is_scale(options: Sequence[str]) -> bool:
    """Whether the options are numbers ("0-3", "4-6"), so that "2" is a value and no place."""
    return sum(1 for option in options if _RANGE.fullmatch(option)) >= 2


def on_scale(text: str, *, options: Sequence[str]) -> str | None:
    """The option whose range holds the number that the plain `text` is; of several numbers the highest."""
    words = " ".join(str(_NUMBERS.get(word, word)) for word in text.split())
    if found := _OUT_OF_TEN.findall(words):
        values = [float(each) for each in found]
    else:
        parts = re.findall(r"\d+(?:\.\d+)?|[a-z]+", words)
        values = [float(each) for each in parts if each[0].isdigit()]
        if not values or not all(each in AROUND_A_NUMBER for each in parts if not each[0].isdigit()):
            return None
    ranges = [(int(match[2] or match[1]), option) for option in options if (match := _RANGE.fullmatch(option))]
    return next((option for top, option in ranges if max(values) <= top), ranges[-1][1])


def _short(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """The clauses of a text that is short enough to be an answer: a long one is a story, and its signs are read."""
    return clauses(text) if "?" not in text and len(text.split()) <= _LONGEST_ANSWER else iter(())


def _tells(words: Sequence[str], *, end: str) -> bool:
    return "?" not in end and _ASKING.match(" ".join(words)) is None


def _names(words: Sequence[str], *, option: str) -> bool:
    told = plain(option)
    if told.split()[0] in ("no", "not", "none") or NEGATIONS & set(told.split()):
        return f" {told} " in f" {' '.join(words)} " and len(told.split()) > 1
    return not NEGATIONS & set(words) and _means(words, option=told)


def _denials(words: Sequence[str]) -> Iterator[int]:
    return (place for place, word in enumerate(words) if word in NEGATIONS)


def _means(words: Sequence[str], *, option: str) -> bool:
    meant = _phrases(plain(option))
    return any(all(any(same_word(each, word) for each in words) for word in phrase) for phrase in meant)


def _phrases(option: str) -> Iterator[tuple[str, ...]]:
    """The words that name an option: all of one of its alternatives."""
    for part in _BETWEEN.split(option):
        words = tuple(word for word in re.findall(r"[a-z0-9-]+", part) if word not in SMALL)
        if words:
            yield words
