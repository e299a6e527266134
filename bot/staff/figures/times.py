"""How long something took: the median and the 95th percentile, and how many are not done yet.

Those that are not done are counted beside, because the slowest are among them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from statistics import median
from zoneinfo import ZoneInfo

from bot.protocol import Level
from bot.staff.figures.case_facts import LEVELS, CaseFacts

HOURS = 24

Took = Callable[[CaseFacts], timedelta | None]


@dataclass(frozen=True)
class Times:
    """`median` and `p95` in minutes, None where nothing is done; `undone`: open cases in which it still has to be."""

    done: int
    undone: int
    median: float | None
    p95: float | None


def times(cases: Iterable[CaseFacts], *, took: Took) -> Times:
    """What `took` gives for the cases. A case that ended without it counts neither as done nor as undone."""
    minutes: list[float] = []
    undone = 0
    for case in cases:
        length = took(case)
        if length is not None:
            minutes.append(length.total_seconds() / 60)
        elif not case.resolved:
            undone += 1
    if not minutes:
        return Times(done=0, undone=undone, median=None, p95=None)
    return Times(done=len(minutes), undone=undone, median=median(minutes), p95=percentile(minutes, share=0.95))


def percentile(values: Sequence[float], *, share: float) -> float:
    """The smallest of the values that at least `share` of them do not exceed. Raises ValueError for none."""
    if not values or not 0 < share <= 1:
        raise ValueError("a percentile needs values, and a share above 0 and up to 1")
    # Rounded, because 0.95 * 20 must not become a hair more than 19.
    return sorted(values)[ceil(round(share * len(values), 9)) - 1]


def by_level(cases: Iterable[CaseFacts], *, took: Took) -> dict[Level, Times]:
    """The times of each level."""
    all_ = tuple(cases)
    return {level: times((case for case in all_ if case.level is level), took=took) for level in LEVELS}


def by_hour(cases: Iterable[CaseFacts], *, took: Took, zone: ZoneInfo) -> tuple[Times, ...]:
    """The times for each hour of the clinic's clock, from 0 to 23, in which the case was raised."""
    hours: list[list[CaseFacts]] = [[] for _ in range(HOURS)]
    for case in cases:
        hours[case.raised_at.astimezone(zone).hour].append(case)
    return tuple(times(each, took=took) for each in hours)
