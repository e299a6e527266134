"""Says whose a case is: one person has it, and of two who take it at once one gets it and the other hears who did."""

from datetime import datetime

from sqlalchemy import select

from bot.escalations.acts.act import Act, Actor, acting
from bot.escalations.acts.calling import move_on
from bot.escalations.acts.errors import AlreadyTakenError, NotFoundError
from bot.protocol import Protocol
from bot.records.database import Database
from bot.records.staff_models import Staff


def take(database: Database, *, case_id: str, staff: Actor, protocol: Protocol, now: datetime) -> None:
    """Make it one's own. Raises AlreadyTakenError where a colleague has it (then `hand` it to oneself, openly)."""
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        act.refuse_resolved()
        move_on(act)
        assign_to_actor(act, staff=staff)


def hand(database: Database, *, case_id: str, staff: Actor, to: str, protocol: Protocol, now: datetime) -> None:
    """Give it to the colleague with the id `to`, whoever has it now. Raises NotFoundError, ReopenFirstError."""
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        act.refuse_resolved()
        if _active_name(act, staff_id=to) is None:
            raise NotFoundError("member of staff")
        move_on(act)
        if act.case.assignee_id != to:
            codes = {"to": to} | ({"from": act.case.assignee_id} if act.case.assignee_id else {})
            act.case.assignee_id = to
            act.tell("handed", codes=codes)


def assign_to_actor(act: Act, *, staff: Actor) -> None:
    """Make the case the actor's. Raises AlreadyTakenError while a colleague who can still sign in has it."""
    case = act.case
    if case.assignee_id == staff.id:
        return
    if case.assignee_id and (name := _active_name(act, staff_id=case.assignee_id)):
        raise AlreadyTakenError(name)
    case.assignee_id = staff.id
    act.tell("took")


def _active_name(act: Act, *, staff_id: str) -> str | None:
    return act.session.scalar(
        select(Staff.name).where(
            Staff.id == staff_id, Staff.clinic_id == act.case.clinic_id, Staff.disabled_at.is_(None)
        )
    )
