"""Tells a patient the truth when the answer that was promised does not come in time.

It is said once for a promise, in the transaction that notes the delay; never while a person of the staff speaks.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.answers.reply import Source
from bot.protocol import Protocol
from bot.records.case_models import Escalation
from bot.records.models import Conversation, Reply

MESSAGE = "promise_late"


def tell_of_delay(session: Session, *, case: Escalation, protocol: Protocol, now: datetime) -> None:
    """Say it in the case's conversation, whose row is locked. A chat that its patient has deleted gets nothing."""
    conversation = session.get_one(Conversation, case.conversation_id)
    if conversation.deleted_at or conversation.taken_over_at:
        return
    conversation.last_sequence += 1
    conversation.changed_at = now
    session.add(
        Reply(
            clinic_id=conversation.clinic_id,
            conversation_id=conversation.id,
            channel=conversation.channel,
            sequence=conversation.last_sequence,
            text=protocol.say(MESSAGE),
            protocol_version=protocol.version,
            source=Source(protocol.version, message=MESSAGE).to_json(),
            created_at=now,
        )
    )
