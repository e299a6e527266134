"""How times read: rounded up, named by the nearest words, right over the change of the clocks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.clock_words import clock_words, distance_words

NEW_YORK = ZoneInfo("America/New_York")
FRIDAY_NOON = datetime(2026, 11, 20, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 20, 20, tzinfo=UTC), "today 3 pm"),
        (datetime(2026, 11, 21, 17, tzinfo=UTC), "tomorrow noon"),
        (datetime(2026, 11, 23, 13, 1, tzinfo=UTC), "Monday 8:15 am"),
        (datetime(2026, 11, 23, 13, 15, tzinfo=UTC), "Monday 8:15 am"),
        (datetime(2026, 11, 19, 17, tzinfo=UTC), "yesterday noon"),
        (datetime(2026, 12, 5, 17, tzinfo=UTC), "Saturday 5 December"),
        (datetime(2026, 11, 21, 5, tzinfo=UTC), "tomorrow 12 am"),
    ],
)
def test_clock_words(moment: datetime, words: str) -> None:
    assert clock_words(moment, now=FRIDAY_NOON, zone=NEW_YORK) == words


def test_the_clock_goes_back_in_between() -> None:
    """72 hours over the end of daylight saving end an hour earlier by the clock on the wall."""
    treated_at = datetime(2026, 10, 30, 15, tzinfo=NEW_YORK)
    moment = treated_at.astimezone(UTC) + timedelta(hours=72)
    assert clock_words(moment, now=treated_at.astimezone(UTC), zone=NEW_YORK) == "Monday 2 pm"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0.4, "in less than an hour"),
        (1, "in about 1 hour"),
        (18.2, "in about 18 hours"),
        (47, "in about 47 hours"),
        (48, "in about 2 days"),
        (13 * 24, "in about 13 days"),
        (28 * 24, "in about 4 weeks"),
    ],
)
def test_distance_words(hours: float, words: str) -> None:
    assert distance_words(timedelta(hours=hours)) == words


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_no_moment_is_named_earlier_than_it_is(moment: datetime) -> None:
    """Rounding goes up, so that nothing is allowed too early."""
    said = clock_words(moment, now=moment, zone=NEW_YORK).removeprefix("today ").removeprefix("tomorrow ")
    hour, _, rest = said.replace("noon", "12 pm").partition(" ")
    minutes = int(hour.partition(":")[2] or 0)
    at = (int(hour.partition(":")[0]) % 12 + (12 if rest == "pm" else 0)) * 60 + minutes
    local = moment.astimezone(NEW_YORK)
    exact = local.hour * 60 + local.minute + local.second / 60 + local.microsecond / 6e7
    assert 0 <= (at - exact) % (24 * 60) <= 15
