"""What an answer in free text says by its own words: yes, no, a number, an option's words, or nothing that is sure.

A "no" is heard only where nothing beside it takes it back: what is not sure is nothing, never a no.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from rapidfuzz.distance import OSA

from bot.triage.answer_vocabulary import (
    COUNT,
    HEDGES,
    NEGATIONS,
    NO,
    NO_ALONE,
    NOT,
    ORDINAL,
    POLITE,
    SIGNS,
    SKIN_TONES,
    TURNED,
    UNKNOWN,
    WELL,
    WRITTEN_OUT,
    YES,
    YES_ALONE,
)
from bot.understanding.signs.clean import clean
from bot.understanding.signs.spelling import english

Said = Literal["yes", "no", "kinda", "unknown"]

_CLAUSES = re.compile(r"([,.;:!?\n]+|\bbut\b|\bthough\b|\bexcept\b|\bhowever\b)")
_TOKEN = re.compile(rf"[a-z0-9]+(?:[/-][a-z0-9]+)*|[{SIGNS}]")
_ENDING = re.compile(r"(?:ing|ed|es|s|e|y|er|ful|ly|ier|ish|ness)$")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_NUMBER = r"(?:\d{1,2}|" + "|".join(COUNT) + ")"
_ONE = re.compile(
    rf"(?:(?:its|it is|i pick|i choose|i say|id say|probably)\s+)?(?:(?:number|num|nr|option|answer|choice|#)\s*)?"
    rf"(?P<number>{_NUMBER})\s*(?:st|nd|rd|th)?(?:\s+please)?\s*[.)!]*"
)
_PLACE = re.compile(rf"(?:the\s+)?(?P<place>{'|'.join(ORDINAL)}|last)(?:\s+(?:one|option|answer|choice))?[.!]*")
_SEVERAL = re.compile(rf"{_NUMBER}(?:\s*(?:,|and|&|\+)\s*{_NUMBER})+[.!]*")


def plain(text: str) -> str:
    """The text in small letters, without apostrophes, skin tones and stretched letters."""
    words = SKIN_TONES.sub("", clean(text).text).replace("'", "")
    for written, meant in WRITTEN_OUT.items():
        words = words.replace(written, f" {meant} ")
    return " ".join(_STRETCHED.sub(r"\1", words).split())


def clauses(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each clause of a plain text: its words, and the sign or word that ends it."""
    parts = _CLAUSES.split(text)
    for words, end in zip(parts[::2], (*parts[1::2], ""), strict=True):
        if found := tuple(_TOKEN.findall(words)):
            yield found, end.strip()


def said(text: str) -> Said | None:
    """Whether a plain text answers yes or no; kinda: a yes with a doubt; unknown: the patient does not know."""
    if _has(text, UNKNOWN):
        return "unknown"
    read = list(clauses(text))
    if not read:
        return None
    words, _ = read[0]
    first = _yes_or_no(words)
    rest = {word for clause, _ in read[1:] for word in clause}
    if first == "no":
        numbered = any(word[0].isdigit() for word in rest)  # "no. 2"
        taken_back = "?" in text or _has(text, HEDGES) or bool(rest & YES) or numbered
        return None if taken_back else "no"
    if first == "yes":
        return None if rest & NO or set(words) & NO else "yes"
    hedged = _has(text, HEDGES) and not rest & NO and not set(words) & NO and len(text.split()) <= 4
    return "kinda" if hedged else None


def begins_with_no(text: str) -> bool:
    """Whether a plain text begins with a no, whatever follows. Never enough for a denial."""
    words, _ = next(clauses(text), ((), ""))
    return bool(words) and _mended(words[0]) in NO and "?" not in text and not _has(text, UNKNOWN)


def places(text: str, *, count: int) -> tuple[int, ...]:
    """The options, counted from 0, that a plain text names by number ("2.", "the second one", "1 and 3")."""
    if found := _ONE.fullmatch(text):
        numbers = [_value(found["number"])]
    elif found := _PLACE.fullmatch(text):
        numbers = [count if found["place"] == "last" else ORDINAL[found["place"]]]
    elif _SEVERAL.fullmatch(text):
        numbers = [_value(each) for each in re.findall(_NUMBER, text)]
    else:
        return ()
    return tuple(number - 1 for number in numbers) if all(1 <= number <= count for number in numbers) else ()


def _value(word: str) -> int:
    return COUNT[word] if word in COUNT else int(word)


def same_word(written: str, word: str) -> bool:
    """Whether a patient's word is `word`: itself, inflected, or misspelt into no English word."""
    if written in (word, f"{word}s"):
        return True
    base = _ENDING.sub("", word)
    if len(base) >= 3 and written.startswith(base) and _ENDING.fullmatch(written.removeprefix(base)):
        return True
    slips = 1 if len(word) < 8 else 2
    return len(word) >= 4 and written not in english() and OSA.distance(written, word, score_cutoff=slips) <= slips


def _yes_or_no(words: Sequence[str]) -> Literal["yes", "no"] | None:
    """What a clause of nothing but yes or no and their company says."""
    known = [_mended(word) for word in words]
    if " ".join(known) in NO_ALONE:
        return "no"
    if " ".join(known) in YES_ALONE:
        return "yes"
    if known[0] in NO and set(known) <= NO | POLITE:
        unwell = set(known) & NOT and set(known) & WELL  # "no im not good"
        return None if known[-1] in TURNED or unwell else "no"
    if known[0] in YES and not NEGATIONS & set(known):
        return "yes"
    return None


def _mended(word: str) -> str:
    """A misspelt yes or no ("yse", "noep"); a word of English is never one ("nose" is no "nope")."""
    if word in YES or word in NO or word in english() or len(word) < 3:
        return word
    near = (each for each in ("yes", "yeah", "nope", "none") if OSA.distance(word, each) <= 1)
    return next(near, word)


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(re.search(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])", text) for phrase in phrases)
