"""The tables are those of the models on both kinds of database, times keep their zone, no error carries a text."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import QueuePool
from sqlalchemy.exc import IntegrityError, StatementError

from bot.errors import StartError
from bot.records.base import Record
from bot.records.database import Database, open_database
from bot.records.encryption import Keyring
from bot.records.models import Message, Patient
from bot.records.upgrade import upgrade_database


def test_the_migrations_make_the_tables_of_the_models(database: Database) -> None:
    upgrade_database(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Record.metadata) == []


def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    created_at = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=-5)))
    with database.writing() as session:
        session.add(Patient(id="p", created_at=created_at))
    with database.reading() as session:
        assert session.get_one(Patient, "p").created_at.isoformat() == "2026-11-20T17:00:00+00:00"


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a zone"), database.writing() as session:
        session.add(Patient(id="p", created_at=datetime(2026, 11, 20)))  # noqa: DTZ001


def test_an_error_does_not_carry_the_patients_words(database: Database) -> None:
    message = Message(
        id="m",
        conversation_id="nowhere",
        channel="web",
        sequence=1,
        text="Marigold Quince",
        received_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    with pytest.raises(IntegrityError) as raised, database.writing() as session:
        session.add(message)
    assert "Quince" not in str(raised.value)


def test_a_block_that_raises_commits_nothing(database: Database, now: datetime) -> None:
    def fail_halfway() -> None:
        with database.writing() as session:
            session.add(Patient(id="p", created_at=now))
            session.flush()
            raise TimeoutError

    with pytest.raises(TimeoutError):
        fail_halfway()
    with database.reading() as session:
        assert session.get(Patient, "p") is None


def test_twenty_threads_that_count_lose_nothing(database: Database, now: datetime) -> None:
    """Each reads and writes back: without a lock or with a late one, some would overwrite each other or fail."""
    with database.writing() as session:
        session.add(Patient(id="p", name="0", created_at=now))
    failures: list[BaseException] = []

    def count() -> None:
        try:
            for _ in range(5):
                with database.writing() as session:
                    patient = session.get_one(Patient, "p", with_for_update=True)
                    patient.name = str(int(patient.name or "0") + 1)
        except BaseException as error:  # noqa: BLE001 - it is raised again in the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with database.reading() as session:
        assert session.get_one(Patient, "p").name == "100"


@pytest.mark.parametrize("url", ["nonsense", "oracle+none://x", "postgresql+nodriver://x/y"])
def test_an_address_that_cannot_be_used_is_told(url: str, keyring: Keyring) -> None:
    with pytest.raises(StartError, match="DATABASE_URL"):
        open_database(url, keyring=keyring)


def test_a_file_that_is_no_database_is_told(tmp_path: Path, keyring: Keyring) -> None:
    (tmp_path / "x.sqlite3").write_text(
        "this is a letter, not a database, and it is long enough to be read as one\n" * 20
    )
    with pytest.raises(StartError, match="cannot be opened"):
        upgrade_database(open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}", keyring=keyring))


def test_a_server_that_is_not_there_is_told(keyring: Keyring) -> None:
    with pytest.raises(StartError, match="cannot be opened") as raised:
        upgrade_database(open_database("postgresql://me:secret@127.0.0.1:1/none", keyring=keyring))
    assert "secret" not in str(raised.value)


def test_three_processes_find_room_on_one_server(keyring: Keyring) -> None:
    """A PostgreSQL server takes 100 connections unless it is told otherwise, and keeps 3 of them for itself."""
    pool = open_database("postgresql://me@127.0.0.1:1/none", keyring=keyring).engine.pool
    assert isinstance(pool, QueuePool)
    assert 3 * (pool.size() + pool._max_overflow) <= 97
