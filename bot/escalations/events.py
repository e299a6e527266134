"""Writes down what happened in a case, in order: what a person did, and what the bot did about calling people.

An event is added in the transaction of what it tells of, by whoever holds the case's row, so that numbers never have
gaps or twins. No event is ever changed or removed.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from bot.records.case_models import CaseEvent, Escalation

_NOTHING: Mapping[str, Any] = MappingProxyType({})
# Made once: to put a statement together takes longer than to run it.
_LAST = select(func.max(CaseEvent.number)).where(CaseEvent.escalation_id == bindparam("escalation_id"))


def add_event(
    session: Session,
    *,
    case: Escalation,
    kind: str,
    at: datetime,
    staff_id: str | None = None,
    details: Mapping[str, Any] = _NOTHING,
) -> None:
    """Add the case's next event. `staff_id` None: the bot did it. The case's row is locked by the caller, or is new."""
    session.flush()
    last = session.scalar(_LAST, {"escalation_id": case.id}) or 0
    session.add(
        CaseEvent(
            clinic_id=case.clinic_id,
            escalation_id=case.id,
            number=last + 1,
            at=at,
            kind=kind,
            staff_id=staff_id,
            details=dict(details),
        )
    )
