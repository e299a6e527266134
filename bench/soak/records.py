"""Reads from the bot's database what the soak has to find there. Nothing is opened of what is sealed."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import select, text

from bench.soak.law import Line
from bot.records.case_models import Report
from bot.records.database import open_database
from bot.records.encryption import Keyring
from bot.records.models import Message, Reply

_SAFE = "failed"


@dataclass(frozen=True)
class Records:
    """The chats that hold a message. `unheard`: messages answered with the safe sentence that no report names."""

    chats: list[list[Line]]
    waiting: int
    unheard: int
    intact: bool


def read_records(url: str, *, keyring: Keyring) -> Records:
    """What stands in the database."""
    database = open_database(url, keyring=keyring)
    try:
        with database.reading() as session:
            messages = session.execute(
                select(Message.id, Message.conversation_id, Message.sequence, Message.external_id, Message.state)
            ).all()
            replies = session.execute(
                select(Reply.conversation_id, Reply.sequence, Reply.message_id, Reply.created_at, Reply.source)
            ).all()
            reported = set(session.scalars(select(Report.message_id)))
            intact = session.scalar(text("PRAGMA integrity_check")) == "ok"
    finally:
        database.close()
    places = {message_id: sequence for message_id, _, sequence, _, _ in messages}
    chats: dict[str, list[Line]] = defaultdict(list)
    for _, chat, sequence, external_id, _ in messages:
        chats[chat].append(Line(sequence=sequence, id=external_id))
    for chat, sequence, message_id, created_at, source in replies:
        safe = source.get("message") == _SAFE
        chats[chat].append(Line(sequence=sequence, answers=places[message_id], turn=created_at.isoformat(), safe=safe))
    return Records(
        chats=[sorted(lines, key=lambda line: line.sequence) for lines in chats.values()],
        waiting=sum(state == "waiting" for *_, state in messages),
        unheard=len(
            {message_id for _, _, message_id, _, source in replies if source.get("message") == _SAFE} - reported
        ),
        intact=intact,
    )
