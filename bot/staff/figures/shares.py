"""Shares of cases with their 95 % Wilson interval: promises that were kept, and how staff judge triage's level.

What is not decided yet, or was never judged, is counted beside and never guessed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, get_args

from bot.evaluation.wilson import wilson
from bot.protocol import Level
from bot.records.case_models import Judgement
from bot.staff.figures.case_facts import LEVELS, CaseFacts

JUDGEMENTS: Final[tuple[Judgement, ...]] = get_args(Judgement)


@dataclass(frozen=True)
class Share:
    """`count` of `total`, and the interval, from 0 to 1, in which the true share lies in 95 of 100 such samples."""

    count: int
    total: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.count / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The lower and the upper bound; None of nothing."""
        return wilson(self.count, self.total) if self.total else None


@dataclass(frozen=True)
class Promises:
    """`undecided`: still within its time, or ended within its time without an answer."""

    kept: Share
    undecided: int

    @property
    def broken(self) -> int:
        """How many patients had no answer by the time that they were told."""
        return self.kept.total - self.kept.count


@dataclass(frozen=True)
class Judged:
    """How staff judged triage's level in the cases that have ended; `unjudged`: they said nothing."""

    shares: dict[Judgement, Share]
    unjudged: int


def promises(cases: Iterable[CaseFacts], *, now: datetime) -> Promises:
    """How many patients who were told a time had a person's answer by then."""
    kept = broken = undecided = 0
    for case in cases:
        match promise_kept(case, now=now):
            case True:
                kept += 1
            case False:
                broken += 1
            case None:
                undecided += case.promised_at is not None
    return Promises(kept=Share(kept, kept + broken), undecided=undecided)


def promise_kept(case: CaseFacts, *, now: datetime) -> bool | None:
    """Whether the patient had an answer by the time that was told; None: none was told, or it is not decided."""
    if case.promised_at is None:
        return None
    took = case.until_answered
    if took is not None:
        return case.raised_at + took <= case.promised_at
    ended = case.resolved_at if case.resolved else None
    return None if (ended or now) <= case.promised_at else False


def promises_by_level(cases: Iterable[CaseFacts], *, now: datetime) -> dict[Level, Promises]:
    """`promises` of each level."""
    all_ = tuple(cases)
    return {level: promises((case for case in all_ if case.level is level), now=now) for level in LEVELS}


def judged(cases: Iterable[CaseFacts]) -> Judged:
    """The judgements on the cases that have ended."""
    ended = [case.judgement for case in cases if case.resolved]
    total = sum(each in JUDGEMENTS for each in ended)
    shares = {judgement: Share(ended.count(judgement), total) for judgement in JUDGEMENTS}
    return Judged(shares=shares, unjudged=len(ended) - total)
