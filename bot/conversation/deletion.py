"""Deletes a chat for its patient; where a case is open, the clinic keeps it with its evidence.

Without a case every row goes. With one the patient's access ends at once, the rows that staff need stay, and the caller
is told, so that the page can say so.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.escalations.cases import UNANSWERED, open_case, report_decision, report_message
from bot.escalations.safety_record import read_state
from bot.protocol import Clinic
from bot.records.database import Database
from bot.records.models import Conversation, Message, Patient, Reply
from bot.triage.decision import Reason, decide
from bot.triage.safety_state import UNCLEAR


def delete_chat(database: Database, *, conversation_id: str, clinic: Clinic, now: datetime) -> bool:
    """Delete it; True when an open case was kept. A chat that is gone already is no error."""
    with database.writing() as session:
        conversation = session.scalar(select(Conversation).where(Conversation.id == conversation_id).with_for_update())
        if conversation is None:
            return False
        _tell_of_doubts(session, conversation=conversation, clinic=clinic, now=now)
        if open_case(session, conversation_id=conversation_id):
            conversation.deleted_at = conversation.changed_at = now
            return True
        patient_id = conversation.patient_id
        # Row by row the cascade would load what it deletes.
        session.execute(delete(Reply).where(Reply.conversation_id == conversation_id))
        session.execute(delete(Message).where(Message.conversation_id == conversation_id))
        session.execute(delete(Conversation).where(Conversation.id == conversation_id))
        others = session.scalar(select(Conversation.id).where(Conversation.patient_id == patient_id).limit(1))
        if others is None:
            session.execute(delete(Patient).where(Patient.id == patient_id))
        return False


def _tell_of_doubts(session: Session, *, conversation: Conversation, clinic: Clinic, now: datetime) -> None:
    """A message that nobody has answered, or a safety question that is open, becomes a case before it could be lost."""
    latest = session.scalar(
        select(Message).where(Message.conversation_id == conversation.id).order_by(Message.sequence.desc()).limit(1)
    )
    if latest is None:
        return
    state = read_state(conversation)
    if state.waiting:
        doubts = decide(tuple(Reason(UNCLEAR, each.flag, each.level) for each in state.waiting))
        report_decision(session, message=latest, text=None, decision=doubts, cause="unclear", clinic=clinic, now=now)
    elif conversation.unclear_at is not None:
        # Something was in doubt, and what it was cannot be read any more.
        report_message(session, message=latest, text=None, why=UNANSWERED, clinic=clinic, now=now)
    waiting = select(Message).where(Message.conversation_id == conversation.id, Message.state == "waiting")
    for message in session.scalars(waiting.order_by(Message.sequence)):
        report_message(session, message=message, text=message.text, why=UNANSWERED, clinic=clinic, now=now)
