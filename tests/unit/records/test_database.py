"""The tables are those of the models, times keep their zone, and an error never carries what a patient wrote."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError, StatementError

from bot.errors import StartError
from bot.records.database import Sessions, open_database, upgrade_database
from bot.records.models import Conversation, Message, Record


@pytest.fixture
def sessions(tmp_path: Path) -> Sessions:
    url = f"sqlite:///{tmp_path / 'new' / 'aftercare.sqlite3'}"
    upgrade_database(url)
    upgrade_database(url)
    return open_database(url)


def test_the_migrations_make_the_tables_of_the_models(sessions: Sessions) -> None:
    with sessions.kw["bind"].connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Record.metadata) == []


def test_a_time_comes_back_as_the_same_moment_in_utc(sessions: Sessions) -> None:
    opened_at = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=-5)))
    with sessions.begin() as session:
        session.add(Conversation(id="c", channel="web", opened_at=opened_at))
    with sessions() as session:
        assert session.get_one(Conversation, "c").opened_at.isoformat() == "2026-11-20T17:00:00+00:00"


def test_a_time_without_a_zone_is_refused(sessions: Sessions) -> None:
    with pytest.raises(StatementError, match="without a zone"), sessions.begin() as session:
        session.add(Conversation(id="c", channel="web", opened_at=datetime(2026, 11, 20)))  # noqa: DTZ001


def test_an_error_does_not_carry_the_patients_words(sessions: Sessions) -> None:
    message = Message(
        id="m", conversation_id="nowhere", text="Marigold Quince", received_at=datetime(2026, 11, 20, tzinfo=UTC)
    )
    with pytest.raises(IntegrityError) as raised, sessions.begin() as session:
        session.add(message)
    assert "Quince" not in str(raised.value)


@pytest.mark.parametrize("url", ["nonsense", "oracle+none://x", "postgresql+nodriver://x/y"])
def test_an_address_that_cannot_be_used_is_told(url: str) -> None:
    with pytest.raises(StartError, match="DATABASE_URL"):
        open_database(url)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_text(
        "this is a letter, not a database, and it is long enough to be read as one\n" * 20
    )
    with pytest.raises(StartError, match="cannot be opened"):
        upgrade_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
