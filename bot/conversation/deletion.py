"""Deletes a chat for its patient; where a case is open, the clinic keeps it with its evidence.

Without a case every row goes. With one the patient's access ends at once, the rows that staff need stay, and the caller
is told, so that the page can say so.
"""

from datetime import datetime

from sqlalchemy import delete, select

from bot.escalations.cases import open_case
from bot.records.database import Database
from bot.records.models import Conversation, Message, Patient, Reply


def delete_chat(database: Database, *, conversation_id: str, now: datetime) -> bool:
    """Delete it; True when an open case was kept. A chat that is gone already is no error."""
    with database.writing() as session:
        conversation = session.scalar(select(Conversation).where(Conversation.id == conversation_id).with_for_update())
        if conversation is None:
            return False
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
