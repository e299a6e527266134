"""Counting with opening hours: on the clinic's own clock, through nights, weekends, holidays and changes of the clock.

The laws compare with `is_open`, minute by minute, around the days on which the clocks of three zones change.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocol import Clinic, Protocol, after_open_minutes, load_protocol, next_opening
from bot.settings import PROJECT

MINUTE = timedelta(minutes=1)
CLINIC = load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml").clinic

# A day on which the clock goes back, one on which it goes forward, one on which midnight itself is skipped, or none.
CHANGES = {
    "America/New_York": (date(2026, 11, 1), date(2026, 3, 8)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),
    "America/Havana": (date(2026, 11, 1), date(2026, 3, 8)),
    "Asia/Kolkata": (date(2026, 11, 1), date(2026, 3, 8)),
}
OPENINGS = (
    {"mon-fri": "09:00-18:00"},
    {"mon-sun": "00:00-24:00"},
    {"mon, wed": "09:00-12:30, 14:00-17:00", "sun": "00:30-02:30"},
    {"sat": "22:00-24:00", "sun": "00:00-01:15, 02:15-03:00"},
)


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=UTC)


def clinic_with(clinic: Clinic, **changes: object) -> Clinic:
    return clinic.model_copy(update=changes)


@st.composite
def moments(draw: st.DrawFn) -> tuple[Clinic, datetime]:
    """A clinic, and a moment within three days of a change of its clock."""
    zone = draw(st.sampled_from(sorted(CHANGES)))
    change = draw(st.sampled_from(CHANGES[zone]))
    holidays = draw(st.sets(st.sampled_from([change, change + timedelta(days=1), change + timedelta(days=2)])))
    clinic = clinic_with(
        CLINIC, time_zone=zone, opening=draw(st.sampled_from(OPENINGS)), holidays=tuple(sorted(holidays))
    )
    begin = datetime.combine(change, datetime.min.time(), UTC) - timedelta(days=2)
    return clinic, begin + draw(st.integers(0, 4 * 24 * 60)) * MINUTE


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-11-20T17:00:30", "2026-11-20T17:00:30"),  # open: at once
        ("2026-11-20T13:00", "2026-11-20T14:00"),  # before 9 am in New York
        ("2026-11-20T23:00", "2026-11-23T14:00"),  # 6 pm on a Friday
        ("2026-10-30T23:00", "2026-11-02T14:00"),  # the clocks go back on Sunday
        ("2026-03-06T23:00", "2026-03-09T13:00"),  # the clocks go forward on Sunday
    ],
)
def test_the_next_opening(protocol: Protocol, moment: str, opens: str) -> None:
    assert next_opening(protocol.clinic, at(moment)) == at(opens)


def test_holidays_are_passed_over(protocol: Protocol) -> None:
    clinic = clinic_with(protocol.clinic, holidays=(date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 28)))

    assert next_opening(clinic, at("2026-12-23T23:00")) == at("2026-12-29T14:00")
    assert after_open_minutes(clinic, at("2026-12-23T22:00"), 90) == at("2026-12-29T14:30")


def test_a_year_of_holidays_ends(protocol: Protocol) -> None:
    days = tuple(date(2026, 11, 21) + timedelta(days=day) for day in range(400))
    clinic = clinic_with(protocol.clinic, holidays=days)

    assert next_opening(clinic, at("2026-11-21T17:00")) == at("2027-12-27T14:00")


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-20T17:00", 60, "2026-11-20T18:00"),
        ("2026-11-20T17:00", 360, "2026-11-20T23:00"),  # to the hour of closing, not to the next opening
        ("2026-11-20T17:00", 361, "2026-11-23T14:01"),
        ("2026-11-21T05:00", 480, "2026-11-23T22:00"),
        ("2026-10-30T21:00", 180, "2026-11-02T16:00"),
        ("2026-11-20T17:00", 0, "2026-11-20T17:00"),
    ],
)
def test_open_minutes_are_counted(protocol: Protocol, start: str, minutes: int, end: str) -> None:
    assert after_open_minutes(protocol.clinic, at(start), minutes) == at(end)


def test_without_hours_every_hour_counts(protocol: Protocol, now: datetime) -> None:
    clinic = clinic_with(protocol.clinic, opening={})

    assert next_opening(clinic, now) == now
    assert after_open_minutes(clinic, now, 480) == now + 480 * MINUTE


@settings(deadline=None)
@given(moments())
def test_the_next_opening_is_the_first_open_minute(given_: tuple[Clinic, datetime]) -> None:
    clinic, moment = given_

    opens = next_opening(clinic, moment)

    assert clinic.open_at(opens)
    closed = (opens - moment) // MINUTE
    assert not any(clinic.open_at(moment + number * MINUTE) for number in range(min(closed, 4 * 24 * 60)))


@settings(deadline=None)
@given(moments(), st.integers(1, 600))
def test_just_so_many_open_minutes_pass(given_: tuple[Clinic, datetime], minutes: int) -> None:
    clinic, moment = given_

    end = after_open_minutes(clinic, moment, minutes)

    assert clinic.open_at(end - MINUTE)
    if end - moment < timedelta(days=8):
        passed = sum(bool(clinic.open_at(moment + each * MINUTE)) for each in range((end - moment) // MINUTE))
        assert passed == minutes


@settings(deadline=None)
@given(moments(), st.integers(0, 300), st.integers(0, 300))
def test_counting_in_two_parts_is_counting_at_once(given_: tuple[Clinic, datetime], one: int, two: int) -> None:
    clinic, moment = given_

    between = after_open_minutes(clinic, moment, one)

    assert after_open_minutes(clinic, between, two) == after_open_minutes(clinic, moment, one + two)
