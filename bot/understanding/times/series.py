"""Days told one after the other: "day 1 was ok, day 2 sore, now day 3".

Promises that only the day that is reached counts, and never one that the patient still looks ahead to.
"""

from bot.understanding.times.said import Mention
from bot.understanding.times.segments import Segment
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import word_set

_AHEAD = word_set("will wont hope hoping hopefully should would until till by expect expecting want gonna")
_NOW = word_set("now today currently its is on im")


def passed_days(words: Words, segments: tuple[Segment, ...]) -> frozenset[Mention]:
    """The numbered days of a message that are not the day reached; empty where it numbers only one."""
    numbered = [
        (segment, mention)
        for segment in segments
        for mention in segment.mentions
        if words.word(mention.start) == "day" and mention.relation == "age" and mention.span_days is not None
    ]
    if len(numbered) < 2:
        return frozenset()
    reached = [
        mention for segment, mention in numbered if not segment.opens_question and not set(segment.own) & _AHEAD
    ] or [mention for _, mention in numbered]
    marked = [mention for mention in reached if words.word(mention.start - 1) in _NOW]
    kept = (marked or reached)[-1]
    return frozenset(mention for _, mention in numbered if mention != kept)
