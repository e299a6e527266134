"""Times until something was done: medians and percentiles, what counts as done, and the clinic's hours."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol import Level
from bot.staff.figures.case_facts import CaseFacts
from bot.staff.figures.times import Times, by_hour, by_level, percentile, times
from tests.unit.staff.figures.some_cases import AT, a_case, a_closed_case, after


def until_acknowledged(case: CaseFacts) -> timedelta | None:
    return case.until_acknowledged


def until_answered(case: CaseFacts) -> timedelta | None:
    return case.until_answered


def test_the_median_and_the_percentile_are_of_what_is_done_and_the_rest_is_counted() -> None:
    cases = [a_case(acknowledged_at=after(minutes)) for minutes in range(1, 21)] + [a_case(), a_case()]
    assert times(cases, took=until_acknowledged) == Times(done=20, undone=2, median=10.5, p95=19)


def test_of_no_case_nothing_is_said() -> None:
    assert times([], took=until_answered) == Times(done=0, undone=0, median=None, p95=None)


def test_a_case_that_ended_without_an_answer_counts_neither_as_done_nor_as_undone() -> None:
    assert times([a_closed_case()], took=until_answered) == Times(done=0, undone=0, median=None, p95=None)


@pytest.mark.parametrize(("outcome", "took"), [("called", 60), ("seen", 60), ("answered", 60), ("not_reached", None)])
def test_a_case_that_a_person_ended_with_the_patient_was_answered_then_at_the_latest(
    outcome: str, took: int | None
) -> None:
    case = a_closed_case(outcome=outcome)
    assert case.until_answered == (None if took is None else timedelta(minutes=took))


def test_what_was_done_before_it_became_worse_does_not_count() -> None:
    case = a_case(raised_at=after(30), acknowledged_at=after(5), answered_at=after(10))
    assert case.until_acknowledged is None
    assert case.until_answered is None
    assert times([case], took=until_answered).undone == 1


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(values: list[float], share: float) -> None:
    found = percentile(values, share=share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6
    assert sum(value < found for value in values) < share * len(values) + 1e-6


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([1.0], 0), ([1.0], 1.01)])
def test_what_has_no_percentile_is_refused(values: list[float], share: float) -> None:
    with pytest.raises(ValueError, match="percentile"):
        percentile(values, share=share)


def test_each_level_has_its_own_times() -> None:
    cases = [a_case(acknowledged_at=after(2)), a_case(level=Level.emergency, acknowledged_at=after(1))]
    found = by_level(cases, took=until_acknowledged)
    assert {level: each.median for level, each in found.items()} == {
        Level.emergency: 1,
        Level.urgent: 2,
        Level.routine: None,
    }


@pytest.mark.parametrize(
    ("at", "hour"),
    [
        (AT, 12),
        (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), 1),
        (datetime(2026, 11, 1, 6, 30, tzinfo=UTC), 1),
        (datetime(2026, 11, 1, 7, 30, tzinfo=UTC), 2),
        (datetime(2026, 3, 8, 7, 30, tzinfo=UTC), 3),
        (datetime(2026, 11, 21, 4, 59, tzinfo=UTC), 23),
        (datetime(2026, 11, 21, 5, tzinfo=UTC), 0),
    ],
)
def test_the_hour_is_that_of_the_clinics_clock_also_when_the_clocks_change(at: datetime, hour: int) -> None:
    case = a_case(raised_at=at, acknowledged_at=at + timedelta(minutes=7))
    hours = by_hour([case], took=until_acknowledged, zone=ZoneInfo("America/New_York"))
    assert len(hours) == 24
    assert [place for place, each in enumerate(hours) if each.done] == [hour]
