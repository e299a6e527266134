"""What an answer in free text says by its own words: yes, no, a number, an option's words, or nothing that is sure.

A "no" is heard only where nothing beside it takes it back: what is not sure is nothing, never a no.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from rapidfuzz.distance import OSA

from bot.understanding.signs.clean import clean
from bot.understanding.signs.spelling import english

Said = Literal["yes", "no", "kinda", "unknown"]

_YES = frozenset(
    "yes y yeah yea ya yah yep yup ye yh yas yess aye affirmative correct definitely absolutely indeed true sure mhm "
    "yeh si 👍 ✅ ✔ 👌".split()
)
_NO = frozenset("no n nope nah naw na nay negative none neither never nothing noo 👎 ❌ 🙅".split())
_POLITE = frozenset(
    "thanks thank you thx ty please pls it is its not isnt i im am do dont did didnt have havent has hasnt he she at all of "
    "them those these that this like the there well oh um and so none nothing sir madam mate maam definitely really very much "
    "much good fine ok okay alright".split()
)
_WELL, _NOT = frozenset("good fine ok okay alright well".split()), frozenset("not isnt dont didnt".split())
_HEDGES = (
    "kinda",
    "kind of",
    "sort of",
    "sorta",
    "a bit",
    "a little",
    "a lil",
    "slightly",
    "somewhat",
    "sometimes",
    "ish",
    "i think so",
    "i believe so",
)
_UNKNOWN = (
    *(
        "dunno",
        "idk",
        "dont know",
        "do not know",
        "not sure",
        "unsure",
        "no idea",
        "no clue",
        "cant tell",
        "cannot tell",
    ),
    *(
        "can not tell",
        "hard to say",
        "hard to tell",
        "maybe",
        "might",
        "perhaps",
        "possibly",
        "not really",
        "not exactly",
    ),
    *("dont think", "do not think", "couldnt say", "no way to tell", "i guess", "not certain"),
)
_YES_ALONE = frozenset(
    {"i do", "i have", "i am", "it is", "it does", "it has", "they are", "they do", "there is", "of course"}
)
_NO_ALONE = frozenset(
    {
        "i dont",
        "i do not",
        "i havent",
        "i have not",
        "im not",
        "i am not",
        "it isnt",
        "it is not",
        "its not",
        "it doesnt",
    }
    | {"it hasnt", "there isnt", "there arent", "they arent", "they dont", "not at all"}
)
# After a "no" these turn it round: "no i do", "no it is".
_TURNED = frozenset("do is am are have has did does there this".split())
_TWO_WORDS = {
    "thumbs up": "👍",
    "thumbs-up": "👍",
    "thumbs down": "👎",
    "thumbs-down": "👎",
    "nuh uh": "no",
    "uh huh": "yes",
}
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")
_CLAUSES = re.compile(r"([,.;:!?\n]+|\bbut\b|\bthough\b|\bexcept\b|\bhowever\b)")
_TOKEN = re.compile(r"[a-z0-9]+(?:[/-][a-z0-9]+)*|[👍👎✅❌✔👌🙅]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_COUNT = dict(zip("one two three four five six seven eight nine ten".split(), range(1, 11), strict=True))
_ORDINAL = dict(zip("first second third fourth fifth sixth seventh eighth ninth".split(), range(1, 10), strict=True))
_NUMBER = r"(?:\d{1,2}|" + "|".join(_COUNT) + ")"
_ONE = re.compile(
    rf"(?:(?:its|it is|i pick|i choose|i say|id say|probably)\s+)?(?:(?:number|num|nr|option|answer|choice|#)\s*)?"
    rf"(?P<number>{_NUMBER})\s*(?:st|nd|rd|th)?(?:\s+please)?\s*[.)!]*"
)
_PLACE = re.compile(rf"(?:the\s+)?(?P<place>{'|'.join(_ORDINAL)}|last)(?:\s+(?:one|option|answer|choice))?[.!]*")
_SEVERAL = re.compile(rf"{_NUMBER}(?:\s*(?:,|and|&|\+)\s*{_NUMBER})+[.!]*")


def plain(text: str) -> str:
    """The text in small letters, without apostrophes, skin tones and stretched letters."""
    words = _SKIN_TONES.sub("", clean(text).text).replace("'", "")
    for written, meant in _TWO_WORDS.items():
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
    if _has(text, _UNKNOWN):
        return "unknown"
    read = list(clauses(text))
    if not read:
        return None
    words, _ = read[0]
    first = _yes_or_no(words)
    rest = {word for clause, _ in read[1:] for word in clause}
    if first == "no":
        numbered = any(word[0].isdigit() for word in rest)  # "no. 2"
        taken_back = "?" in text or _has(text, _HEDGES) or bool(rest & _YES) or numbered
        return None if taken_back else "no"
    if first == "yes":
        return None if rest & _NO or set(words) & _NO else "yes"
    hedged = _has(text, _HEDGES) and not rest & _NO and not set(words) & _NO and len(text.split()) <= 4
    return "kinda" if hedged else None


def begins_with_no(text: str) -> bool:
    """Whether a plain text begins with a no, whatever follows. Never enough for a denial."""
    words, _ = next(clauses(text), ((), ""))
    return bool(words) and _mended(words[0]) in _NO and "?" not in text and not _has(text, _UNKNOWN)


def places(text: str, *, count: int) -> tuple[int, ...]:
    """The options, counted from 0, that a plain text names by number ("2.", "the second one", "1 and 3")."""
    if found := _ONE.fullmatch(text):
        numbers = [_value(found["number"])]
    elif found := _PLACE.fullmatch(text):
        numbers = [count if found["place"] == "last" else _ORDINAL[found["place"]]]
    elif _SEVERAL.fullmatch(text):
        numbers = [_value(each) for each in re.findall(_NUMBER, text)]
    else:
        return ()
    return tuple(number - 1 for number in numbers) if all(1 <= number <= count for number in numbers) else ()


def _value(word: str) -> int:
    return _COUNT[word] if word in _COUNT else int(word)


def same_word(written: str, word: str) -> bool:
    """Whether a patient's word is `word`: itself, inflected, or misspelt into no English word."""
    if written in (word, f"{word}s"):
        return True
    stem = word[: max(4, len(word) - 2)]
    if len(word) >= 4 and written.startswith(stem) and len(written) <= len(word) + 4:
        return True
    slips = 1 if len(word) < 8 else 2
    return len(word) >= 4 and written not in english() and OSA.distance(written, word, score_cutoff=slips) <= slips


def _yes_or_no(words: Sequence[str]) -> Literal["yes", "no"] | None:
    """What a clause of nothing but yes or no and their company says."""
    known = [_mended(word) for word in words]
    if " ".join(known) in _NO_ALONE:
        return "no"
    if " ".join(known) in _YES_ALONE:
        return "yes"
    if known[0] in _NO and set(known) <= _NO | _POLITE:
        unwell = set(known) & _NOT and set(known) & _WELL  # "no im not good"
        return None if known[-1] in _TURNED or unwell else "no"
    if known[0] in _YES:
        return "yes"
    return None


def _mended(word: str) -> str:
    """A misspelt yes or no ("yse", "noep"); a word of English is never one ("nose" is no "nope")."""
    if word in _YES or word in _NO or word in english() or len(word) < 3:
        return word
    near = (each for each in ("yes", "yeah", "nope", "none") if OSA.distance(word, each) <= 1)
    return next(near, word)


def _has(text: str, phrases: Sequence[str]) -> bool:
    return any(re.search(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])", text) for phrase in phrases)
