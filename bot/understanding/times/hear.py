"""When the treatment was, or is to be, as a patient's message tells it.

Promises a time only where the words tell it of the treatment; of a range the cautious end, the fewest hours. A past
time is never after now. The time of anything else - a wedding, a run, how long a sign lasted - must never come out of
here.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.understanding.times.answers import standing_claims
from bot.understanding.times.corrections import corrects, is_denied, today_said
from bot.understanding.times.mentions import bare_number
from bot.understanding.times.moments import AbsurdError, Moment, Seen, moment_of
from bot.understanding.times.owner import Claim, Rank, age_claims, loose_claims, settled, told_claims
from bot.understanding.times.reading import Reading, read_times
from bot.understanding.times.said import Mention
from bot.understanding.times.series import passed_days
from bot.understanding.times.words import ACQUAINTANCES

# What patients ask whose treatment is still to come; "how do i stop the itching" is not of them.
_PREPARES = re.compile(
    r"(?<!\S)(?:should i stop|prepar(?:e|ing)|prep|beforehand|"
    r"stop (?:(?:my|using|taking|the) )*(?:retin\w*|tret\w*|vitamin|acids?|ibuprofen|aspirin|accutane))(?!\S)"
)
_LONG_AGO = timedelta(days=183)
_NEAR_SESSION = timedelta(days=14)


@dataclass(frozen=True)
class HeardTime:
    """The treatment's time as heard. `treated_at` is aware UTC; `at_least`: the treatment may lie further back."""

    treated_at: datetime
    precision: Literal["minute", "hour", "part_of_day", "day", "vague"]
    phrase: str
    planned: bool
    correction: bool
    at_least: bool


@dataclass(frozen=True)
class AbsurdTime:
    """Words about the treatment that name no possible time of it; they are to be asked again."""

    phrase: str


def hear_time(
    text: str, *, now: datetime, zone: ZoneInfo, asked: bool, day_first: bool = True
) -> HeardTime | AbsurdTime | None:
    """The treatment's time as `text` tells it; None when it tells none, AbsurdTime when it tells an impossible one.

    `asked`: the bot has just asked when the treatment was, so that a bare answer counts ("3", "longer"). `day_first`:
    how "3/12" is read where both readings are possible.
    """
    now = now.astimezone(UTC)
    reading = read_times(text)
    words, mentions = reading.words, reading.mentions
    today, told = today_said(words, mentions)
    denied = [mention for mention in told if is_denied(words, mention)]
    claims = _claims(reading, kept=[mention for mention in told if mention not in denied], asked=asked)
    seen = Seen(now=now.astimezone(zone), tense="past", day_first=day_first, today=today)
    found: list[tuple[Claim, Moment]] = []
    absurd = None
    for claim in claims:
        try:
            moment = _moment(claim, mentions, seen=seen)
            if _holds(claim, moment, seen=seen):
                found.append((claim, moment))
        except AbsurdError:
            absurd = absurd or (claim if claim.firm else None)
    if not found:
        return AbsurdTime(words.quote(absurd.mention.start, absurd.mention.end)) if absurd else None
    claim, moment = max(found, key=lambda each: (each[0].rank, -abs(each[1].at - now)))
    return HeardTime(
        treated_at=moment.at,
        precision=moment.precision,
        phrase=words.quote(claim.mention.start, claim.mention.end),
        planned=moment.at > now,
        correction=bool(denied) or corrects(words),
        at_least=claim.mention.span is not None and claim.mention.span.at_least,
    )


