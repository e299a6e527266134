"""Brings written words to their normal form: SMS-speak, contractions, stretched letters, typos.

A typo is mended only towards a word of the lexicon, and only where the written word is no English word: `red` never
becomes `read`. What is not sure stays as it was written.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA
from symspellpy import SymSpell, Verbosity
from symspellpy.abstract_distance_comparer import AbstractDistanceComparer
from symspellpy.editdistance import DistanceAlgorithm, EditDistance

from bot.understanding.times.words import word_set

_STRETCHED = re.compile(r"(.)\1{2,}")
# After these a written "'s" was "has".
_AFTER_HAS = frozenset({"got", "been", "had", "become", "gone", "gotten", "turned", "started", "stopped", "spread"})
_S_WORDS = word_set("it he she that there what who where how when everything something nothing")
_LETTERS_OR_DIGITS = re.compile(r"\d+(?:\.\d+)?(?:/\d+(?:\.\d+)?)?|[^\W\d_]+(?:'[^\W\d_]+)*|[^\W_]|[£$€]")
_SHORTEST_MENDED = 4


@lru_cache(maxsize=1)
def english() -> Mapping[str, int]:
    """English words and how common each is, from SymSpell's own list (82,765 words)."""
    source = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt")
    lines = source.read_text(encoding="utf-8-sig").splitlines()
    return {word: int(count) for word, count in (line.split() for line in lines)}


def split_numbers(word: str) -> tuple[str, ...]:
    """`day3` as day and 3; a number with its point or stroke (`38.5`, `9/10`) stays one."""
    return tuple(_LETTERS_OR_DIGITS.findall(word))


class _Osa(AbstractDistanceComparer):  # type: ignore[misc]
    """SymSpell's own comparer keeps its working rows between calls, so that two threads would spoil each other's."""

    def distance(self, string_1: str | None, string_2: str | None, max_distance: int) -> int:
        """Edits between two words, -1 for more than `max_distance`."""
        edits = OSA.distance(string_1 or "", string_2 or "", score_cutoff=max_distance)
        return edits if edits <= max_distance else -1


class Speller:
    """Normal forms of words. `spellings` maps a written word to its words, `domain` holds words to mend towards."""

    def __init__(self, spellings: Mapping[str, str], *, domain: Iterable[str] = (), known: Iterable[str] = ()) -> None:
        self._spellings = {written: tuple(words.split()) for written, words in spellings.items()}
        self._domain = frozenset(domain)
        self._known = frozenset(known)

    def with_words(self, domain: Iterable[str]) -> "Speller":
        """The same speller, which also mends towards `domain`."""
        written = {key: " ".join(words) for key, words in self._spellings.items()}
        return Speller(written, domain=self._domain | frozenset(domain), known=self._known)

    def is_written(self, word: str) -> bool:
        """Whether the word stands in the spellings as it is (`2day`), so that it is not to be split."""
        return word in self._spellings or word.replace("'", "") in self._spellings

    def pattern_words(self, word: str) -> tuple[str, ...]:
        """The normal form of a word of a pattern: nothing is mended, its author meant it."""
        spelt = self._spelt(word, after="")
        if spelt:
            return spelt
        parts = split_numbers(word)
        return tuple(each for part in parts for each in self._spelt(part, after="") or (part.replace("'", ""),))

    def words(self, word: str, *, after: str = "") -> tuple[str, ...]:
        """The normal form of a word of a patient, `after` being the next written word."""
        spelt = self._spelt(word, after=after)
        if spelt:
            return spelt
        bare = word.replace("'", "")
        if not bare:
            return ()
        if self._stands(bare):
            return (bare,)
        if _STRETCHED.search(bare):
            bare = self._unstretched(bare)
        return self._spelt(bare, after=after) or (self._mend(bare),)

    def warm(self) -> None:
        """Build the index of typos now (a third of a second), so that no patient waits for it."""
        len(self._index.words)

    def _spelt(self, word: str, *, after: str) -> tuple[str, ...]:
        for form in (word, word.rstrip("'"), word.replace("'", "")):
            if form in self._spellings:
                words = self._spellings[form]
                if words[-1] == "is" and len(words) == 2 and after in _AFTER_HAS:
                    return (words[0], "has")
                return words
        stem, mark, end = word.partition("'")
        if mark and end == "s" and stem in _S_WORDS:
            return (stem, "has" if after in _AFTER_HAS else "is")
        return ()

    def _stands(self, word: str) -> bool:
        return word in self._domain or word in self._known or word in english() or not word.isalpha()

    def _unstretched(self, word: str) -> str:
        for form in (_STRETCHED.sub(r"\1", word), _STRETCHED.sub(r"\1\1", word)):
            if form in self._domain:
                return form
        for form in (_STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)):
            if form in self._spellings or self._stands(form):
                return form
        return _STRETCHED.sub(r"\1", word)

    @cached_property
    def _index(self) -> SymSpell:
        comparer = EditDistance(DistanceAlgorithm.USER_PROVIDED, _Osa())
        index = SymSpell(max_dictionary_edit_distance=2, prefix_length=7, distance_comparer=comparer)
        for word in sorted(self._domain):
            if len(word) >= _SHORTEST_MENDED and word.isalpha():
                index.create_dictionary_entry(word, max(1, english().get(word, 1)))
        return index

    # Not cached: it costs 15 microseconds, and unknown words are often names, which must not stay.
    def _mend(self, word: str) -> str:
        if len(word) < _SHORTEST_MENDED or len(word) > 24 or self._stands(word):
            return word
        allowed = 1 if len(word) < 8 else 2
        for found in self._index.lookup(word, Verbosity.ALL, max_edit_distance=allowed):
            # Patients get the first letter right; a word that begins otherwise is another word.
            if found.term[0] == word[0] and OSA.distance(found.term, word) <= allowed:
                return str(found.term)
        return word
