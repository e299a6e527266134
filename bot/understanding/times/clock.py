"""Times of day in a message: "3pm", "half 2", "at 10", "this morning", "last night", "lunchtime".

Promises no clock time from a number that counts something else. Which day it belongs to is not decided here.
"""

import re
from collections.abc import Iterator
from datetime import time

from bot.understanding.times.said import Clock, Mention, Part
from bot.understanding.times.tokens import Words

PART_TIMES: dict[Part, time] = {
    "morning": time(9, 30),
    "noon": time(12),
    "lunchtime": time(12, 30),
    "afternoon": time(14),
    "evening": time(18),
}
_PARTS: dict[str, Part] = {
    "morning": "morning", "noon": "noon", "lunchtime": "lunchtime", "lunch": "lunchtime", "afternoon": "afternoon",
    "evening": "evening", "night": "evening", "tonight": "evening", "teatime": "evening", "dinnertime": "evening",
}  # fmt: skip

_UNITS_OF_OTHERS = (
    r"(?! (?:minute|hour|day|week|fortnight|month|year|mm|cm|ml|mg|percent|degrees|x|times|sessions|"
    r"treatments|st|nd|rd|th)(?!\S))(?! (?:-|/|to|or) [0-9])"
)
_LEAD = r"(?:(?:at|around|about|by|from|since|~|@|approximately|like) ){0,3}"
_AT = r"(?:at|@) (?:(?:around|about|like|approximately) )?"
_MINUTES = r"(?:5|10|20|25)(?: minute)?"
_HALF = r"(?: ?(?P<half>am|pm|a|p)(?!\S))"
_CLOCKS = (
    re.compile(rf"(?<!\S){_LEAD}(?P<h>[0-9]{{1,2}})[.:](?P<m>[0-5][0-9]){_HALF}(?!\S)"),
    re.compile(rf"(?<!\S){_LEAD}(?P<h>[0-9]{{1,2}})(?: oclock)?{_HALF}(?!\S)"),
    re.compile(rf"(?<!\S){_LEAD}(?P<h>[0-9]{{1,2}}):(?P<m>[0-5][0-9])(?: (?:hour|ish))?(?!\S)"),
    re.compile(r"(?<!\S)(?:at|around|about|~|@) (?P<h>[0-9]{1,2})\.(?P<m>[0-5][0-9])(?!\S)" + _UNITS_OF_OTHERS),
    re.compile(rf"(?<!\S){_AT}(?P<h>[0-2][0-9])(?P<m>[0-5][0-9])(?: hour)?(?!\S)"),
    re.compile(rf"(?<!\S){_LEAD}(?P<h>[0-9]{{1,2}}) (?:oclock|ish)(?!\S)"),
    re.compile(
        rf"(?<!\S){_LEAD}(?P<past>half past|half|quarter past|{_MINUTES} past) (?P<h>[0-9]{{1,2}}){_HALF}?(?!\S)"
        + _UNITS_OF_OTHERS
    ),
    re.compile(rf"(?<!\S){_LEAD}(?P<to>quarter to|{_MINUTES} to) (?P<h>[0-9]{{1,2}}){_HALF}?(?!\S)" + _UNITS_OF_OTHERS),
    re.compile(rf"(?<!\S){_AT}(?P<h>[0-9]{{1,2}})(?!\S)" + _UNITS_OF_OTHERS),
)
# Only beside a day: "yesterday around 3"; alone it may count days.
_WEAK_CLOCKS = (
    re.compile(r"(?<!\S)(?:around|about|approximately|like|~|from) (?P<h>[0-9]{1,2})(?!\S)" + _UNITS_OF_OTHERS),
    re.compile(r"(?<!\S)(?P<h>[0-9]{1,2})\.(?P<m>[0-5][0-9])(?!\S)" + _UNITS_OF_OTHERS),
    re.compile(r"(?<!\S)(?P<h>[0-9]{1,2}) (?=(?:in the|this|last) (?:morning|afternoon|evening|night)(?!\S))"),
)
_PART = re.compile(
    r"(?<!\S)(?P<lead>(?:(?:(?:(?:early|late|later|earlier|first thing|sometime) ){0,2}"
    r"(?:this|that|last|same|in the|on the|at|around|about|early|late|first thing) )(?:early |late )?)?)"
    rf"(?P<part>{'|'.join(_PARTS)})(?: time| break| hour)?(?!\S)"
)
# Only beside a day: "tomorrow am".
_HALF_DAY = re.compile(r"(?<!\S)(?<!i )(?P<this>this )?(?P<half>am|pm)(?! (?:i|my|it|we)(?!\S))(?!\S)")
_HABITS = re.compile(r"(?<!\S)(?:every|each|all|good|my|per|overnight|next|a|the|most|some) $|(?<!\S)(?:and|or) $")


def read_clocks(words: Words) -> Iterator[Mention]:
    """Each clock time and part of a day in the message."""
    for pattern in (*_CLOCKS, *_WEAK_CLOCKS):
        for match in pattern.finditer(words.line):
            clock = _clock(match)
            if clock is not None:
                start, end = words.span(*match.span())
                yield Mention(start, end, clock=clock, weak=pattern in _WEAK_CLOCKS)
    for match in _HALF_DAY.finditer(words.line):
        start, end = words.span(*match.span())
        part: Part = "morning" if match["half"] == "am" else "afternoon"
        today = 0 if match["this"] else None
        yield Mention(start, end, day=today, part=part, weak=today is None)
    for match in _PART.finditer(words.line):
        yield from _part(words, match)


def _clock(match: re.Match[str]) -> Clock | None:
    said = match.groupdict()
    hour, minute = int(said["h"]), int(said.get("m") or 0)
    past, to = said.get("past"), said.get("to")
    if past:
        minute = 30 if past.startswith("half") else 15 if past.startswith("quarter") else int(past.split()[0])
    if to:
        hour, minute = (hour - 1) % 24 or 12, 45 if to.startswith("quarter") else 60 - int(to.split()[0])
    half = said.get("half")
    if hour > 23 or (half and not 1 <= hour <= 12):
        return None
    if half is None:
        return Clock(hour, minute)
    return Clock(hour, minute, "am" if half.startswith("a") else "pm")


def _part(words: Words, match: re.Match[str]) -> Iterator[Mention]:
    lead, said = match["lead"].split(), match["part"]
    start, end = words.span(*match.span())
    part = _PARTS[said]
    if "last" in lead:
        yield Mention(start, end, relation="past", day=-1, part=part)
    elif said == "tonight" or "this" in lead:
        yield Mention(start, end, day=0, part=part)
    elif "that" in lead or "same" in lead:
        yield Mention(start, end, that=True, part=part)
    elif said in {"noon", "lunchtime", "teatime", "dinnertime"}:
        yield Mention(start, end, part=part, weak=words.word(start - 1) in {"every", "each", "a", "my"})
    else:
        habit = not lead and _HABITS.search(words.line[max(0, match.start() - 12) : match.start()]) is not None
        if not habit:
            yield Mention(start, end, part=part, weak=not lead or lead == ["at"])
