"""Lengths counted from a day ahead: "tomorrow it will be a week", "it'll be 2 weeks on friday", "a week tomorrow".

Promises the day that lies the whole age before the day ahead, so that no patient is taken to be further on than they
are. An age reached by now is left as it was said.
"""

from dataclasses import replace

from bot.understanding.times.said import Mention, Weekday
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import TREATMENT_WORDS, word_set

_WILL = word_set("will itll ill thatll be is makes")
_BY_ITSELF = word_set("will itll ill thatll")
_TREATED = TREATMENT_WORDS | {"done", "treated"}
_MOST_BETWEEN = 4
_WEEK = 7


def with_reached(words: Words, mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """`mentions`, with each pair of an age and the day that it is reached on as one."""
    found: list[Mention] = []
    for mention in mentions:
        together = (_reached(words, found[-1], mention) or _weeks_from(found[-1], mention)) if found else None
        if together is None:
            found.append(mention)
        else:
            found[-1] = together
    return tuple(found)


def _reached(words: Words, first: Mention, second: Mention) -> Mention | None:
    ahead, age = (first, second) if first.span is None else (second, first)
    days = age.span_days
    if not days or age.relation not in {"age", "bare"} or ahead.span is not None or ahead.relation == "past":
        return None
    if not _will_be(words, first, second) or not _of_treatment(words, second.end):
        return None
    joined = replace(ahead, start=first.start, end=second.end, relation="age")
    if ahead.day == 1:
        return replace(joined, day=1 - days)
    plain = ahead.weekday is not None and ahead.weekday.which in {"", "this"} and not ahead.weekday.of_week
    if ahead.weekday is None or not plain or days % _WEEK:
        return None
    return replace(joined, weekday=Weekday(ahead.weekday.index, "last", days // _WEEK - 1))


def _weeks_from(weeks: Mention, day: Mention) -> Mention | None:
    """ "A week tomorrow", "10 days today"."""
    days = weeks.span_days
    if not days or day.start != weeks.end or weeks.relation != "bare":
        return None
    if day.day == 0 and not day.has_hour:
        return replace(weeks, end=day.end)
    return replace(day, start=weeks.start, day=1 + days) if day.day == 1 and days % _WEEK == 0 else None


def _of_treatment(words: Words, end: int) -> bool:
    """Whether a "since" after the age leads to the treatment, not to "since i started accutane"."""
    following = {words.word(place) for place in range(end + 1, end + 7)}
    return words.word(end) not in {"since", "after", "from"} or bool(following & _TREATED)


def _will_be(words: Words, first: Mention, second: Mention) -> bool:
    """Whether the words say that the age is still to be reached."""
    between = range(first.end, second.start)
    if len(between) > _MOST_BETWEEN or any(words.tokens[place].kind in {"stop", "comma"} for place in between):
        return False
    leads = {words.word(place) for place in range(first.start - 3, first.start)}
    inside = {words.word(place) for place in between}
    if first.span is None:
        return bool(inside & _WILL) and not inside & {"i", "can"}
    return bool(leads & _BY_ITSELF) and "be" in leads | {"been"} & leads and not inside
