"""Each way patients say when the treatment was, and each time that is not the treatment's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from bot.understanding.times import AbsurdTime, HeardTime, hear_time, hours_since

LONDON = ZoneInfo("Europe/London")
GROUPS = YAML(typ="safe").load(Path(__file__).with_name("times.yml"))


@dataclass(frozen=True)
class Row:
    """A message, when and how it is said, and what must be heard."""

    text: str
    now: datetime
    asked: bool
    expected: dict[str, Any]


def _local(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=LONDON)


ROWS = [
    pytest.param(Row(row["text"], _local(group["now"]), group["asked"], row), id=f"{group['group']}: {row['text']}")
    for group in GROUPS
    for row in group["rows"]
]


@pytest.mark.parametrize("row", ROWS)
def test_hears_the_time(row: Row) -> None:
    heard = hear_time(row.text, now=row.now, zone=LONDON, asked=row.asked)
    expected = row.expected
    if expected.get("hears") == "nothing":
        assert heard is None
    elif expected.get("hears") == "absurd":
        assert isinstance(heard, AbsurdTime)
        assert heard.phrase
        assert heard.phrase in row.text
    else:
        assert isinstance(heard, HeardTime)
        assert heard.treated_at.tzinfo is UTC
        assert heard.treated_at == _local(expected["at"])
        assert heard.precision == expected["precision"]
        flags = {"planned": heard.planned, "correction": heard.correction, "at_least": heard.at_least}
        assert flags == {name: expected.get(name, False) for name in flags}
        assert heard.phrase in row.text


def test_the_table_is_as_rich_as_the_ways_to_say_it() -> None:
    texts = [row["text"] for group in GROUPS for row in group["rows"]]
    assert len(texts) >= 220


@pytest.mark.parametrize(("day_first", "expected"), [(True, "2026-11-12"), (False, "2025-12-11")])
def test_the_order_of_day_and_month_is_the_callers(day_first: bool, expected: str) -> None:
    heard = hear_time("had it 12/11", now=_local("2026-11-18 16:00"), zone=LONDON, asked=False, day_first=day_first)
    assert isinstance(heard, HeardTime)
    assert heard.treated_at.date().isoformat() == expected


@pytest.mark.parametrize(("text", "month_day"), [("11/14", "11-14"), ("14/11", "11-14")])
@pytest.mark.parametrize("day_first", [True, False])
def test_an_impossible_order_is_read_the_other_way(text: str, month_day: str, day_first: bool) -> None:
    heard = hear_time(text, now=_local("2026-11-18 16:00"), zone=LONDON, asked=True, day_first=day_first)
    assert isinstance(heard, HeardTime)
    assert heard.treated_at.date().isoformat().endswith(month_day)


def test_the_words_heard_are_the_patients_own() -> None:
    heard = hear_time("Had it YEST  about 3pm!", now=_local("2026-11-18 16:00"), zone=LONDON, asked=False)
    assert isinstance(heard, HeardTime)
    assert heard.phrase == "YEST  about 3pm"


def test_the_clock_is_the_clinics() -> None:
    now = datetime(2026, 11, 18, 16, tzinfo=UTC)
    heard = hear_time("had it today at 9am", now=now, zone=ZoneInfo("America/New_York"), asked=False)
    assert isinstance(heard, HeardTime)
    assert heard.treated_at == datetime(2026, 11, 18, 14, tzinfo=UTC)


def test_hours_since_counts_real_hours_over_daylight_saving() -> None:
    treated, now = _local("2026-10-24 12:00"), _local("2026-10-25 12:00")
    assert hours_since(treated, now=now) == 25
    assert hours_since(now, now=treated) == -25
