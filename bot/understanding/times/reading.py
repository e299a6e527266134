"""A message as the readers of time and of the treatment see it: its words, the times it mentions, its segments.

Several of them read a message one after the other, so its reading is kept until the next message is read, and no
longer: words that patients wrote do not gather here. It must depend neither on the hour nor on what was said before.
"""

from dataclasses import dataclass
from functools import lru_cache

from bot.understanding.times.mentions import find_mentions
from bot.understanding.times.said import Mention
from bot.understanding.times.segments import Segment, cut
from bot.understanding.times.tokens import Words, read_words


@dataclass(frozen=True)
class Reading:
    """What is read of a text whatever the time is."""

    words: Words
    mentions: tuple[Mention, ...]
    segments: tuple[Segment, ...]


@lru_cache(maxsize=1)
def read_times(text: str) -> Reading:
    """The text's reading. Never raises."""
    words = read_words(text)
    mentions = find_mentions(words)
    return Reading(words, mentions, cut(words, mentions))
