"""Reads a conversation as its patient sees it: messages and replies in one row, by their sequence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.errors import ConversationGoneError
from bot.records.database import Database
from bot.records.models import Conversation, Message, Reply

Who = Literal["patient", "bot", "staff"]

# Made once: to put a statement together takes longer than to run it.
_LAST = select(Conversation.last_sequence).where(Conversation.id == bindparam("conversation_id"))
_LAST_IF_THERE = _LAST.where(Conversation.deleted_at.is_(None))
_MESSAGES = select(Message.sequence, Message.text, Message.received_at, Message.external_id).where(
    Message.conversation_id == bindparam("conversation_id"),
    Message.sequence > bindparam("above"),
    Message.sequence < bindparam("below"),
)
_REPLIES = (
    select(
        *(Reply.id, Reply.sequence, Reply.text, Reply.created_at, Reply.quick_replies, Reply.state),
        *(Reply.staff_id, Reply.speaker, Message.sequence.label("answers")),
    )
    .outerjoin(Message, Message.id == Reply.message_id)
    .where(
        Reply.conversation_id == bindparam("conversation_id"),
        Reply.sequence > bindparam("above"),
        Reply.sequence < bindparam("below"),
    )
)


@dataclass(frozen=True)
class Entry:
    """One line. `id` is the channel's own of a patient's message; `answers` the sequence of the message replied to;
    `speaker` the name of the person who wrote it, for staff; `unsent` that a reply was handed to nobody yet.
    """

    sequence: int
    who: Who
    text: str
    at: datetime
    quick_replies: tuple[str, ...] = ()
    id: str | None = None
    answers: int | None = None
    reply_id: str | None = None
    unsent: bool = False
    speaker: str | None = None


def read_after(database: Database, *, conversation_id: str, after: int, most: int = 200) -> list[Entry]:
    """The entries after a sequence, in order, `most` at a time. Raises ConversationGoneError."""
    with database.reading() as session:
        # No further than what is committed now: what comes between the two queries would be seen only in part.
        last = session.scalar(_LAST_IF_THERE, {"conversation_id": conversation_id})
        if last is None:
            raise ConversationGoneError
        return _entries(session, conversation_id=conversation_id, above=after, below=min(after + most, last) + 1)


def read_latest(database: Database, *, conversation_id: str, before: int | None = None, most: int = 50) -> list[Entry]:
    """The last `most` entries, or the last ones before a sequence, in order."""
    with database.reading() as session:
        end = (session.scalar(_LAST, {"conversation_id": conversation_id}) or 0) + 1
        before = end if before is None else min(before, end)
        return _entries(session, conversation_id=conversation_id, above=before - most - 1, below=before)


def still_there(database: Database, *, conversation_id: str) -> bool:
    """Whether the conversation exists and its patient has not deleted it."""
    with database.reading() as session:
        found = session.scalar(
            select(Conversation.id).where(Conversation.id == conversation_id, Conversation.deleted_at.is_(None))
        )
    return found is not None


def changed_since(database: Database, *, since: datetime) -> dict[str, datetime]:
    """The conversations in which something was written, answered or deleted since then, and when it last was."""
    with database.reading() as session:
        found = session.execute(
            select(Conversation.id, Conversation.changed_at).where(Conversation.changed_at >= since)
        )
        return {row.id: row.changed_at for row in found}


def _entries(session: Session, *, conversation_id: str, above: int, below: int) -> list[Entry]:
    if below <= above + 1:
        return []
    between = {"conversation_id": conversation_id, "above": above, "below": below}
    messages = session.execute(_MESSAGES, between).all()
    replies = session.execute(_REPLIES, between).all()
    entries = [Entry(sequence, "patient", text, at, id=external) for sequence, text, at, external in messages]
    entries += [
        Entry(
            *(row.sequence, "staff" if row.staff_id else "bot", row.text, row.created_at),
            quick_replies=tuple(row.quick_replies),
            answers=row.answers,
            reply_id=row.id,
            unsent=row.state != "sent",
            speaker=row.speaker,
        )
        for row in replies
    ]
    return sorted(entries, key=lambda entry: entry.sequence)
