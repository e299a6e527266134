"""All the times that a message mentions, each once, with its day and its hour together.

Promises mentions in the order of the message that do not overlap. Whose times they are is not decided here.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from bot.understanding.times.clock import read_clocks
from bot.understanding.times.dates import read_dates
from bot.understanding.times.days import read_days
from bot.understanding.times.reached import with_reached
from bot.understanding.times.said import Mention, Period, Relation, Span, Weekday, Which
from bot.understanding.times.spans import HOURS, read_spans
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import FILLERS, word_set

_BETWEEN = word_set("at on in the around about , of @ ~ approximately like say maybe early late sometime probably ish")
_MOST_BETWEEN = 3
_MOST_OF_A_KIND = 60  # no message tells more; a longer list of times is not allowed to stall the bot
_WEEKS: dict[Period | None, tuple[Which, Relation]] = {
    "last week": ("last", "past"),
    "this week": ("this", "any"),
    "next week": ("next", "future"),
}
_BARE_NUMBER_OF_HOURS = frozenset({24, 36, 48, 60, 72, 96, 120})


def find_mentions(words: Words) -> tuple[Mention, ...]:
    """The mentions of `words`, a day and its hour as one."""
    readers = (read_dates, read_spans, read_days, read_clocks)
    found = [mention for read in readers for mention in islice(read(words), _MOST_OF_A_KIND)]
    kept = _without_overlaps(found, size=len(words.tokens))
    return with_reached(words, tuple(mention for mention in _joined(words, kept) if not mention.weak))


def bare_number(words: Words) -> Mention | None:
    """The one number of an answer such as "3" or "about 2": days, or hours for 24, 36, 48 and their like."""
    numbers = [place for place, token in enumerate(words.tokens) if token.kind == "number"]
    lowest, *others = numbers or [-1]
    is_range = len(others) == 1 and words.word(lowest + 1) in {"-", "to", "or"} and others[0] == lowest + 2
    figures = words.word(lowest).rstrip("stndrh")
    spoken = {token.word for token in words.tokens if token.kind == "word"}
    if lowest < 0 or spoken - FILLERS or (others and not is_range) or not figures.replace(".", "", 1).isdigit():
        return None
    number = float(figures)
    if is_range and words.word(others[0]).isdigit():
        number = min(number, float(words.word(others[0])))
    unit = "hour" if number in _BARE_NUMBER_OF_HOURS else "day"
    end = (others[0] if is_range else lowest) + 1
    return Mention(lowest, end, relation="bare", span=Span(number * HOURS[unit], unit, vague=is_range))


def _without_overlaps(found: Sequence[Mention], *, size: int) -> list[Mention]:
    """The longest of mentions that share a word; of equal ones the first read."""
    taken = bytearray(size)
    kept = []
    for mention in sorted(found, key=lambda each: (each.start - each.end, each.weak)):
        if not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            kept.append(mention)
    return sorted(kept, key=lambda each: each.start)


def _joined(words: Words, mentions: list[Mention]) -> list[Mention]:
    joined: list[Mention] = []
    for mention in mentions:
        together = None
        if joined and _near(words, joined[-1], mention):
            together = _join(joined[-1], mention)
        if together is None:
            joined.append(mention)
        else:
            joined[-1] = together
    return joined


def _near(words: Words, first: Mention, second: Mention) -> bool:
    between = range(first.end, second.start)
    joints = _BETWEEN | {"and"} if first.span and second.span else _BETWEEN
    return len(between) <= _MOST_BETWEEN and all(words.word(place) in joints for place in between)


def _join(first: Mention, second: Mention) -> Mention | None:
    """Both as one mention, or None when they are two times."""
    if first.is_others or second.is_others:
        return None
    if first.span and second.span:
        return _sum(first, second)
    one_day = _one_day(first, second)
    if one_day is not None:
        return one_day
    two_days = first.has_day and second.has_day
    part_and_clock = (first.part and second.clock and not first.clock) or (
        first.clock and second.part and not first.part
    )
    day_and_hour = first.has_day != second.has_day and not (first.has_hour and second.has_hour)
    day, hour = (first, second) if first.has_day or not second.has_day else (second, first)
    if not two_days and (part_and_clock or (day_and_hour and hour.has_hour)):
        both = replace(day, clock=day.clock or hour.clock, part=day.part or hour.part)
        return replace(both, start=first.start, end=second.end, weak=False)
    return _weekday_of_week(first, second)


def _one_day(first: Mention, second: Mention) -> Mention | None:
    """Two names of one day as one: "friday 13th at 11", "in november, like the 5th", "a week ago yesterday"."""
    if first.weekday is not None and second.date is not None:
        relation = first.relation if second.relation == "any" else second.relation
        return replace(second, start=first.start, relation=relation, clock=first.clock, part=first.part)
    if first.date is not None and second.date is not None and second.date.month is None and first.date.day is None:
        return replace(second, start=first.start, date=replace(first.date, day=second.date.day))
    return _day_of_weeks(first, second)


def _sum(first: Mention, second: Mention) -> Mention | None:
    """ "1 week 2 days ago", "2 days and 5 hours"."""
    if not first.span or not second.span or first.relation not in {"bare", "age", "past", "future"}:
        return None
    if HOURS[first.span.unit] <= HOURS[second.span.unit] or (first.relation != "bare" and second.relation != "bare"):
        return None
    relation = second.relation if first.relation == "bare" else first.relation
    unit = second.span.unit
    span = Span(first.span.hours + second.span.hours, unit, at_least=first.span.at_least, vague=first.span.vague)
    return replace(first, end=second.end, span=span, relation=relation)


def _day_of_weeks(weeks: Mention, day: Mention) -> Mention | None:
    """ "A week ago yesterday", "a week yesterday", "a week tomorrow"."""
    if weeks.span is None or weeks.span.unit not in {"week", "fortnight"} or weeks.span_days is None:
        return None
    joined = replace(day, start=weeks.start)
    if day.day in {-1, 0, 1} and weeks.relation == "past":
        return replace(joined, day=day.day - weeks.span_days, relation="past")
    if day.day == -1 and weeks.relation == "bare":
        return replace(joined, day=-1 - weeks.span_days)
    return None


def _weekday_of_week(first: Mention, second: Mention) -> Mention | None:
    """ "2 weeks ago on friday", "last week monday", "a week last tuesday"."""
    for week, day in ((first, second), (second, first)):
        if day.weekday is None or (day.has_hour and week.has_hour):
            continue
        both = replace(
            day, start=first.start, end=second.end, clock=day.clock or week.clock, part=day.part or week.part
        )
        if week.span and week.span.unit in {"week", "fortnight"} and week.relation in {"past", "future"}:
            near = Weekday(day.weekday.index, near_days=week.span_days)
            return replace(both, weekday=near, relation=week.relation)
        if week.period in _WEEKS:
            which, relation = _WEEKS[week.period]
            return replace(both, weekday=Weekday(day.weekday.index, of_week=which), relation=relation)
    return None
