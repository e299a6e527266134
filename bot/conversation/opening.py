"""Opens a conversation for a patient, with what the clinic has on record about the treatment, where it has."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.answers.dialogue import Dialogue
from bot.protocol import Variant
from bot.records.base import new_id
from bot.records.database import Database
from bot.records.models import Conversation, Patient, Treatment


def open_conversation(
    database: Database,
    *,
    channel: str,
    now: datetime,
    conversation_id: str | None = None,
    treated_at: datetime | None = None,
    variant: Variant | None = None,
) -> str:
    """The id of a new conversation with a patient who is not known yet; a given id must be a fresh one.

    Raises IntegrityError where the given id is a conversation's already: then nothing was stored.
    """
    dialogue = Dialogue(
        treated_at=treated_at,
        precision="minute" if treated_at else None,
        recorded_by_clinic=treated_at is not None,
        variant=variant,
    )
    with database.writing() as session:
        patient = Patient(id=new_id(), created_at=now)
        session.add(patient)
        session.flush()
        conversation = Conversation(
            id=conversation_id or new_id(),
            patient_id=patient.id,
            channel=channel,
            opened_at=now,
            changed_at=now,
            dialogue=dialogue.to_json(),
        )
        session.add(conversation)
        session.flush()
        if treated_at or variant:
            record_treatment(session, conversation=conversation, dialogue=dialogue, now=now)
        return conversation.id


def record_treatment(session: Session, *, conversation: Conversation, dialogue: Dialogue, now: datetime) -> None:
    """Write down what is now known of the treatment, as a new row."""
    session.add(
        Treatment(
            patient_id=conversation.patient_id,
            conversation_id=conversation.id,
            treated_at=dialogue.treated_at,
            precision=dialogue.precision,
            variant=dialogue.variant,
            source="clinic" if dialogue.recorded_by_clinic else "patient",
            recorded_at=now,
        )
    )
