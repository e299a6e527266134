"""From a mention to a moment: which date and clock time the words mean, seen from now, in the clinic's zone.

Promises a moment that is not after now for what is past, and tells an impossible or absurd date (more than eight weeks
ahead, more than two years back, "30 february") from a moment. Every clock time is resolved in the zone, so daylight
saving is right; a length in hours is real hours.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from bot.understanding.times.calendar import date_of
from bot.understanding.times.clock import PART_TIMES
from bot.understanding.times.said import Clock, Mention, Part, Span

Precision = Literal["minute", "hour", "part_of_day", "day", "vague"]
Tense = Literal["past", "future"]

MOST_DAYS_BACK = 731
MOST_DAYS_AHEAD = 56
OPENS, CLOSES = time(9), time(18)
HOURS_FOR_TODAY = 3


class AbsurdError(ValueError):
    """The words name no possible time of a treatment."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a mention is looked at from: now in the clinic's zone, and how figures and tense are read.

    `today` stands in for today's weekday when the patient named another ("treated mon, its wed").
    """

    now: datetime
    tense: Tense
    day_first: bool = True
    today: int | None = None
    that_day: date | None = None
    evening: time = PART_TIMES["evening"]
    plain_clock: time | None = None
    most_days_ahead: int = MOST_DAYS_AHEAD


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment (aware UTC) and how exactly it was told."""

    at: datetime
    precision: Precision


def moment_of(mention: Mention, *, seen: Seen) -> Moment:
    """The moment that the mention means. Raises AbsurdError."""
    moment = _moment(mention, seen=seen)
    if seen.tense == "past":
        if mention.date is not None and mention.date.year is not None and moment.at.date() > seen.now.date():
            raise AbsurdError
        moment = Moment(min(moment.at, seen.now.astimezone(UTC)), moment.precision)
    days = (moment.at.astimezone(seen.now.tzinfo).date() - seen.now.date()).days
    if not -MOST_DAYS_BACK <= days <= seen.most_days_ahead:
        raise AbsurdError
    return moment


def _moment(mention: Mention, *, seen: Seen) -> Moment:
    if mention.just_now:
        return Moment(seen.now.astimezone(UTC), "minute")
    if mention.weekday is not None and not _fits((mention.weekday.near_days or 0) * 24):
        raise AbsurdError
    if mention.span is not None and (mention.span_days is None or not _fits(mention.span.hours)):
        return _by_hours(mention.span, seen=seen)
    if not mention.has_day:
        return _clock_alone(mention, seen=seen)
    day = date_of(mention, now=seen.now, future=seen.tense == "future", day_first=seen.day_first, today=seen.today,
                  that_day=seen.that_day)  # fmt: skip
    if day is None:
        raise AbsurdError
    if mention.has_hour:
        return _at(day, _clock_time(mention.clock, mention.part, seen=seen), mention, seen=seen)
    return Moment(_plain(day, seen=seen), _day_precision(mention))


def _fits(hours: float) -> bool:
    return hours <= MOST_DAYS_BACK * 24


def _by_hours(span: Span, *, seen: Seen) -> Moment:
    if not _fits(span.hours):
        raise AbsurdError
    sign = -1 if seen.tense == "past" else 1
    precision: Precision = "minute" if span.unit == "minute" else "hour" if span.unit == "hour" else "part_of_day"
    at = seen.now.astimezone(UTC) + sign * timedelta(hours=span.hours)
    return Moment(at, "vague" if span.vague else precision)


def _clock_alone(mention: Mention, *, seen: Seen) -> Moment:
    """ "At 3": today's, or the next day's in the direction of the tense."""
    clock = _clock_time(mention.clock, mention.part, seen=seen)
    moment = _at(seen.now.date(), clock, mention, seen=seen)
    now = seen.now.astimezone(UTC)
    if mention.part is not None and mention.clock is None:
        return moment
    if seen.tense == "past" and moment.at > now:
        return _at(seen.now.date() - timedelta(days=1), clock, mention, seen=seen)
    if seen.tense == "future" and moment.at <= now:
        return _at(seen.now.date() + timedelta(days=1), clock, mention, seen=seen)
    return moment


def _clock_time(clock: Clock | None, part: Part | None, *, seen: Seen) -> time:
    """1 to 7 without am or pm is afternoon, 8 to 11 morning, unless the part of the day says otherwise."""
    if clock is None:
        return seen.evening if part in {None, "evening"} else PART_TIMES[part or "noon"]
    hour = clock.hour
    if clock.half is not None:
        hour = hour % 12 + (12 if clock.half == "pm" else 0)
    elif part in {"morning"}:
        hour = hour % 24 if hour != 12 else 12
    elif (part in {"afternoon", "evening"} and 1 <= hour < 12) or 1 <= hour <= 7:
        hour += 12
    return time(hour, clock.minute)


def _at(day: date, clock: time, mention: Mention, *, seen: Seen) -> Moment:
    at = datetime.combine(day, clock, tzinfo=seen.now.tzinfo).astimezone(UTC)
    return Moment(at, "minute" if mention.clock is not None else "part_of_day")


def _plain(day: date, *, seen: Seen) -> datetime:
    """A day without a clock time: this time of day, kept to clinic hours; for today three hours from now."""
    zone, now = seen.now.tzinfo, seen.now
    if seen.plain_clock is not None:
        return datetime.combine(day, seen.plain_clock, tzinfo=zone).astimezone(UTC)
    if day != now.date():
        clock = min(max(now.time().replace(tzinfo=None), OPENS), CLOSES)
        return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)
    now_utc, away = now.astimezone(UTC), timedelta(hours=HOURS_FOR_TODAY)
    if seen.tense == "past":
        opened = datetime.combine(day, OPENS, tzinfo=zone).astimezone(UTC)
        return min(max(now_utc - away, opened), now_utc)
    closes = datetime.combine(day, CLOSES, tzinfo=zone).astimezone(UTC)
    return max(min(now_utc + away, closes), now_utc + timedelta(hours=1))


def _day_precision(mention: Mention) -> Precision:
    whole_month = mention.date is not None and mention.date.day is None
    if mention.vague or whole_month or mention.period is not None or (mention.span is not None and mention.span.vague):
        return "vague"
    return "day"
