"""What is known of the hour, and what a message adds to it.

The clinic's record holds unless the patient corrects it; otherwise what the patient said last holds.
An absurd date never becomes an hour: it is asked again.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from bot.answers.dialogue import Dialogue
from bot.protocol import Protocol
from bot.understanding.times import AbsurdTime, HeardTime, hear_time, hours_since
from bot.understanding.variants import hear_variant

# Where "12/5" is the fifth of December.
_MONTH_FIRST = ("US",)
_COARSE = ("day", "vague")
_LAST_VISIT = time(18)
# A patient's "yesterday" and a record of the same visit may lie this far apart.
_SAME_VISIT = timedelta(hours=36)


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

    def hours(self, dialogue: Dialogue, *, cautious: bool) -> float | None:
        """Hours from the treatment to the moment asked about (negative before it); None when not known."""
        treated_at = self.treated_at(dialogue, cautious=cautious)
        return None if treated_at is None else hours_since(treated_at, now=self.about_at)

    def treated_at(self, dialogue: Dialogue, *, cautious: bool) -> datetime | None:
        """When the treatment was; `cautious`: the end of a day that was told without an hour: nothing is too early."""
        told = dialogue.treated_at
        if told is None or not cautious or dialogue.precision not in _COARSE or told > self.now:
            return told
        end_of_day = datetime.combine(told.astimezone(self.zone).date(), _LAST_VISIT, self.zone).astimezone(UTC)
        return max(told, min(end_of_day, self.now))


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
    told = hear_time(
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
    if isinstance(told, AbsurdTime):
        return Heard(heard, absurd=True, new_variant=variant is not None)
    if told is None or not _replaces(told, known=heard, now=now):
        return Heard(heard, new_variant=variant is not None)
    heard = replace(heard, treated_at=told.treated_at, precision=told.precision, recorded_by_clinic=False)
    return Heard(heard, new_time=told, new_variant=variant is not None)


def _replaces(heard: HeardTime, *, known: Dialogue, now: datetime) -> bool:
    """Whether a time that was heard takes the place of the one that is known.

    A next session that is planned never hides the treatment that the skin is healing from. The clinic's record holds
    against other words for the same visit, but not against a later treatment that it does not know of.
    """
    if known.treated_at is None or heard.correction:
        return True
    if heard.planned and known.treated_at <= now:
        return False
    return not known.recorded_by_clinic or heard.treated_at > known.treated_at + _SAME_VISIT
