"""Counts with a clinic's opening hours: the next open moment, and the moment after so many open minutes.

It agrees with `opening.is_open` at every minute, on the days too on which the clocks change: a day's hours are those
that its clock really shows. Times come and go as aware UTC. A clinic without `opening` counts as open at every hour.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.protocol.model import Clinic
from bot.protocol.opening import days_of, is_open, spans_of

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


def next_opening(clinic: Clinic, at: datetime) -> datetime:
    """The first moment from `at` (aware) on at which the clinic is open: `at` itself when it is open then."""
    if not clinic.opening:
        return at.astimezone(UTC)
    return max(at.astimezone(UTC), next(_open_spans(clinic, at))[0])


def after_open_minutes(clinic: Clinic, start: datetime, minutes: int) -> datetime:
    """When `minutes` of opening hours have passed since `start` (aware); the hour of closing counts as passed."""
    left = timedelta(minutes=minutes)
    if not clinic.opening or not left:
        return start.astimezone(UTC) + left
    for begin, end in _open_spans(clinic, start):
        begin = max(begin, start.astimezone(UTC))  # noqa: PLW2901
        if begin + left <= end:
            return begin + left
        left -= end - begin
    raise AssertionError("the days do not end")


def _open_spans(clinic: Clinic, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spans that end after `at`, in order and without end, since holidays are days and opening is weekly."""
    zone = ZoneInfo(clinic.time_zone)
    day = at.astimezone(zone).date()
    while True:
        for begin, end in _spans_on(clinic, day, zone=zone):
            if end > at:
                yield begin, end
        day += _DAY


def _spans_on(clinic: Clinic, day: date, *, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    begin, end = _midnight(day, zone=zone), _midnight(day + _DAY, zone=zone)
    if end - begin != _DAY:
        yield from _spans_by_the_minute(clinic, begin, end, zone=zone)
    elif day not in clinic.holidays:
        for days, hours in clinic.opening.items():
            if day.weekday() in days_of(days):
                for opens, closes in spans_of(hours):
                    yield begin + opens * _MINUTE, begin + closes * _MINUTE


def _spans_by_the_minute(
    clinic: Clinic, begin: datetime, end: datetime, *, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime]]:
    """The spans of a day whose clock jumps, where an hour by the clock may come twice or not at all."""
    minutes = [begin + number * _MINUTE for number in range((end - begin) // _MINUTE)]

    def open_then(minute: datetime) -> bool:
        return is_open(minute.astimezone(zone), opening=clinic.opening, holidays=clinic.holidays)

    for is_open_then, group in groupby(minutes, key=open_then):
        if is_open_then:
            span = list(group)
            yield span[0], span[-1] + _MINUTE


def _midnight(day: date, *, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
