"""How many cases wait: for the tabs of the list, and for a title that says at a glance whether something is urgent."""

from dataclasses import dataclass

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from bot.protocol import Level
from bot.records.case_models import Escalation


@dataclass(frozen=True)
class Counts:
    """Of the cases that are not resolved: all, those that nobody has acknowledged, mine, nobody's, and by level."""

    open: int
    unacknowledged: int
    mine: int
    unassigned: int
    by_level: dict[Level, int]


def count_cases(session: Session, *, clinic_id: str, staff_id: str | None = None) -> Counts:
    """Count them in one query; `mine` are those of `staff_id`."""
    found = session.execute(
        select(Escalation.level, Escalation.state, Escalation.assignee_id, func.count().label("number"))
        .where(Escalation.clinic_id == clinic_id, Escalation.state != "resolved", Escalation.synthetic == false())
        .group_by(Escalation.level, Escalation.state, Escalation.assignee_id)
    ).all()
    by_level = {level: sum(row.number for row in found if row.level == level) for level in Level if level.rank}
    return Counts(
        open=sum(row.number for row in found),
        unacknowledged=sum(row.number for row in found if row.state == "open"),
        mine=sum(row.number for row in found if staff_id and row.assignee_id == staff_id),
        unassigned=sum(row.number for row in found if row.assignee_id is None),
        by_level=by_level,
    )
