"""What the soak reads from the database: every line with its turn, what waits, and what no report names."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bench.soak.law import Line
from bench.soak.records import read_records
from bot.conversation.opening import open_conversation
from bot.conversation.receive import receive
from bot.records.database import Database, open_database
from bot.records.encryption import Keyring
from bot.records.models import Conversation, Message, Reply
from bot.records.upgrade import upgrade_database
from tests.screens import project_screen

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)


def _write(database: Database) -> None:
    """Two messages of one chat; the first is answered with the safe sentence that no report names."""
    chat = open_conversation(database, channel="web", now=NOW)
    open_conversation(database, channel="web", now=NOW)
    for name in ("a", "b"):
        receive(
            database,
            conversation_id=chat,
            channel="web",
            external_id=name,
            text="hi",
            now=NOW,
            lease=timedelta(seconds=10),
            screen=project_screen(),
        )
    with database.writing() as session:
        first = session.scalars(select(Message).where(Message.external_id == "a")).one()
        first.state = "answered"
        session.get_one(Conversation, chat).last_sequence += 1
        session.add(
            Reply(
                conversation_id=chat,
                message_id=first.id,
                channel="web",
                sequence=3,
                text="sorry",
                protocol_version="1",
                source={"message": "failed"},
                created_at=NOW,
            )
        )


def test_lines_are_read_with_their_turns_and_what_is_left_undone(tmp_path: Path, keyring: Keyring) -> None:
    url = f"sqlite:///{tmp_path}/soak.sqlite3"
    database = open_database(url, keyring=keyring)
    upgrade_database(database)
    _write(database)
    database.close()
    records = read_records(url, keyring=keyring)
    turn = NOW.isoformat()
    assert records.chats == [[Line(1, id="a"), Line(2, id="b"), Line(3, answers=1, turn=turn, safe=True)]]
    assert (records.waiting, records.unheard, records.intact) == (1, 1, True)
