"""Who answers: a conversation's oldest waiting message is handed to one holder at a time, under a lease.

So a patient's messages are answered in order, by any number of threads, processes or machines, and what a dead holder
left is taken up when its lease ends. A holder whose lease was taken over must not write: `held` says so.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from bot.answers.dialogue import Dialogue
from bot.conversation.screen import Look
from bot.conversation.weighing import Before
from bot.escalations.cases import read_case
from bot.escalations.safety_record import read_state
from bot.records.base import new_id
from bot.records.database import Database
from bot.records.encryption import KeyringError
from bot.records.models import Conversation, Message

log = logging.getLogger(__name__)

# Made once: to put a statement together takes longer than to run it.
_WAITING = (
    select(Message)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.state == "waiting",
        Message.id != bindparam("but"),
    )
    .order_by(Message.sequence)
    .limit(1)
)
_HELD = (
    select(Conversation, Message)
    .join(Message, Message.conversation_id == Conversation.id)
    .where(
        Conversation.id == bindparam("conversation_id"),
        Conversation.lease_token == bindparam("token"),
        Message.id == bindparam("message_id"),
    )
    .with_for_update()
)


@dataclass(frozen=True)
class Claim:
    """The right to answer one message, and what the answer starts from. `tries` counts this one.

    `text` is None when no key opens it: then the message has to go to a person. `look` is the screen's, where it was
    taken from the same dialogue and state.
    """

    conversation_id: str
    token: str
    message_id: str
    text: str | None
    decided: str
    received_at: datetime
    tries: int
    dialogue: Dialogue
    before: Before
    look: Look | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether a sign is reported or in doubt in this conversation: then nothing is called normal."""
        return bool(self.decided != "answer" or self.before.state.waiting or self.before.case)


def oldest_waiting(session: Session, *, conversation_id: str, but: str = "") -> Message | None:
    """The conversation's next message to be answered, beside the one with the id `but`."""
    return session.scalar(_WAITING, {"conversation_id": conversation_id, "but": but})


def claim_next(
    session: Session,
    *,
    conversation: Conversation,
    message: Message | None,
    now: datetime,
    lease: timedelta,
    token: str | None = None,
) -> Claim | None:
    """Lease `message`, the oldest that waits; with none, or when somebody else holds the lease, None.

    `token` is that of a lease held so far, which goes on; without a waiting message it ends.
    """
    held_by_other = conversation.lease_until and conversation.lease_until > now and conversation.lease_token != token
    if held_by_other:
        return None
    if message is None:
        conversation.lease_token = conversation.lease_until = None
        return None
    message.tries += 1
    conversation.lease_token = token or new_id()
    conversation.lease_until = now + lease
    return Claim(
        conversation_id=conversation.id,
        token=conversation.lease_token,
        message_id=message.id,
        text=_text_of(message),
        decided=_decided_of(message),
        received_at=message.received_at,
        tries=message.tries,
        dialogue=dialogue_of(conversation),
        before=Before(read_state(conversation), read_case(session, conversation_id=conversation.id)),
    )


def _text_of(message: Message) -> str | None:
    try:
        return message.text
    except KeyringError:
        log.error("message %s cannot be opened with the keys that are here", message.id)
        return None


def dialogue_of(conversation: Conversation) -> Dialogue:
    """The dialogue that the next turn starts from, or a new one where it cannot be read."""
    try:
        return Dialogue.from_json(conversation.dialogue)
    except (KeyringError, ValueError, TypeError, AttributeError, KeyError) as error:
        log.error("the dialogue of %s cannot be read (%s): it begins anew", conversation.id, type(error).__name__)
        return Dialogue()


def _decided_of(message: Message) -> str:
    # What was not judged, or cannot be read any more, is in doubt.
    try:
        return str((message.decision or {}).get("outcome", "ask"))
    except KeyringError:
        return "ask"


def release(database: Database, *, claim: Claim) -> None:
    """Give the claim back unused, so that nobody has to wait for the end of its lease."""
    with database.writing() as session:
        if found := held(session, claim=claim):
            conversation, message = found
            message.tries -= 1
            conversation.lease_token = conversation.lease_until = None


def take_claim(database: Database, *, conversation_id: str, now: datetime, lease: timedelta) -> Claim | None:
    """Claim the conversation's next message; None when there is none, or when it is being answered."""
    with database.writing() as session:
        conversation = session.scalar(
            select(Conversation).where(Conversation.id == conversation_id).with_for_update(skip_locked=True)
        )
        if conversation is None:
            return None
        message = oldest_waiting(session, conversation_id=conversation_id)
        return claim_next(session, conversation=conversation, message=message, now=now, lease=lease)


def held(session: Session, *, claim: Claim) -> tuple[Conversation, Message] | None:
    """The conversation and the message, locked, if the claim still holds; None when it was taken over or deleted."""
    found = session.execute(
        _HELD,
        {"conversation_id": claim.conversation_id, "token": claim.token, "message_id": claim.message_id},
    ).one_or_none()
    return found and (found[0], found[1])


def waiting_conversations(database: Database, *, now: datetime) -> list[str]:
    """The conversations with a message that waits and that nobody holds, those that waited longest first."""
    with database.reading() as session:
        found = session.scalars(
            select(Message.conversation_id)
            .join(Conversation, Conversation.id == Message.conversation_id)
            .where(Message.state == "waiting", or_(Conversation.lease_until.is_(None), Conversation.lease_until <= now))
            .order_by(Message.received_at)
        ).all()
    return list(dict.fromkeys(found))
