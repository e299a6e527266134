"""Who has which duty at a moment, by the clinic's weekly rota and its overrides.

Every duty has exactly one person at every minute: a clinic file that leaves a gap does not load.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.protocol import Clinic
from bot.protocol.on_call import ALL, Override
from bot.protocol.opening import days_of, spans_of


def on_duty(clinic: Clinic, *, duty: str, at: datetime) -> str:
    """The id of the person who has `duty` at `at` (aware). Raises KeyError for a duty that the rota does not have."""
    zone = ZoneInfo(clinic.time_zone)
    week = clinic.on_call.rota[duty]
    for override in reversed(clinic.on_call.overrides):
        if override.duty == duty and _covers(override, at=at, zone=zone):
            return override.person
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    for days, hours in week.items():
        if local.weekday() in days_of(days):
            for words, person in hours.items():
                if any(begin <= minute < end for begin, end in spans_of(words)):
                    return person
    raise AssertionError(f"the rota of {duty} has a gap that its check has let pass")


def people_of(clinic: Clinic, *, names: Sequence[str], at: datetime) -> tuple[str, ...]:
    """The people of `names` - duties, or "all" - at `at`, each once, in the order of the names."""
    found: dict[str, None] = {}
    for name in names:
        found |= dict.fromkeys(clinic.on_call.people if name == ALL else (on_duty(clinic, duty=name, at=at),))
    return tuple(found)


def _covers(override: Override, *, at: datetime, zone: ZoneInfo) -> bool:
    # Compared as moments: by the clock alone, an hour that comes twice would bring an override that has ended back.
    begin, end = (each.replace(tzinfo=zone).astimezone(UTC) for each in (override.begins, override.ends))
    return begin <= at < end
