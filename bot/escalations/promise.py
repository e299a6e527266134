"""Who will answer a patient and by when, from the rota of the moment, and the words for it.

What the patient reads is what staff are held to, to the minute. A time that has gone by is never promised.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.answers.clock_words import day_words
from bot.escalations.ladder import deadline, ladder_begins, step_people
from bot.protocol import Clinic, Level, Protocol

_MINUTE = timedelta(minutes=1)
_DAYS_NAMED_BY_WEEKDAY = 6


@dataclass(frozen=True)
class Promise:
    """`people` (ids) are called first; one of them or whoever takes it answers until `by`, a whole minute in UTC."""

    by: datetime
    people: tuple[str, ...]


def promise(clinic: Clinic, *, level: Level, now: datetime) -> Promise:
    """What can be promised at `now` for a case of `level`; routine counts opening hours only."""
    minutes = clinic.on_call.answer_within_minutes.of(level)
    by = deadline(clinic, level=level, start=now, minutes=minutes)
    begins = ladder_begins(clinic, level=level, raised_at=now)
    return Promise(by=_whole_minute(by), people=step_people(clinic, level=level, step=0, at=begins))


def promise_words(protocol: Protocol, *, promise: Promise, now: datetime) -> str:
    """Such as "Nora, by 3:40 pm today". Raises ValueError when the time has gone by at `now`."""
    by = by_words(protocol.clinic, by=promise.by, now=now)
    return f"{who_words(protocol.clinic, people=promise.people)}, by {by}"


def who_words(clinic: Clinic, *, people: tuple[str, ...]) -> str:
    """The value of {who}: "Nora", "Nora or Sam", "Nora, Lee or Sam". Raises KeyError for an unknown id."""
    names = [clinic.on_call.people[each].name for each in people]
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def by_words(clinic: Clinic, *, by: datetime, now: datetime) -> str:
    """The value of {by}, on the clinic's clock: "3:40 pm today". Raises ValueError when `by` has gone by at `now`."""
    if by <= now:
        raise ValueError("a time that has gone by cannot be promised")
    zone = ZoneInfo(clinic.time_zone)
    local, today = by.astimezone(zone), now.astimezone(zone).date()
    if (local.hour, local.minute) == (0, 0):
        if (local.date() - today).days == 1:
            return "midnight tonight"
        # Midnight between two days is read as either; the minute before it is not.
        local = (by - _MINUTE).astimezone(zone)
    clock = _clock_words(local)
    days = (local.date() - today).days
    if days > _DAYS_NAMED_BY_WEEKDAY:
        return f"{clock} on {day_words(local)}"
    return f"{clock} {({0: 'today', 1: 'tomorrow'}).get(days, f'on {day_words(local).split()[0]}')}"


def _clock_words(local: datetime) -> str:
    if (local.hour, local.minute) == (12, 0):
        return "noon"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes} {'am' if local.hour < 12 else 'pm'}"


def _whole_minute(moment: datetime) -> datetime:
    """`moment`, or the next whole minute: what is said has no seconds, and must not be earlier than what is held."""
    over = timedelta(seconds=moment.second, microseconds=moment.microsecond)
    return moment if not over else moment - over + _MINUTE
