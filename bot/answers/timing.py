"""What is known of the hour, and what a message adds to it.

The clinic's record holds unless the patient corrects it; otherwise what the patient said last holds.
An absurd date never becomes an hour: it is asked again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from bot.answers.dialogue import Dialogue
from bot.protocol import Protocol
from bot.understanding.times import AbsurdTime, HeardTime, hear_time, hours_since
from bot.understanding.variants import hear_variant

# Where "12/5" is the fifth of December.
_MONTH_FIRST = ("US",)


@dataclass(frozen=True)
class Timing:
    """The time of a turn: now, the clinic's zone, and the moment that the patient asks about, when it is another."""

    now: datetime
    zone: ZoneInfo
    asked_for_at: datetime | None = None

    @classmethod
    def of(cls, protocol: Protocol, *, now: datetime, asked_for_at: datetime | None = None) -> Self:
        """The time of a turn at the protocol's clinic."""
        return cls(now=now, zone=ZoneInfo(protocol.clinic.time_zone), asked_for_at=asked_for_at)

    @property
    def about_at(self) -> datetime:
        """The moment that an answer speaks of."""
        return self.asked_for_at or self.now

    def hours(self, dialogue: Dialogue) -> float | None:
        """Hours from the treatment to the moment asked about (negative before it); None when it is not known."""
        if dialogue.treated_at is None:
            return None
        return hours_since(dialogue.treated_at, now=self.about_at)


@dataclass(frozen=True)
class Heard:
    """The dialogue after a message's times and variants were read, and what was new in it."""

    dialogue: Dialogue
    new_time: HeardTime | None = None
    absurd: bool = False
    new_variant: bool = False

    @property
    def anything(self) -> bool:
        """Whether the message told a time or a variant."""
        return self.absurd or self.new_variant or self.new_time is not None


def listen(text: str, *, protocol: Protocol, dialogue: Dialogue, now: datetime) -> Heard:
    """Read the treatment's time and variant out of `text`; a question that it answers is no longer pending."""
    time = hear_time(
        text,
        now=now,
        zone=ZoneInfo(protocol.clinic.time_zone),
        asked=dialogue.pending == "hour",
        day_first=protocol.clinic.country not in _MONTH_FIRST,
    )
    variant = hear_variant(text, asked=dialogue.pending == "variant")
    heard = replace(dialogue, pending=None)
    if variant is not None:
        heard = replace(heard, variant=variant)
    if isinstance(time, AbsurdTime):
        return Heard(heard, absurd=True, new_variant=variant is not None)
    if time is None or not _replaces(time, known=heard, now=now):
        return Heard(heard, new_variant=variant is not None)
    heard = replace(
        heard, treated_at=time.treated_at, precision=time.precision, at_least=time.at_least, recorded_by_clinic=False
    )
    return Heard(heard, new_time=time, new_variant=variant is not None)


def _replaces(time: HeardTime, *, known: Dialogue, now: datetime) -> bool:
    """Whether a time that was heard takes the place of the one that is known.

    A next session that is planned never hides the treatment that the skin is healing from.
    """
    if known.treated_at is None or time.correction:
        return True
    return not known.recorded_by_clinic and not (time.planned and known.treated_at <= now)
