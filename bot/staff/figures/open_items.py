"""How many cases wait, by level and by how long ago they were opened."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from bot.protocol import Level
from bot.staff.figures.case_facts import LEVELS, CaseFacts

AGES: Final = (
    ("under 15 minutes", timedelta(minutes=15)),
    ("15 to 60 minutes", timedelta(hours=1)),
    ("1 to 4 hours", timedelta(hours=4)),
    ("4 to 24 hours", timedelta(hours=24)),
    ("over 24 hours", timedelta.max),
)
"""The ages in words, and what they lie under."""


def open_items(cases: Iterable[CaseFacts], *, now: datetime) -> dict[Level, tuple[int, ...]]:
    """For each level how many cases that are not resolved are of each of `AGES`."""
    counts = {level: [0] * len(AGES) for level in LEVELS}
    for case in cases:
        if not case.resolved:
            age = now - case.opened_at
            counts[case.level][next(place for place, (_, under) in enumerate(AGES) if age < under)] += 1
    return {level: tuple(each) for level, each in counts.items()}
