"""Words that take a time back, and words that only say what day it is now.

Promises that a denied time ("not yesterday") and the time of day it is ("it's wednesday") never stand for the
treatment's.
"""

from itertools import pairwise

from bot.understanding.times.said import Mention
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import word_set

_OPENERS = word_set("no nope nah sorry actually wait oops correction correct apologies soz scrap")
_AFTER_NO = word_set("it i that its was sorry actually my not wait im")
_AFTER_SORRY = word_set("to for about if but bother im")
_PAIRS = frozenset(
    tuple(pair.split())
    for pair in (
        "i meant", "i mean", "my mistake", "my bad", "got wrong", "was wrong", "not that", "a mistake", "was actually",
        "actually it", "actually i",
    )
)  # fmt: skip


def corrects(words: Words) -> bool:
    """Whether the message takes back what was said before ("no, it was monday", "sorry, i meant tuesday")."""
    said = [token.word for token in words.tokens if token.kind in {"word", "number"}]
    if set(pairwise(said)) & _PAIRS:
        return True
    first, second = words.word(0), words.word(1)
    if first in {"no", "nope", "nah"}:
        return second in _AFTER_NO or (len(words.tokens) > 1 and words.tokens[1].kind in {"comma", "stop", "sign"})
    if first == "sorry":
        return second not in _AFTER_SORRY
    return first in _OPENERS


def is_denied(words: Words, mention: Mention) -> bool:
    """Whether the mention is said not to hold: "not yesterday", "i said monday but"."""
    if mention.span is not None:
        return False
    before = words.word(mention.start - 1)
    if before == "said" and words.word(mention.end) == "but":
        return True
    return before in {"not", "wasnt", "isnt"} or (before == "on" and words.word(mention.start - 2) in {"not", "wasnt"})


def today_said(words: Words, mentions: tuple[Mention, ...]) -> tuple[int | None, tuple[Mention, ...]]:
    """The weekday that the patient says it is now, and the mentions that are not about now.

    A message with one time alone keeps it: "it's wednesday" is then the answer to a question.
    """
    following = (*mentions[1:], None)
    about_now = [each for each, next_one in zip(mentions, following, strict=False) if _is_now(words, each, next_one)]
    rest = tuple(mention for mention in mentions if mention not in about_now)
    if not rest:
        return None, mentions
    weekdays = [mention.weekday.index for mention in about_now if mention.weekday is not None]
    return (weekdays[-1] if weekdays else None), rest


def _is_now(words: Words, mention: Mention, following: Mention | None) -> bool:
    if mention.day == 0 and not mention.has_hour:
        # The "today" of "today is thursday".
        beside = following is not None and following.weekday is not None and following.start - mention.end in {0, 1}
        return beside and following is not None and _follows_is(words, following)
    plain = mention.weekday is not None and not mention.weekday.which and mention.weekday.near_days is None
    clock = mention.clock is not None and not mention.has_day
    dated = mention.date is not None and words.word(mention.end) in {"today", "now"}
    return (plain or clock or dated) and mention.relation == "any" and _follows_is(words, mention)


def _follows_is(words: Words, mention: Mention) -> bool:
    before, further = words.word(mention.start - 1), words.word(mention.start - 2)
    if words.word(mention.start) in {"on", "at", "since"}:
        return False
    return (
        before in {"its", "today", "now"}
        or (before == "is" and further in {"it", "today", "now", "day"})
        or (before in {"only", "already"} and further == "its")
    )
