"""Promises kept and judgements: what is decided, what is left open, and the interval."""

from datetime import datetime
from typing import Any

import pytest

from bot.protocol import Level
from bot.staff.figures.shares import Share, judged, promise_kept, promises, promises_by_level
from tests.unit.staff.figures.some_cases import a_case, a_closed_case, after

PROMISED = {"promised_at": after(30)}


@pytest.mark.parametrize(
    ("changes", "now", "kept"),
    [
        ({"answered_at": after(30)}, after(40), True),
        ({"answered_at": after(31)}, after(40), False),
        ({}, after(30), None),
        ({}, after(31), False),
        ({"raised_at": after(10), "answered_at": after(5)}, after(31), False),
        ({"state": "resolved", "resolved_at": after(20), "outcome": "not_needed"}, after(99), None),
        ({"state": "resolved", "resolved_at": after(50), "outcome": "not_needed"}, after(99), False),
        ({"state": "resolved", "resolved_at": after(20), "outcome": "called"}, after(99), True),
        ({"state": "resolved", "resolved_at": after(50), "outcome": "called"}, after(99), False),
    ],
)
def test_a_promise_is_kept_by_an_answer_in_time(changes: dict[str, Any], now: datetime, kept: bool | None) -> None:
    assert promise_kept(a_case(**PROMISED | changes), now=now) is kept


def test_a_patient_who_was_told_no_time_is_not_counted() -> None:
    found = promises([a_case(), a_closed_case()], now=after(1000))
    assert (found.kept.total, found.undecided) == (0, 0)
    assert found.kept.value is None
    assert found.kept.interval is None


def test_promises_are_counted_by_level() -> None:
    kept = a_case(**PROMISED, answered_at=after(3))
    late = a_case(**PROMISED, answered_at=after(300))
    waits = a_case(promised_at=after(900))
    found = promises_by_level([kept, kept, late, waits, a_case(level=Level.routine)], now=after(400))
    urgent = found[Level.urgent]
    assert (urgent.kept, urgent.broken, urgent.undecided) == (Share(2, 3), 1, 1)
    assert found[Level.routine].kept.total == 0


def test_judgements_are_shares_of_the_judged_with_their_interval() -> None:
    cases = (
        [a_closed_case(judgement="right")] * 8
        + [a_closed_case(judgement="over_triaged")]
        + [a_closed_case(judgement="under_triaged")]
        + [a_closed_case()] * 3
        + [a_case(), a_case(judgement="right")]
    )
    found = judged(cases)
    assert {name: each.count for name, each in found.shares.items()} == {
        "right": 8,
        "over_triaged": 1,
        "under_triaged": 1,
    }
    assert {each.total for each in found.shares.values()} == {10}
    assert found.unjudged == 3
    interval = found.shares["right"].interval
    assert interval is not None
    # The Wilson interval of 8 of 10, as it stands in textbooks.
    assert interval == pytest.approx((0.4902, 0.9433), abs=1e-4)
