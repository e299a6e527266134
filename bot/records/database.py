"""Opens the database: `reading()` and `writing()` are the only two ways to it.

A write on SQLite takes its turn behind a lock of the process, so that threads do not meet as "database is locked";
other processes are waited for. What a block of `writing()` did is all committed when it ends, or nothing of it is.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import StartError
from bot.records.encryption import Keyring, use_keyring

BUSY_WAIT_S = 15
_POOL = {
    # More than the threads that serve requests and answer messages, so that none waits for a connection.
    "sqlite": {"pool_size": 20, "max_overflow": 60},
    # A server takes 100 connections in all, unless it is told otherwise: enough for three processes.
    "postgresql": {"pool_size": 10, "max_overflow": 20},
}


class Database:
    """The records of the clinic; share it between threads, close it at the end."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sessions = sessionmaker(engine, expire_on_commit=False)
        self._turn = threading.Lock() if engine.dialect.name == "sqlite" else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose changes are never committed."""
        with self._sessions() as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that is committed at the end of the block, and rolled back when the block raises."""
        with self._turn, self._sessions.begin() as session:
            session.connection(execution_options={"writes": True})
            yield session

    def answers(self) -> bool:
        """Whether the database can be read just now."""
        try:
            with self.reading() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def open_database(url: str, *, keyring: Keyring) -> Database:
    """The database at `url`. Raises StartError when the address cannot be read or its folder made."""
    try:
        address = _read_address(url)
        # Without hide_parameters an error's text would carry what the patient wrote.
        pool = _POOL["sqlite" if _is_sqlite(address) else "postgresql"]
        engine = create_engine(address, pool_pre_ping=not _is_sqlite(address), hide_parameters=True, **pool)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise StartError(
            f"DATABASE_URL is no database address that can be used here ({type(error).__name__}). "
            "Examples: sqlite:////srv/aftercare.sqlite3, postgresql://user:password@host/aftercare"
        ) from error
    if _is_sqlite(address):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    use_keyring(engine, keyring)
    return Database(engine)


def _read_address(url: str) -> URL:
    address = make_url(url)
    if address.drivername in ("postgresql", "postgres"):
        return address.set(drivername="postgresql+psycopg")
    if _is_sqlite(address) and address.database:
        folder = Path(address.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StartError(f"The database's folder {folder} cannot be made: {error.strerror}.") from error
    return address


def _is_sqlite(address: URL) -> bool:
    return address.get_backend_name() == "sqlite"


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: `_begin_sqlite` does, and says of which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_WAIT_S * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another process has written in between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