def _claims(reading: Reading, *, kept: list[Mention], asked: bool) -> list[Claim]:
    """Every mention of `kept` that may be the treatment's time, each with how surely it is."""
    words, segments = reading.words, reading.segments
    if not reading.mentions:
        number = bare_number(words) if asked else None
        return [] if number is None else [Claim(number, Rank.BARE, "past")]
    acquaintance = any(token.word in ACQUAINTANCES for token in words.tokens)
    leave_asked = {segment.sentence for segment in segments if segment.asks_leave}
    prepares = _PREPARES.search(words.line) is not None
    claims = standing_claims(segments)
    passed = passed_days(words, segments)
    for segment in segments:
        claims += told_claims(
            segment, leave_asked=segment.sentence in leave_asked, acquaintance=acquaintance, prepares=prepares
        )
        claims += age_claims(segment, acquaintance=acquaintance)
        if asked:
            claims += loose_claims(segment)
    return _with_hours([claim for claim in claims if claim.mention in kept and claim.mention not in passed])


def _with_hours(claims: list[Claim]) -> list[Claim]:
    """A day takes its hour from another claim: "had it done at 3, at your clinic on tuesday"."""
    hours = [claim.mention for claim in claims if claim.mention.has_hour and not claim.mention.has_day]
    if not hours:
        return claims
    if not any(claim.mention.has_day for claim in claims):
        return claims
    return [
        replace(claim, mention=replace(claim.mention, clock=hours[0].clock, part=hours[0].part))
        if claim.mention.has_day and not claim.mention.has_hour
        else claim
        for claim in claims
        if claim.mention.has_day or claim.mention.just_now or claim.mention.span is not None
    ]


def _moment(claim: Claim, mentions: tuple[Mention, ...], *, seen: Seen) -> Moment:
    """The claim's moment. Raises AbsurdError."""
    seen = replace(seen, tense=claim.tense)
    if claim.mention.that:
        seen = replace(seen, that_day=_day_before(claim.mention, mentions, seen=seen))
    try:
        if claim.open_tense and claim.mention.day == 0 and claim.mention.clock is not None:
            seen = replace(seen, tense="future")
        return _sooner(claim, moment_of(claim.mention, seen=seen), seen=seen)
    except AbsurdError:
        if claim.rank > Rank.BARE or claim.mention.date is None or claim.mention.date.year is None:
            raise
        return moment_of(claim.mention, seen=replace(seen, tense="future"))  # the answer "5 december 2026"


def _sooner(claim: Claim, moment: Moment, *, seen: Seen) -> Moment:
    """ "5 december" said in november is the one to come, where nothing says that it is past."""
    said = claim.mention.date
    whole = said is not None and said.day is not None and said.month is not None and said.year is None
    if not whole or not claim.open_tense or seen.now - moment.at < _LONG_AGO:
        return moment
    try:
        return moment_of(claim.mention, seen=replace(seen, tense="future"))
    except AbsurdError:
        return moment


def _holds(claim: Claim, moment: Moment, *, seen: Seen) -> bool:
    """Whether a planned time is the one that the message is about.

    Sessions are 4 weeks apart at the least, so with the next one more than 2 weeks off the last one may still heal.
    """
    at, today = moment.at.astimezone(seen.now.tzinfo).date(), seen.now.date()
    if not claim.firm and at - today > _NEAR_SESSION:
        return False
    return not claim.this_week or today < at <= today + timedelta(days=6 - today.weekday())


def _day_before(mention: Mention, mentions: tuple[Mention, ...], *, seen: Seen) -> date | None:
    """The day that "that morning" leans on: the one mentioned last before it."""
    earlier = [other for other in mentions if other.end <= mention.start and other.has_day and not other.that]
    if not earlier:
        return None
    moment = moment_of(earlier[-1], seen=replace(seen, tense=settled(earlier[-1]) or seen.tense))
    return moment.at.astimezone(seen.now.tzinfo).date()


def hours_since(treated_at: datetime, *, now: datetime) -> float:
    """Real hours from `treated_at` to `now`, both aware; negative before a planned treatment."""
    # In UTC, because two times of one zone would be subtracted by the wall clock.
    return (now.astimezone(UTC) - treated_at.astimezone(UTC)) / timedelta(hours=1)
