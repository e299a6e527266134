"""When whom to call for a case that nobody has acknowledged: pure functions of the clinic's ladder and the time.

The ladder has no end: its last step is repeated until somebody acknowledges. Each step is later than the one before.
An emergency and an urgent case wait for nothing; a routine one calls nobody while the clinic is closed.
"""

from datetime import UTC, datetime, timedelta

from bot.escalations.rota import people_of
from bot.protocol import Clinic, Level
from bot.protocol.on_call import Step
from bot.protocol.open_hours import after_open_minutes, next_opening


def ladder_begins(clinic: Clinic, *, level: Level, raised_at: datetime) -> datetime:
    """When the first step is due: at once, and for a routine case when the clinic is next open."""
    return raised_at.astimezone(UTC) if waits_for_no_hour(level) else next_opening(clinic, raised_at)


def step_due_at(clinic: Clinic, *, level: Level, began_at: datetime, step: int) -> datetime:
    """When `step` (from 0, without end) is due on a ladder that began at `began_at`, as `ladder_begins` gave it."""
    steps, repeat = clinic.on_call.ladder.of(level), clinic.on_call.repeat_minutes.of(level)
    if waits_for_no_hour(level):
        return began_at.astimezone(UTC) + timedelta(minutes=_minutes_until(steps, repeat=repeat, step=step))
    due = began_at.astimezone(UTC)
    for number in range(1, step + 1):
        gap = _minutes_until(steps, repeat=repeat, step=number) - _minutes_until(steps, repeat=repeat, step=number - 1)
        # Counted from the step before, since a weekend would else bring all of its repeats at once on Monday.
        due = next_opening(clinic, due + timedelta(minutes=gap))
    return due


def step_people(clinic: Clinic, *, level: Level, step: int, at: datetime) -> tuple[str, ...]:
    """The ids of the people to call at `step`, by the rota at `at`."""
    steps = clinic.on_call.ladder.of(level)
    return people_of(clinic, names=steps[min(step, len(steps) - 1)].page, at=at)


def act_by(clinic: Clinic, *, level: Level, acknowledged_at: datetime) -> datetime:
    """Until when something has to be done for an acknowledged case; routine counts opening hours only."""
    return deadline(clinic, level=level, start=acknowledged_at, minutes=clinic.on_call.act_within_minutes.of(level))


def deadline(clinic: Clinic, *, level: Level, start: datetime, minutes: int) -> datetime:
    """`minutes` after `start`; for a routine case, `minutes` of opening hours after it."""
    if waits_for_no_hour(level):
        return start.astimezone(UTC) + timedelta(minutes=minutes)
    return after_open_minutes(clinic, start, minutes)


def waits_for_no_hour(level: Level) -> bool:
    """Whether a case of `level` calls people at any hour."""
    return level.rank >= Level.urgent.rank


def _minutes_until(steps: tuple[Step, ...], *, repeat: int, step: int) -> int:
    beyond = max(0, step - (len(steps) - 1))
    return steps[step - beyond].after_minutes + beyond * repeat
