"""A key is made only where nothing is sealed yet; where the key file was lost, it is asked for, and nothing is made."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import MetaData, Table

from bot.errors import StartError
from bot.records.base import Record
from bot.records.database import open_database
from bot.records.encryption import KeyFile, Keyring, NoKeys, holds_sealed, new_key
from bot.records.models import Patient
from bot.records.upgrade import upgrade_database
from bot.settings import Settings
from bot.stack.application import open_records

NOW = datetime(2026, 11, 20, 17, tzinfo=UTC)


def silent(_: str) -> None:
    """For tests that do not look at what is said."""


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_folder=tmp_path / "data", keys="").model_copy(update={"database": database_url})


def add_patient(settings: Settings) -> None:
    with open_records(settings, say=silent) as (database, _), database.writing() as session:
        session.add(Patient(id="p", name="Marigold", created_at=NOW))


def test_a_key_is_made_for_a_new_database_and_for_one_without_rows(settings: Settings) -> None:
    said: list[str] = []
    for _ in range(2):
        with open_records(settings, say=said.append) as (database, keyring):
            assert not holds_sealed(database.engine, metadata=Record.metadata)
            assert keyring.open(keyring.seal("x")) == "x"
        settings.key_file.unlink()
    assert [words[:14] for words in said] == ["NOTE: a new ke"] * 2
    add_patient(settings)
    with open_records(settings, say=silent) as (database, _), database.reading() as session:
        assert session.get_one(Patient, "p").name == "Marigold", "the database uses the key that was made"


def test_a_key_is_made_for_tables_from_before_anything_was_sealed(settings: Settings) -> None:
    database = open_database(settings.database_url, keyring=NoKeys())
    upgrade_database(database, to="0001")
    with database.engine.begin() as connection:
        for table, *values in (
            ("conversation", "web", NOW, {"variant": "rf"}, "c", "clinic"),
            ("message", "c", None, "is it red", NOW, "m", "clinic"),
        ):
            connection.execute(Table(table, MetaData(), autoload_with=connection).insert().values(values))
    assert not holds_sealed(database.engine, metadata=Record.metadata)
    database.close()
    with open_records(settings, say=silent) as (database, _):
        assert holds_sealed(database.engine, metadata=Record.metadata)


@pytest.mark.parametrize("makes_key", [True, False])
def test_a_lost_key_is_asked_for_and_a_running_bot_keeps_its_own(settings: Settings, makes_key: bool) -> None:
    add_patient(settings)
    kept = settings.key_file.with_name("kept")
    with open_records(settings, say=silent) as (running, _):
        settings.key_file.rename(kept)
        with (
            pytest.raises(StartError, match="from its backup") as raised,
            open_records(settings, say=silent, makes_key=makes_key),
        ):
            pass
        assert str(settings.key_file) in str(raised.value)
        assert not settings.key_file.exists()
        with running.reading() as session:
            assert session.get_one(Patient, "p").name == "Marigold"
    kept.rename(settings.key_file)
    with open_records(settings, say=silent, makes_key=makes_key) as (database, _), database.reading() as session:
        assert session.get_one(Patient, "p").name == "Marigold"


def test_a_strangers_key_file_stops_the_start_and_stays(settings: Settings) -> None:
    add_patient(settings)
    stranger = new_key()
    KeyFile(settings.key_file).write([stranger])
    with pytest.raises(StartError, match=r"patient\.name"), open_records(settings, say=silent):
        pass
    assert KeyFile(settings.key_file).read()[0] == (stranger,)


def test_only_a_start_makes_the_first_key(settings: Settings) -> None:
    with pytest.raises(StartError, match="first start makes"), open_records(settings, say=silent, makes_key=False):
        pass
    assert not settings.key_file.exists()


def test_keys_in_the_environment_need_no_file(settings: Settings) -> None:
    key = new_key()
    in_environment = settings.model_copy(update={"keys": key})
    with open_records(in_environment, say=silent, makes_key=False) as (_, keyring):
        assert keyring.index("x") == Keyring([key]).index("x")
    assert not settings.key_file.exists()


def test_no_key_is_made_while_the_database_cannot_be_asked(tmp_path: Path) -> None:
    lost = {"database": "postgresql://me:secret@127.0.0.1:1/none"}
    settings = Settings(data_folder=tmp_path, keys="").model_copy(update=lost)
    with pytest.raises(StartError, match="cannot be opened") as raised, open_records(settings, say=silent):
        pass
    assert "secret" not in str(raised.value)
    assert not settings.key_file.exists()
