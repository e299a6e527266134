"""All figures of one page, from the cases alone: the same cases and the same moment give the same figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.protocol import Level
from bot.staff.figures.case_facts import LEVELS, CaseFacts
from bot.staff.figures.open_items import open_items
from bot.staff.figures.shares import Judged, Promises, judged, promises_by_level
from bot.staff.figures.times import Times, Took, by_hour, by_level


@dataclass(frozen=True)
class Measure:
    """How long something took, by level, and for each level by hour of the clinic's day."""

    by_level: Mapping[Level, Times]
    by_hour: Mapping[Level, tuple[Times, ...]]


@dataclass(frozen=True)
class Figures:
    """`cases`: how many were raised in the period; what waits is counted whatever its age."""

    cases: int
    open: Mapping[Level, tuple[int, ...]]
    acknowledged: Measure
    answered: Measure
    promises: Mapping[Level, Promises]
    judged: Judged


def figures(cases: Iterable[CaseFacts], *, now: datetime, since: datetime, zone: ZoneInfo) -> Figures:
    """The figures of the cases that were raised since then; `zone` is the clinic's."""
    all_ = tuple(cases)
    raised = tuple(case for case in all_ if case.raised_at >= since)
    return Figures(
        cases=len(raised),
        open=open_items(all_, now=now),
        acknowledged=_measure(raised, took=lambda case: case.until_acknowledged, zone=zone),
        answered=_measure(raised, took=lambda case: case.until_answered, zone=zone),
        promises=promises_by_level(raised, now=now),
        judged=judged(raised),
    )


def _measure(cases: tuple[CaseFacts, ...], *, took: Took, zone: ZoneInfo) -> Measure:
    hours = {level: by_hour((case for case in cases if case.level is level), took=took, zone=zone) for level in LEVELS}
    return Measure(by_level=by_level(cases, took=took), by_hour=hours)
