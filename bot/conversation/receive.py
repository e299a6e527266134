"""Takes a message in: when `receive` returns it is a committed row, and so is the case for staff if it reports a sign.

The same message twice (same channel and external id) is one row and one turn. Nothing else may happen to a message
before this, and no message may be refused here but for a conversation that is gone.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, undefer

from bot.conversation.claim import Claim, claim_next, dialogue_of, oldest_waiting
from bot.conversation.screen import Look, Screen
from bot.errors import ConversationGoneError
from bot.escalations.cases import report_decision
from bot.escalations.safety_record import read_state
from bot.records.base import new_id
from bot.records.database import Database
from bot.records.encryption import KeyringError
from bot.records.models import Conversation, Message
from bot.triage.decision import Decision, decide
from bot.understanding.signs import Finding

log = logging.getLogger(__name__)

# Made once: to put a statement together takes longer than to run it.
_CONVERSATION = select(Conversation).where(Conversation.id == bindparam("id")).with_for_update()
_OPENED = _CONVERSATION.options(undefer(Conversation.dialogue), undefer(Conversation.safety))
_SAME = select(Message.id, Message.sequence, Message.received_at).where(
    Message.conversation_id == bindparam("conversation_id"),
    Message.channel == bindparam("channel"),
    Message.external_id == bindparam("external_id"),
)


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
    # Before the transaction: what a long message costs to read, nobody else has to wait for.
    findings = _read(text, screen=screen)
    with database.writing() as session:
        conversation = _locked(session, conversation_id=conversation_id)
        if conversation is None or conversation.deleted_at:
            raise ConversationGoneError
        if external_id is not None:
            same = {"conversation_id": conversation_id, "channel": channel, "external_id": external_id}
            if known := session.execute(_SAME, same).one_or_none():
                return Received(known.id, known.sequence, known.received_at, repeated=True)
        earlier = oldest_waiting(session, conversation_id=conversation_id)
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
        look = None
        if screened := _screened(text, findings=findings, conversation=conversation, now=now, screen=screen):
            look, decision = screened
            message.decision = decision.to_json()
            if decision.outcome == "escalate":
                report_decision(
                    session,
                    message=message,
                    text=text,
                    decision=decision,
                    cause="signs",
                    clinic=screen.protocol.clinic,
                    now=now,
                )
        claim = None
        if lease:
            claim = claim_next(session, conversation=conversation, message=earlier or message, now=now, lease=lease)
        if claim is not None and earlier is None:
            claim = replace(claim, look=look)
        return Received(message.id, message.sequence, now, repeated=False, claim=claim)


def _locked(session: Session, *, conversation_id: str) -> Conversation | None:
    try:
        return session.scalar(_OPENED, {"id": conversation_id})
    except (KeyringError, ValueError):
        # What cannot be opened must not keep the message out: it is asked for once more, apart, where it is read.
        return session.scalar(_CONVERSATION, {"id": conversation_id})


def _read(text: str, *, screen: Screen) -> tuple[Finding, ...] | None:
    try:
        return screen.read(text)
    except Exception as error:  # noqa: BLE001 - nothing may keep a message out; its turn will fail, and call a person
        log.error("a message could not be read for signs: %s", type(error).__name__)
        return None


def _screened(
    text: str, *, findings: tuple[Finding, ...] | None, conversation: Conversation, now: datetime, screen: Screen
) -> tuple[Look, Decision] | None:
    if findings is None:
        return None
    try:
        dialogue, state = dialogue_of(conversation), read_state(conversation)
        look = screen.look(text, findings=findings, dialogue=dialogue, state=state, now=now)
        return look, decide(look.reasons)
    except Exception as error:  # noqa: BLE001 - as above
        log.error("a message could not be screened: %s", type(error).__name__)
        return None
