"""The time that a question asks about: "can I wear makeup 2nite", or a bare "what about tomorrow?" after an answer.

Promises only a time at or ahead of now, never the treatment's own. A day without an hour is its noon; an evening is
19:00; of a stretch of days the first one counts, because an answer for a later day may allow too much.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.understanding.times.answers import standing_claims
from bot.understanding.times.corrections import is_denied, today_said
from bot.understanding.times.moments import AbsurdError, Seen, moment_of
from bot.understanding.times.owner import told_claims
from bot.understanding.times.reading import read_times
from bot.understanding.times.said import Mention
from bot.understanding.times.segments import Segment
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import EVENTS, FILLERS, LEANING_WORDS, PAST_DEEDS

_NOON, _EVENING = time(12), time(19)
_MOST_AHEAD = timedelta(days=120)


def hear_shift(text: str, *, now: datetime, zone: ZoneInfo) -> timedelta | None:
    """How far ahead of `now` a message asks that leans on the turn before ("and on saturday?"); None for any other.

    "now" and "today" are zero.
    """
    now = now.astimezone(UTC)
    reading = read_times(text)
    words, mentions = reading.words, reading.mentions
    if any(token.kind == "word" and _weighs(words, place, mentions) for place, token in enumerate(words.tokens)):
        return None
    if not mentions:
        leans = {token.word for token in words.tokens} >= {"now"} and len(words.tokens) > 1
        return timedelta(0) if leans and words.word(0) in LEANING_WORDS else None
    if any(mention.just_now for mention in mentions) or "was" in {token.word for token in words.tokens}:
        return None  # "it was friday" tells of the treatment
    ahead = [at for mention in mentions if (at := _ahead(mention, now=now, zone=zone)) is not None]
    return min(ahead) - now if ahead else None


def hear_asked_for(text: str, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The time (aware UTC) that the patient asks about, where it is another than now; None when none is said."""
    now = now.astimezone(UTC)
    reading = read_times(text)
    words, mentions = reading.words, reading.mentions
    _, told = today_said(words, mentions)
    segments = reading.segments
    taken = {claim.mention for claim in standing_claims(segments)}
    leave_asked = {segment.sentence for segment in segments if segment.asks_leave}
    for segment in segments:
        claims = told_claims(segment, leave_asked=segment.sentence in leave_asked, acquaintance=False)
        taken |= {claim.mention for claim in claims}
    asked: list[datetime] = []
    beside: list[datetime] = []
    for segment in segments:
        if set(segment.own) & PAST_DEEDS or ("if" in segment.own[:1] and "had" in segment.own):
            continue
        times = [
            _asked_at(mention, now=now, zone=zone)
            for mention in segment.mentions
            if _is_open(words, mention, told, taken)
        ]
        found = [at for at in times if at is not None]
        if _asks(segment):
            asked += found
        elif _is_meant(segment, segments):
            beside += found
    return next(iter(asked or beside), None)


def _is_open(words: Words, mention: Mention, told: tuple[Mention, ...], taken: set[Mention]) -> bool:
    return mention in told and mention not in taken and not is_denied(words, mention)


def _is_meant(segment: Segment, segments: tuple[Segment, ...]) -> bool:
    """Whether a time beside the question is the time it asks about: "wedding on saturday, can i wear makeup".

    A journey is no such time, and "is this redness normal" is asked of now.
    """
    others = [other for other in segments if other is not segment and _asks(other)]
    if any(not other.asks_leave or any(mention.day == 0 for mention in other.mentions) for other in others):
        return False
    return not others or bool(EVENTS & set(segment.own))


def _asks(segment: Segment) -> bool:
    return segment.asks_leave or segment.opens_question or segment.closes == "?"


def _asked_at(mention: Mention, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    if mention.day == 0 and not mention.has_hour and mention.relation == "any":
        return None
    at = _ahead(mention, now=now, zone=zone)
    return at if at is not None and at > now else None


def _ahead(mention: Mention, *, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment ahead that the mention means; None when it is past, a length, or too far ahead to speak of."""
    if (
        mention.relation in {"past", "age", "bare"}
        or mention.is_others
        or mention.that
        or (mention.span and mention.relation == "any")
    ):
        return None
    if mention.day == 0 and not mention.has_hour:
        return now if mention.relation == "any" else _later_today(now, zone=zone)
    seen = Seen(
        now=now.astimezone(zone), tense="future", evening=_EVENING, plain_clock=_NOON, most_days_ahead=_MOST_AHEAD.days
    )
    try:
        moment = moment_of(_of_a_day(mention), seen=seen)
    except AbsurdError:
        return None
    if moment.at >= now:
        return moment.at
    # A part of today that has begun ("tonight" at 20:00) is now; an hour that has gone by is no time to ask for.
    return now if mention.day == 0 and mention.clock is None and mention.part == "evening" else None


def _of_a_day(mention: Mention) -> Mention:
    """A weekday that is today's means the next one, unless an hour is said."""
    if mention.weekday is not None and not mention.weekday.which and not mention.has_hour:
        return replace(mention, weekday=replace(mention.weekday, which="next"))
    return mention


def _later_today(now: datetime, *, zone: ZoneInfo) -> datetime:
    evening = datetime.combine(now.astimezone(zone).date(), _EVENING, tzinfo=zone).astimezone(UTC)
    return max(evening, now)


def _weighs(words: Words, place: int, mentions: tuple[Mention, ...]) -> bool:
    """Whether the word has a matter of its own, so that the message leans on nothing."""
    if any(mention.start <= place < mention.end for mention in mentions):
        return False
    return words.word(place) not in FILLERS | LEANING_WORDS
