"""How the list says things: levels, reasons, stretches of time. Pure functions of what they are given.

A level is always a word, a reason is never a code, and what is late is said to be late.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from bot.protocol import Level

LEVELS: Final[Mapping[Level, str]] = MappingProxyType(
    {Level.emergency: "Emergency", Level.urgent: "Urgent", Level.routine: "Routine", Level.none: "Routine"}
)
# Where the id with blanks for its underscores is not plain enough.
_FLAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "eye": "eye trouble",
        "patient_request": "asks for a person",
        "pigmentation_change": "change of skin color",
        "protocol_breach": "did not follow the aftercare",
        "self_harm": "self-harm",
    }
)
_CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "signs": "signs in what the patient wrote",
        "unclear": "a safety question was not cleared up",
        "unanswered": "the bot could not answer",
        "unread": "the bot could not read the message",
    }
)
_CODED: Final = frozenset({"unclear", "unanswered", "unread"})


def flag_words(flag: str, /) -> str:
    """A flag as staff say it."""
    return _FLAGS.get(flag, flag.replace("_", " "))


def why_words(*, flags: Sequence[str], causes: Sequence[str]) -> str:
    """Why the case is there: the flags, and what the bot could not do."""
    told = [flag_words(flag) for flag in flags]
    told += [_CAUSES.get(cause, cause.replace("_", " ")) for cause in causes if cause in _CODED or not flags]
    return ", ".join(dict.fromkeys(told)) or "no reason is recorded"


def stretch(span: timedelta, /) -> str:
    """A stretch of time in short words, its sign left out: "40 s", "12 min", "3 h 05 min", "2 days 4 h"."""
    seconds = int(abs(span.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86_400
    if days:
        return f"{days} {'day' if days == 1 else 'days'} {hours % 24} h"
    if hours:
        return f"{hours} h {minutes % 60:02} min"
    return f"{minutes} min" if minutes else f"{seconds} s"


def time_left(left: timedelta, /) -> str:
    """What is left of a promise; "late by 12 min" once there is none."""
    return f"late by {stretch(left)}" if left < timedelta(0) else f"{stretch(left)} left"


def cases_words(number: int, /) -> str:
    """A number of cases."""
    return "1 case" if number == 1 else f"{number} cases"
