"""Who will answer and by when: from the rota of the moment, never in the past, said to the minute that is held."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.escalations.promise import Promise, by_words, promise, promise_words, who_words
from bot.protocol import Level, Protocol, load_protocol
from bot.protocol.gsm7 import first_foreign
from bot.settings import PROJECT

PROTOCOL = load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml")
FRIDAY_NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)
SUNDAY_3_AM = datetime(2026, 11, 22, 8, tzinfo=UTC)
MONDAY_9_AM = datetime(2026, 11, 23, 14, tzinfo=UTC)
ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kathmandu")

moments = st.datetimes(datetime(2026, 2, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("level", "now", "by", "people"),
    [
        (Level.emergency, FRIDAY_NOON, FRIDAY_NOON + timedelta(minutes=15), ("nora", "sam")),
        (Level.emergency, SUNDAY_3_AM, SUNDAY_3_AM + timedelta(minutes=15), ("lee", "sam")),
        (Level.urgent, FRIDAY_NOON, FRIDAY_NOON + timedelta(minutes=60), ("nora",)),
        (Level.urgent, SUNDAY_3_AM, SUNDAY_3_AM + timedelta(minutes=60), ("lee",)),
        (Level.routine, FRIDAY_NOON, MONDAY_9_AM + timedelta(hours=2), ("nora",)),
        (Level.routine, SUNDAY_3_AM, MONDAY_9_AM + timedelta(hours=8), ("nora",)),
    ],
)
def test_what_is_promised(protocol: Protocol, level: Level, now: datetime, by: datetime, people: tuple[str]) -> None:
    assert promise(protocol.clinic, level=level, now=now) == Promise(by=by, people=people)


def test_a_holiday_is_not_promised(protocol: Protocol) -> None:
    clinic = protocol.clinic.model_copy(update={"holidays": (date(2026, 11, 23),)})

    assert promise(clinic, level=Level.routine, now=SUNDAY_3_AM).by == MONDAY_9_AM + timedelta(days=1, hours=8)
    assert promise(clinic, level=Level.urgent, now=SUNDAY_3_AM).by == SUNDAY_3_AM + timedelta(minutes=60)


def test_a_promise_is_made_to_the_minute(protocol: Protocol) -> None:
    made = promise(protocol.clinic, level=Level.urgent, now=FRIDAY_NOON + timedelta(seconds=1))

    assert made.by == FRIDAY_NOON + timedelta(minutes=61)


@pytest.mark.parametrize(
    ("people", "words"),
    [(("nora",), "Nora"), (("nora", "sam"), "Nora or Sam"), (("nora", "lee", "sam"), "Nora, Lee or Sam")],
)
def test_who_is_named(protocol: Protocol, people: tuple[str, ...], words: str) -> None:
    assert who_words(protocol.clinic, people=people) == words


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("2026-11-20T15:40", "3:40 pm today"),
        ("2026-11-20T16:00", "4 pm today"),
        ("2026-11-21T00:00", "midnight tonight"),
        ("2026-11-21T00:05", "12:05 am tomorrow"),
        ("2026-11-21T12:00", "noon tomorrow"),
        ("2026-11-22T12:05", "12:05 pm on Sunday"),
        ("2026-11-23T00:00", "11:59 pm on Sunday"),
        ("2026-11-26T09:00", "9 am on Thursday"),
        ("2026-11-27T09:00", "9 am on Friday 27 November"),
        ("2026-12-05T17:30", "5:30 pm on Saturday 5 December"),
    ],
)
def test_the_time_is_said_on_the_clinics_clock(protocol: Protocol, by: str, words: str) -> None:
    moment = datetime.fromisoformat(by).replace(tzinfo=ZoneInfo("America/New_York")).astimezone(UTC)

    assert by_words(protocol.clinic, by=moment, now=FRIDAY_NOON) == words


def test_a_promise_in_words(protocol: Protocol) -> None:
    made = promise(protocol.clinic, level=Level.emergency, now=FRIDAY_NOON)

    assert promise_words(protocol, promise=made, now=FRIDAY_NOON) == "Nora or Sam, by 12:15 pm today"


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=1)])
def test_a_time_that_has_gone_by_is_not_promised(protocol: Protocol, late: timedelta) -> None:
    made = promise(protocol.clinic, level=Level.urgent, now=FRIDAY_NOON)

    with pytest.raises(ValueError, match="gone by"):
        promise_words(protocol, promise=made, now=made.by + late)


@settings(deadline=None)
@given(st.sampled_from(list(Level)), moments, st.sampled_from(ZONES), st.sampled_from([{}, {"mon-fri": "09:00-18:00"}]))
def test_a_promise_is_never_in_the_past(level: Level, now: datetime, zone: str, opening: dict[str, str]) -> None:
    clinic = PROTOCOL.clinic.model_copy(update={"time_zone": zone, "opening": opening})
    protocol = PROTOCOL.model_copy(update={"clinic": clinic})

    made = promise(clinic, level=level, now=now)

    assert made.by > now
    assert (made.by.second, made.by.microsecond) == (0, 0)
    assert made.people
    words = promise_words(protocol, promise=made, now=now)
    assert first_foreign(words) is None
    if level.rank < Level.urgent.rank and opening:
        assert clinic.open_at(made.by - timedelta(minutes=1))


@given(st.sampled_from([Level.emergency, Level.urgent]), moments)
def test_what_is_promised_is_what_the_clinic_has_set(level: Level, now: datetime) -> None:
    minutes = timedelta(minutes=PROTOCOL.clinic.on_call.answer_within_minutes.of(level))

    made = promise(PROTOCOL.clinic, level=level, now=now)

    assert timedelta(0) <= made.by - (now + minutes) < timedelta(minutes=1)
