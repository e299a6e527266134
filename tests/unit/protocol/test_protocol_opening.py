"""When a clinic is open: on its own clock, never on a holiday, and unknown where it has not said."""

from datetime import UTC, date, datetime

import pytest

from bot.protocol import Clinic, Protocol
from bot.protocol.opening import OpeningError, days_of, is_open, spans_of


def clinic_with(protocol: Protocol, **changes: object) -> Clinic:
    return protocol.clinic.model_copy(update=changes)


@pytest.mark.parametrize(
    ("moment", "is_open_then"),
    [
        ("2026-11-20T13:59:59", False),
        ("2026-11-20T14:00:00", True),
        ("2026-11-20T22:59:59", True),
        ("2026-11-20T23:00:00", False),
        ("2026-11-21T17:00:00", False),
        ("2026-07-20T13:00:00", True),
    ],
)
def test_it_counts_on_the_clinics_own_clock(protocol: Protocol, moment: str, is_open_then: bool) -> None:
    now = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    assert protocol.clinic.open_at(now) is is_open_then


def test_a_holiday_is_closed(protocol: Protocol, now: datetime) -> None:
    clinic = clinic_with(protocol, holidays=(date(2026, 11, 20),))

    assert protocol.clinic.open_at(now) is True
    assert clinic.open_at(now) is False


def test_without_hours_it_is_not_known(protocol: Protocol, now: datetime) -> None:
    assert clinic_with(protocol, opening={}).open_at(now) is None


def test_a_day_may_have_several_spans_and_a_line_several_days() -> None:
    opening = {"mon-tue, thu": "09:00-12:30, 14:00-24:00"}

    def open_at(hour: int, minute: int, *, day: int) -> bool:
        return is_open(datetime(2026, 11, day, hour, minute, tzinfo=UTC), opening=opening, holidays=())

    assert open_at(12, 29, day=16)
    assert not open_at(12, 30, day=16)
    assert open_at(23, 59, day=19)
    assert not open_at(10, 0, day=18)


@pytest.mark.parametrize("words", ["", "monday", "fri-mon", "mon-", "mon,,tue"])
def test_days_that_cannot_be_read_are_told(words: str) -> None:
    with pytest.raises(OpeningError):
        days_of(words)


@pytest.mark.parametrize("words", ["", "9-18", "09:00-25:00", "18:00-09:00", "09:00-12:00, 11:00-13:00", "09:00-09:00"])
def test_hours_that_cannot_be_read_are_told(words: str) -> None:
    with pytest.raises(OpeningError):
        spans_of(words)
