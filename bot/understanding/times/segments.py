"""A message cut into the pieces that each speak of one event, with the times that each piece mentions.

Promises pieces in the order of the message; a mention is never cut. What a piece speaks of is not decided here.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.understanding.times.said import Mention
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import FILLERS, JOINTS, PERMISSION_WORDS, SUBJECTS, word_set

_HELPERS = word_set("is are am do does will would should shall may")
_AFTER_HELPERS = word_set("i it my this that the there you these we u he she ok okay any anything")
_TOLD_BY = word_set("had got did treated finished")
_OPENS_QUESTION = word_set(
    "can could may should shall would will is are am do does when what whats how why where which any cant"
)
_NO_CUT_AFTER = word_set("not no with that just only also to for")
_PERMITS = word_set("ok okay safe fine alright allowed able best good")


@dataclass(frozen=True)
class Segment:
    """The tokens `start` to `end` of a message; `closes` is what ends it."""

    words: Words
    start: int
    end: int
    mentions: tuple[Mention, ...]
    closes: str
    sentence: int

    @cached_property
    def own(self) -> tuple[str, ...]:
        """Its words outside of its mentions."""
        return tuple(self.words.word(place) for place in self.own_places)

    @cached_property
    def own_places(self) -> tuple[int, ...]:
        """The places of `own`."""
        covered = {place for mention in self.mentions for place in range(mention.start, mention.end)}
        tokens = self.words.tokens
        places = range(self.start, self.end)
        return tuple(place for place in places if place not in covered and tokens[place].kind in {"word", "number"})

    @cached_property
    def is_bare(self) -> bool:
        """Whether nothing but fillers stands around its mentions."""
        return all(word in FILLERS for word in self.own)

    @cached_property
    def opens_question(self) -> bool:
        """Whether it opens as a question."""
        first = next(
            (place for place in self.own_places if self.words.word(place) not in JOINTS | {"also", "hi", "hello"}), None
        )
        if first is None:
            return False
        word, after = self.words.word(first), self.words.word(first + 1)
        return word in _OPENS_QUESTION and not (
            word in {"is", "are", "am"} and first != self.start and after not in _AFTER_HELPERS
        )

    @cached_property
    def asks_leave(self) -> bool:
        """Whether it asks what is allowed, or when: times in it are of what is asked about."""
        if not self.opens_question:
            return False
        own = set(self.own)
        pairs = set(pairwise(self.own))
        return (
            bool(own & PERMISSION_WORDS) or any((word, "to") in pairs for word in _PERMITS) or ("how", "soon") in pairs
        )


def cut(words: Words, mentions: tuple[Mention, ...]) -> tuple[Segment, ...]:
    """The segments of a message."""
    inside = {place for mention in mentions for place in range(mention.start, mention.end)}
    ends = {mention.end for mention in mentions}
    starts = {mention.start for mention in mentions}
    segments: list[tuple[int, int, str, int]] = []
    leads_on = {mention.end for mention in mentions if mention.just_now}  # "just left" leads to "the clinic"
    start, sentence = 0, 0
    for place, token in enumerate(words.tokens):
        if place in inside or (place in leads_on and token.word in {"my", "the", "you"}):
            continue
        if token.kind in {"stop", "comma"}:
            segments.append((start, place, token.word, sentence))
            start = place + 1
            sentence += token.kind == "stop"
        elif place > start and token.kind == "word" and _cuts(words, place, start=start, ends=ends, starts=starts):
            segments.append((start, place, "", sentence))
            start = place
    segments.append((start, len(words.tokens), ".", sentence))
    return _with_mentions(words, [each for each in segments if each[0] < each[1]], mentions)


def _with_mentions(
    words: Words, pieces: list[tuple[int, int, str, int]], mentions: tuple[Mention, ...]
) -> tuple[Segment, ...]:
    segments, left = [], list(reversed(mentions))
    for start, end, closes, sentence in pieces:
        own = []
        while left and left[-1].start < end:
            own.append(left.pop())
        segments.append(Segment(words, start, end, tuple(own), closes, sentence))
    return tuple(segments)


def _cuts(words: Words, place: int, *, start: int, ends: set[int], starts: set[int]) -> bool:
    """Whether a new segment begins at the word at `place`."""
    word, before, after = words.word(place), words.word(place - 1), words.word(place + 1)
    if word in {"my", "the"}:
        return place in ends
    if before in JOINTS | SUBJECTS | _HELPERS | _NO_CUT_AFTER and place not in ends and place - 1 >= start:
        return False
    if word in _TOLD_BY:
        return place in ends or words.word(start) in _OPENS_QUESTION
    if word in _HELPERS:
        is_of_day = place in ends and (word, after) in {("is", "my"), ("is", "the")}  # "tomorrow is my first session"
        return after in _AFTER_HELPERS and place + 1 not in starts and not is_of_day
    return word in JOINTS or word in SUBJECTS
