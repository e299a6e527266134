"""What waits, by level and age."""

from datetime import timedelta

import pytest

from bot.protocol import Level
from bot.staff.figures.open_items import AGES, open_items
from tests.unit.staff.figures.some_cases import AT, a_case, a_closed_case


@pytest.mark.parametrize(
    ("age", "place"),
    [
        (timedelta(), 0),
        (timedelta(seconds=-5), 0),
        (timedelta(minutes=14, seconds=59), 0),
        (timedelta(minutes=15), 1),
        (timedelta(hours=1), 2),
        (timedelta(hours=4), 3),
        (timedelta(hours=24), 4),
        (timedelta(days=4000), 4),
    ],
)
def test_each_age_has_its_place(age: timedelta, place: int) -> None:
    found = open_items([a_case(opened_at=AT - age)], now=AT)
    assert found[Level.urgent] == tuple(int(each == place) for each in range(len(AGES)))
    assert not any(found[Level.emergency])


def test_what_is_acknowledged_still_waits_and_what_is_resolved_does_not() -> None:
    found = open_items([a_case(state="acknowledged"), a_case(), a_closed_case()], now=AT)
    assert sum(found[Level.urgent]) == 2
