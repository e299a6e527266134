"""What many tests share: the default protocol, a fixed present, a database of each kind, and a running bot."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue

import pytest
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.conversation.turn import Answerer
from bot.protocol import Protocol, load_protocol
from bot.records.database import Database, open_database
from bot.records.encryption import Keyring, open_keyring
from bot.records.upgrade import upgrade_database
from bot.settings import PROJECT, Settings
from bot.stack.ports import on_free_ports
from bot.stack.stack import Stack
from tests.postgres import closing_server, empty_database

END_TO_END = Path(__file__).parent / "end_to_end"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs the one running bot of the test run cannot be spread over several processes."""
    for item in items:
        needs = getattr(item, "fixturenames", ())
        if "stack" in needs or END_TO_END in item.path.parents:
            item.add_marker(pytest.mark.with_bot)


@pytest.fixture(scope="session")
def protocol() -> Protocol:
    """The default protocol with the example clinic, which is in New York."""
    return load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml")


@pytest.fixture
def now() -> datetime:
    """Friday 20 November 2026, noon in New York."""
    return datetime(2026, 11, 20, 17, tzinfo=UTC)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a real PostgreSQL server that lives as long as the test run."""
    with closing_server() as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database, on each of the two kinds."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new' / 'aftercare.sqlite3'}"
    return empty_database(request.getfixturevalue("postgres"))


@pytest.fixture(scope="session")
def up_to_date(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table, to be copied: to make them anew takes longer than most tests."""
    folder = tmp_path_factory.mktemp("up-to-date")
    file = folder / "aftercare.sqlite3"
    opened = open_database(f"sqlite:///{file}", keyring=open_keyring(keys="", file=folder / "keys", say=lambda _: None))
    upgrade_database(opened)
    with opened.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    opened.close()
    return file


@pytest.fixture
def keyring(tmp_path: Path) -> Keyring:
    """A key made for the test."""
    return open_keyring(keys="", file=tmp_path / "keys", say=lambda _: None)


def do_not_wait_for_the_disk(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """What a power cut would lose is no matter for a test's file, and the waiting would be most of its time."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


@pytest.fixture
def database(database_url: str, keyring: Keyring, up_to_date: Path) -> Iterator[Database]:
    """An up-to-date database without rows."""
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        file.parent.mkdir(exist_ok=True)
        shutil.copy(up_to_date, file)
    opened = open_database(database_url, keyring=keyring)
    if opened.engine.dialect.name == "sqlite":
        event.listen(opened.engine, "connect", do_not_wait_for_the_disk)
    upgrade_database(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a bot of the tests' own, in which nobody writes too fast."""
    folder = tmp_path_factory.mktemp("data")
    unlimited = {"messages_a_minute": 10_000, "address_messages_a_minute": 10_000, "chats_an_hour": 10_000}
    return on_free_ports(Settings(data_folder=folder, database="").model_copy(update=unlimited))


@pytest.fixture(scope="session")
def terminal() -> "Queue[str]":
    """What the running bot says where it runs, the calls for staff too."""
    return Queue()


@pytest.fixture(scope="session")
def stack(settings: Settings, terminal: "Queue[str]") -> Iterator[Stack]:
    """A real running bot for the whole test run: trained model, Rasa server, application, SQLite file."""
    with Stack(settings, say=terminal.put) as running:
        yield running


@pytest.fixture
def running_bot(stack: Stack) -> Answerer:
    """What answers in the running bot."""
    return stack.answerer
