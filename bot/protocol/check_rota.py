"""Checks that each duty has exactly one person at each minute of the week: at a gap, a call would reach nobody."""

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from bot.protocol.check_references import check_id
from bot.protocol.on_call import ALL, OnCall
from bot.protocol.opening import DAYS, OpeningError, days_of, spans_of
from bot.protocol.problems import Problem
from bot.protocol.yaml_lines import Document, Key

Week = list[str | None]

_MINUTES_IN_DAY = 24 * 60
_MINUTES_IN_WEEK = 7 * _MINUTES_IN_DAY


def check_rota(document: Document, on_call: OnCall) -> Iterator[Problem]:
    """The problems of the rota's duties."""
    for duty, lines in on_call.rota.items():
        key: Key = ("on_call", "rota", duty)
        if duty == ALL:
            yield document.problem(
                key, f'"{ALL}" means everybody, so no duty can be called so', mend="Rename the duty."
            )
        week, problems, unread = _read_week(document, lines, key=key, people=on_call.people)
        yield from (*problems, *unread)
        # A line that cannot be read leaves a gap of its own, which is not to be told twice.
        if not unread:
            yield from _gaps(document, week, duty=duty, key=key)


def week_of(on_call: OnCall, duty: str) -> Week | None:
    """Who has `duty` at each minute of the week; None where the rota has a problem or does not have the duty."""
    lines = on_call.rota.get(duty)
    if lines is None:
        return None
    week, problems, unread = _read_week(Document("", {}, {}), lines, key=(), people=on_call.people)
    return None if problems or unread or None in week else week


def _read_week(
    document: Document, lines: Mapping[str, Mapping[str, str]], *, key: Key, people: Collection[str]
) -> tuple[Week, list[Problem], list[Problem]]:
    """The week, what is wrong in it, and the lines of which it has nothing since they cannot be read."""
    week: Week = [None] * _MINUTES_IN_WEEK
    problems: list[Problem] = []
    unread: list[Problem] = []
    for days, hours in lines.items():
        for words, person in hours.items():
            place = (*key, days, words)
            problems += check_id(document, person, key=place, known=people, noun="person")
            try:
                minutes = _minutes(days, words)
            except OpeningError as error:
                unread.append(document.problem(place, str(error), mend=error.mend))
                continue
            taken = [minute for minute in minutes if week[minute] is not None]
            if taken:
                what = f"{_when(taken[0])} is given to two people: {week[taken[0]]} and {person}"
                problems.append(document.problem(place, what, mend="Give each minute to one."))
            for minute in minutes:
                week[minute] = person
    return week, problems, unread


def _minutes(days: str, words: str) -> list[int]:
    """The minutes of the week of one line. Raises OpeningError."""
    return [
        day * _MINUTES_IN_DAY + minute
        for day in days_of(days)
        for begin, end in spans_of(words)
        for minute in range(begin, end)
    ]


def _gaps(document: Document, week: Week, *, duty: str, key: Key) -> Iterator[Problem]:
    for person, group in groupby(enumerate(week), key=lambda each: each[1]):
        if person is None:
            minutes = [minute for minute, _ in group]
            what = f'a gap: nobody has the duty "{duty}" from {_when(minutes[0])} to {_when(minutes[-1] + 1)}'
            yield document.problem(key, what, mend="Add hours with a person for it.")


def _when(minute: int) -> str:
    """A minute of the week as the rota writes it; the end of a day is its 24:00."""
    day, rest = divmod(minute, _MINUTES_IN_DAY)
    if day == len(DAYS):
        day, rest = day - 1, _MINUTES_IN_DAY
    return f"{DAYS[day]} {rest // 60:02}:{rest % 60:02}"
