"""A mark of the clinic's open cases that is another one after every change that the list would show.

One query, of the open cases alone; it opens nothing that is sealed.
"""

import hashlib

from sqlalchemy import false, func, select
from sqlalchemy.orm import Session

from bot.records.case_models import CaseEvent, Escalation
from bot.records.models import Conversation

_EVENTS = (
    select(func.max(CaseEvent.number))
    .where(CaseEvent.escalation_id == Escalation.id)
    .correlate(Escalation)
    .scalar_subquery()
)
# Made once: to put a statement together takes longer than to run it.
_OPEN = (
    select(
        *(Escalation.id, Escalation.state, Escalation.level, Escalation.raised_at, Escalation.assignee_id),
        *(Escalation.acknowledged_by, Escalation.promised_at, Escalation.answered_at, Escalation.act_by),
        *(Conversation.last_sequence, Conversation.deleted_at, Conversation.taken_over_at),
        _EVENTS.label("events"),
    )
    .join(Conversation, Conversation.id == Escalation.conversation_id)
    .where(Escalation.state.in_(("open", "acknowledged")), Escalation.synthetic == false())
    .order_by(Escalation.id)
)


def mark_of(session: Session, *, clinic_id: str) -> str:
    """The mark as it stands."""
    rows = session.execute(_OPEN.where(Escalation.clinic_id == clinic_id)).all()
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
