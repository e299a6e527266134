"""One turn: the patient's message is a committed row before anything else; the replies and the dialogue are one more.

When Rasa is down, slow, silent or wrong the patient gets the protocol's safe sentence. A turn never ends without a
reply, and a message is never lost, whatever happens after its row was committed.
"""

import logging
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.conversation.rasa_client import RasaClient
from bot.errors import RasaError
from bot.protocol import Protocol, Variant
from bot.records.database import Sessions
from bot.records.models import Conversation, Message, Treatment
from bot.records.models import Reply as ReplyRow

log = logging.getLogger(__name__)

MOST_CHARACTERS = 4000


def open_conversation(
    sessions: Sessions,
    *,
    channel: str,
    now: datetime,
    treated_at: datetime | None = None,
    variant: Variant | None = None,
) -> str:
    """A new conversation's id; `treated_at` and `variant` are what the clinic has on record, where it has."""
    dialogue = Dialogue(
        treated_at=treated_at,
        precision="minute" if treated_at else None,
        recorded_by_clinic=treated_at is not None,
        variant=variant,
    )
    with sessions.begin() as session:
        conversation = Conversation(id=uuid4().hex, channel=channel, opened_at=now, dialogue=dialogue.to_json())
        session.add(conversation)
        session.flush()
        if treated_at or variant:
            session.add(_treatment(conversation.id, dialogue=dialogue, now=now))
        return conversation.id


def take_turn(
    sessions: Sessions, *, rasa: RasaClient, protocol: Protocol, conversation_id: str, text: str, now: datetime
) -> Turn:
    """Write the message down, answer it, write the answer down. Database errors are raised: then nothing was said."""
    # Half of a character pair cannot be stored or sent; it becomes a question mark.
    text = text.encode("utf-8", "replace").decode("utf-8")
    with sessions.begin() as session:
        conversation = session.get_one(Conversation, conversation_id)
        before = Dialogue.from_json(conversation.dialogue)
        message = Message(id=uuid4().hex, conversation_id=conversation_id, text=text, received_at=now)
        session.add(message)
    turn = _understand(text, rasa=rasa, protocol=protocol, conversation_id=conversation_id, before=before, now=now)
    with sessions.begin() as session:
        conversation = session.execute(
            select(Conversation).where(Conversation.id == conversation_id).with_for_update()
        ).scalar_one()
        conversation.dialogue = turn.dialogue.to_json()
        if (turn.dialogue.treated_at, turn.dialogue.variant) != (before.treated_at, before.variant):
            session.add(_treatment(conversation_id, dialogue=turn.dialogue, now=now))
        session.add_all(_rows(turn, message_id=message.id, now=now))
    return turn


def _understand(
    text: str, *, rasa: RasaClient, protocol: Protocol, conversation_id: str, before: Dialogue, now: datetime
) -> Turn:
    if not text.strip():
        return _say(protocol, message="empty", before=before)
    if len(text) > MOST_CHARACTERS:
        return _say(protocol, message="too_long", before=before)
    metadata = {"now": now.isoformat(), "dialogue": before.to_json()}
    try:
        return rasa.ask(text, sender=conversation_id, metadata=metadata)
    except RasaError as error:
        log.warning("turn failed: %s", error)
        return _say(protocol, message="failed", before=before)


def _say(protocol: Protocol, *, message: str, before: Dialogue) -> Turn:
    reply = Reply(protocol.say(message), Source(protocol_version=protocol.version, message=message))
    return Turn(replies=(reply,), dialogue=before)


def _treatment(conversation_id: str, *, dialogue: Dialogue, now: datetime) -> Treatment:
    return Treatment(
        conversation_id=conversation_id,
        treated_at=dialogue.treated_at,
        precision=dialogue.precision,
        variant=dialogue.variant,
        source="clinic" if dialogue.recorded_by_clinic else "patient",
        recorded_at=now,
    )


def _rows(turn: Turn, *, message_id: str, now: datetime) -> list[ReplyRow]:
    return [
        ReplyRow(
            message_id=message_id,
            position=position,
            text=reply.text,
            quick_replies=list(reply.quick_replies),
            protocol_version=reply.source.protocol_version,
            source=reply.source.to_json(),
            created_at=now,
        )
        for position, reply in enumerate(turn.replies)
    ]
