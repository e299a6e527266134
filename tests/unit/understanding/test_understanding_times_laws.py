"""What holds for every message and every moment, not only for the ones in the table."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.follow_up import hear_asked_for, hear_shift
from bot.understanding.times import AbsurdTime, HeardTime, hear_time
from bot.understanding.variants import hear_variant

ZONES = st.sampled_from([ZoneInfo(name) for name in ("Europe/London", "America/New_York", "Australia/Lord_Howe")])
NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone follows
VOCABULARY = """
had it done my treatment was is booked for on at in last next this yesterday today tomorrow tonight monday sat sun 3
14/11 30/2 31st 3pm half 2 days hours weeks months ago post after since day week day2 36h 2-3 over about a couple of
few noon night morning evening weekend , . ? not no sorry its been the just now left can i run when if 14th november
feb 29 99999999 0 and march in december before will be itll hour or moved to my pt t + second another date : 14.11
"""
WORDS = st.sampled_from(sorted(set(VOCABULARY.split())))
TEXTS = st.one_of(st.lists(WORDS, max_size=25).map(" ".join), st.text(max_size=200))
PAST_TEXTS = st.sampled_from(
    ["had it yesterday", "treated on monday", "had it 3 days ago", "had it last night", "had it at 3pm", "had it today",
     "had it on the 14th", "had it this afternoon", "day 4", "36 hrs ago", "had it tonight", "had it at the weekend"]
)  # fmt: skip
NOISE = st.sampled_from(["hi", "hello there", "um", "so", "ok", "please", "lol", "thanks", "hey doc"])
LONG_TEXTS = [
    "yesterday at 3pm " * 300,
    "a" * 5000,
    "9" * 5000,
    "yesterdya wensday tomorow saturdya " * 140,
    "3 days 2 hours 14/11 half past 2 on the 14th of november " * 85,
    "last last last last " * 250,
    "2 - 3 - 4 - " * 400,
    "just got my the a it " * 240,
    "had microneedling with prp and rf, can i " * 120,
    ".,?! " * 1000,
    "½" * 5000,
    "1," * 2500,
    "a1" * 2500,
    "early late sometime " * 250,
    "on the on the " * 350,
    "it will be 2 weeks tomorrow since " * 140,
    "in the early late last " * 200,
    "day 1 day 2 or " * 330,
]


@given(TEXTS, NOWS, ZONES, st.booleans())
@settings(max_examples=400, deadline=None)
def test_planned_exactly_when_after_now_and_within_bounds(
    text: str, now: datetime, zone: ZoneInfo, asked: bool
) -> None:
    heard = hear_time(text, now=now, zone=zone, asked=asked)
    if isinstance(heard, HeardTime):
        assert heard.planned == (heard.treated_at > now)
        assert now - timedelta(days=732) <= heard.treated_at <= now + timedelta(days=57)
        assert heard.phrase in text


@given(PAST_TEXTS, NOWS, ZONES)
@settings(max_examples=200, deadline=None)
def test_what_is_past_is_never_in_the_future(text: str, now: datetime, zone: ZoneInfo) -> None:
    heard = hear_time(text, now=now, zone=zone, asked=False)
    assert isinstance(heard, HeardTime)
    assert heard.treated_at <= now
    assert not heard.planned


@given(st.integers(1, 2000), NOWS, ZONES)
@settings(max_examples=200, deadline=None)
def test_hours_ago_are_real_hours_over_daylight_saving(hours: int, now: datetime, zone: ZoneInfo) -> None:
    heard = hear_time(f"{hours} hours ago", now=now, zone=zone, asked=False)
    assert isinstance(heard, HeardTime)
    assert heard.treated_at == now - timedelta(hours=hours)


@given(st.integers(1, 600), NOWS, ZONES)
@settings(max_examples=200, deadline=None)
def test_days_ago_are_calendar_days_within_clinic_hours(days: int, now: datetime, zone: ZoneInfo) -> None:
    heard = hear_time(f"{days} days ago", now=now, zone=zone, asked=False)
    assert isinstance(heard, HeardTime)
    treated = heard.treated_at.astimezone(zone)
    assert (now.astimezone(zone).date() - treated.date()).days == days
    assert 9 <= treated.hour <= 18


@given(PAST_TEXTS, NOISE, NOISE, NOWS, ZONES)
@settings(max_examples=200, deadline=None)
def test_noise_around_changes_nothing(text: str, before: str, after: str, now: datetime, zone: ZoneInfo) -> None:
    plain = hear_time(text, now=now, zone=zone, asked=False)
    noisy = hear_time(f"{before}, {text}, {after}", now=now, zone=zone, asked=False)
    assert isinstance(plain, HeardTime)
    assert isinstance(noisy, HeardTime)
    assert noisy.treated_at == plain.treated_at
    assert noisy.precision == plain.precision


@given(st.text(max_size=5000), NOWS, ZONES)
@settings(max_examples=100, deadline=None)
def test_no_text_raises(text: str, now: datetime, zone: ZoneInfo) -> None:
    for asked in (True, False):
        assert isinstance(hear_time(text, now=now, zone=zone, asked=asked), HeardTime | AbsurdTime | None)
        hear_variant(text, asked=asked)
    hear_shift(text, now=now, zone=zone)
    hear_asked_for(text, now=now, zone=zone)


@given(TEXTS, NOWS, ZONES)
@settings(max_examples=300, deadline=None)
def test_what_is_asked_for_is_never_behind_now(text: str, now: datetime, zone: ZoneInfo) -> None:
    asked_for = hear_asked_for(text, now=now, zone=zone)
    shift = hear_shift(text, now=now, zone=zone)
    assert asked_for is None or asked_for > now
    assert shift is None or shift >= timedelta(0)


@pytest.mark.parametrize("text", LONG_TEXTS)
@pytest.mark.parametrize("asked", [True, False])
def test_long_and_odd_texts_are_read(text: str, asked: bool) -> None:
    """How long they take is measured by the benchmark."""
    now = datetime(2026, 11, 18, 16, tzinfo=UTC)
    zone = ZoneInfo("Europe/London")
    assert isinstance(hear_time(text, now=now, zone=zone, asked=asked), HeardTime | AbsurdTime | None)
