"""Times as a patient reads them in English: "Saturday 3 pm", "in about 18 hours".

Clock times are rounded up to the quarter hour, so that nothing is allowed a minute too early.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_QUARTER = timedelta(minutes=15)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS_NAMED_BY_WEEKDAY = 6


def clock_words(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """`moment` as said at `now`: "today 3 pm", "Saturday 3 pm", and beyond six days "Saturday 5 December"."""
    local, today = _round_up(moment).astimezone(zone), now.astimezone(zone).date()
    days = (local.date() - today).days
    if abs(days) > _DAYS_NAMED_BY_WEEKDAY:
        return day_words(local)
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, _WEEKDAYS[local.weekday()])
    return f"{named} {_hour_words(local)}"


def day_words(local: datetime) -> str:
    """A day that is far away: "Saturday 5 December"."""
    return f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"


def distance_words(span: timedelta) -> str:
    """How far ahead: "in about 18 hours", "in about 3 days", "in about 5 weeks"."""
    hours = span / timedelta(hours=1)
    if hours < 1:
        return "in less than an hour"
    for limit, size, unit in ((47.5, 1, "hour"), (21 * 24, 24, "day"), (float("inf"), 168, "week")):
        if hours < limit:
            count = max(1, round(hours / size))
            return f"in about {count} {unit}{'' if count == 1 else 's'}"
    raise AssertionError("the last limit is infinite")


def _round_up(moment: datetime) -> datetime:
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    return moment if not over else moment - over + _QUARTER


def _hour_words(local: datetime) -> str:
    if (local.hour, local.minute) == (12, 0):
        return "noon"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'am' if local.hour < 12 else 'pm'}"
