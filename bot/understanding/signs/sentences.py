"""Where the sentences of a message begin and end, and what begins or ends a clause."""

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass

from bot.understanding.signs.expression import HARD, SOFT
from bot.understanding.signs.matcher import Hit
from bot.understanding.signs.tokens import Read
from bot.understanding.times.words import word_set

# Words before which nothing was said yet: "and is pus normal" begins as "is pus normal" does.
_OPENERS = word_set(
    "and but so or hi hello hey ok okay well also sorry please just then because like um erm oh thanks dear quick "
    "question though anyway"
)
_IT = frozenset({"it", "they", "that", "this", "these", "all", "and", "but"})
_WORD_OR_TWO = 3


@dataclass(frozen=True)
class Sentences:
    """The tokens of a message by sentence; a sentence holds the mark that ends it as its last token."""

    read: Read
    begins: tuple[int, ...]

    @classmethod
    def of(cls, read: Read) -> "Sentences":
        """The sentences of a message."""
        begins = [0]
        begins.extend(place + 1 for place, token in enumerate(read.tokens) if token.text == HARD)
        return cls(read, tuple(begins))

    def around(self, place: int) -> tuple[int, int]:
        """First token of the sentence of `place`, and the one after its last word."""
        number = bisect_right(self.begins, place) - 1
        begin = self.begins[number]
        end = self.begins[number + 1] - 1 if number + 1 < len(self.begins) else len(self.read.tokens)
        return begin, end

    def clause_start(self, place: int) -> int:
        """First token of the clause of `place`."""
        while place > 0 and self.read.tokens[place - 1].text not in (SOFT, HARD):
            place -= 1
        return place

    def clause(self, place: int) -> tuple[int, int]:
        """First token of the clause of `place`, and the one after its last word."""
        end = place
        while end < len(self.read.tokens) and self.read.tokens[end].text not in (SOFT, HARD):
            end += 1
        return self.clause_start(place), end

    def starts_clause(self, place: int) -> bool:
        """Whether nothing but an opening word stands before `place` in its clause."""
        while place > 0 and self.read.tokens[place - 1].text in _OPENERS:
            place -= 1
        return place == 0 or self.read.tokens[place - 1].text in (SOFT, HARD)

    def holds(self, words: Collection[str], *, first: int, last: int, but: Hit) -> bool:
        """Whether one of `words` stands among these tokens, outside of `but`."""
        return any(
            self.read.tokens[place].text in words for place in range(first, last) if not but.first <= place < but.last
        )

    def speaks_of_it(self, place: int) -> bool:
        """Whether the word at `place` only takes up what was said before: "the pain eased, | it has gone"."""
        return place >= 0 and self.read.tokens[place].text in _IT

    def has_edge(self, first: int, last: int) -> bool:
        """Whether a comma or stop stands among these tokens."""
        return any(token.text in (SOFT, HARD) for token in self.read.tokens[first:last])

    def ends_clause(self, place: int) -> bool:
        """Whether a clause ends before the token at `place`."""
        return place >= len(self.read.tokens) or self.read.tokens[place].text in (SOFT, HARD)

    def only_asked(self, first: int, last: int) -> bool:
        """Whether the sentence holds these tokens alone, and maybe one more word, and ends as a question: "pus?"."""
        begin, end = self.around(first)
        return (
            last - first <= _WORD_OR_TWO
            and (first - begin) + (end - last) <= 1
            and end < len(self.read.tokens)
            and "?" in self.read.tokens[end].mark
        )
