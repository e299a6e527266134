"""Takes a message in: when `receive` returns it is a committed row, and so is the case for staff if it reports a sign.

The same message twice (same channel and external id) is one row and one turn. Nothing else may happen to a message
before this, and no message may be refused here but for a conversation that is gone.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.conversation.claim import Claim, claim_next, dialogue_of
from bot.conversation.safety_record import read_state
from bot.conversation.screen import Screen
from bot.errors import ConversationGoneError
from bot.escalations.cases import report_decision
from bot.records.base import new_id
from bot.records.database import Database
from bot.records.models import Conversation, Message
from bot.triage.decision import Decision, decide

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Received:
    """A message that stands in the records. `claim` is the right to answer it, when nobody else is at it."""

    message_id: str
    sequence: int
    received_at: datetime
    repeated: bool
    claim: Claim | None = None


def receive(
    database: Database,
    *,
    conversation_id: str,
    channel: str,
    external_id: str | None,
    text: str,
    now: datetime,
    lease: timedelta | None,
    screen: Screen,
) -> Received:
    """Write the message down, open a case if it reports a sign, and claim it, unless `lease` is None.

    Raises ConversationGoneError, and database errors: then nothing was stored.
    """
    # Half of a character pair cannot be stored or sent, nor can PostgreSQL keep a zero byte: both are replaced.
    text = text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
    with database.writing() as session:
        conversation = session.scalar(select(Conversation).where(Conversation.id == conversation_id).with_for_update())
        if conversation is None or conversation.deleted_at:
            raise ConversationGoneError
        if external_id is not None:
            known = session.scalar(
                select(Message).where(
                    Message.conversation_id == conversation_id,
                    Message.channel == channel,
                    Message.external_id == external_id,
                )
            )
            if known:
                return Received(known.id, known.sequence, known.received_at, repeated=True)
        conversation.last_sequence += 1
        conversation.changed_at = now
        message = Message(
            id=new_id(),
            conversation_id=conversation_id,
            channel=channel,
            external_id=external_id,
            sequence=conversation.last_sequence,
            text=text,
            received_at=now,
            tries=0,
        )
        session.add(message)
        session.flush()
        if decision := _screened(text, conversation=conversation, now=now, screen=screen):
            message.decision = decision.to_json()
            if decision.outcome == "escalate":
                report_decision(session, message=message, text=text, decision=decision, cause="signs", now=now)
        claim = claim_next(session, conversation=conversation, now=now, lease=lease) if lease else None
        return Received(message.id, message.sequence, now, repeated=False, claim=claim)


def _screened(text: str, *, conversation: Conversation, now: datetime, screen: Screen) -> Decision | None:
    try:
        look = screen.look(text, dialogue=dialogue_of(conversation), state=read_state(conversation), now=now)
        return decide(look.reasons)
    except Exception as error:  # noqa: BLE001 - nothing may keep a message out; its turn will fail, and call a person
        log.error("a message could not be screened: %s", type(error).__name__)
        return None
