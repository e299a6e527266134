"""The time that a question asks about, and messages that lean on the turn before."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from ruamel.yaml import YAML

from bot.understanding.follow_up import hear_asked_for, hear_shift
from bot.understanding.times import HeardTime, hear_time

LONDON = ZoneInfo("Europe/London")
TABLE = YAML(typ="safe").load(Path(__file__).with_name("follow_up.yml"))
NOW = datetime.fromisoformat(TABLE["now"]).replace(tzinfo=LONDON)


def _local(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=LONDON)


@pytest.mark.parametrize("row", TABLE["shifts"], ids=lambda row: row["text"])
def test_hears_how_far_ahead(row: dict[str, Any]) -> None:
    shift = hear_shift(row["text"], now=NOW, zone=LONDON)
    assert shift == (_local(row["at"]) - NOW if "at" in row else None)


@pytest.mark.parametrize("row", TABLE["asked_for"], ids=lambda row: row["text"])
def test_hears_the_time_asked_for(row: dict[str, Any]) -> None:
    asked_for = hear_asked_for(row["text"], now=NOW, zone=LONDON)
    assert asked_for == (_local(row["at"]) if row["at"] else None)
    assert asked_for is None or asked_for.tzinfo is UTC


def test_both_times_of_one_message_are_told_apart() -> None:
    text = "had it yesterday 3pm, can i wear makeup 2nite and when can i go back to the gym?"
    treated = hear_time(text, now=NOW, zone=LONDON, asked=False)
    assert isinstance(treated, HeardTime)
    assert treated.treated_at == _local("2026-11-17 15:00")
    assert hear_asked_for(text, now=NOW, zone=LONDON) == _local("2026-11-18 19:00")


def test_tonight_late_in_the_evening_is_now() -> None:
    late = _local("2026-11-18 21:00")
    assert hear_shift("what about tonight?", now=late, zone=LONDON) == timedelta(0)
    assert hear_asked_for("can i wear makeup tonight", now=late, zone=LONDON) is None


def test_a_shift_over_daylight_saving_is_real_time() -> None:
    before = _local("2026-10-24 12:00")
    assert hear_shift("what about tomorrow?", now=before.astimezone(UTC), zone=LONDON) == timedelta(hours=25)
