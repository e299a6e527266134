"""Opens the database and brings its tables up to date.

SQLite runs with a write-ahead log and enforced foreign keys; a busy database is waited for, not given up on at once.
The tables change only through the migrations beside this file.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import StartError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_WAIT_S = 15

Sessions = sessionmaker[Session]


def open_database(url: str) -> Sessions:
    """Sessions on the database at `url`. Raises StartError when the address cannot be read or its folder made."""
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StartError("DATABASE_URL is no database address. Example: sqlite:////srv/aftercare.sqlite3") from error
    if address.drivername.startswith("sqlite") and address.database:
        folder = Path(address.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StartError(f"The database's folder {folder} cannot be made: {error.strerror}.") from error
    try:
        # Without hide_parameters an error's text would carry what the patient wrote.
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise StartError(f"DATABASE_URL names a database that cannot be used here: {error}.") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
    return sessionmaker(engine, expire_on_commit=False)


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_WAIT_S * 1000}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def database_answers(sessions: Sessions) -> bool:
    """Whether the database can be read just now."""
    try:
        with sessions() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True


def upgrade_database(url: str) -> None:
    """Make or migrate the tables. Raises StartError when the database cannot be reached or written."""
    engine: Engine = open_database(url).kw["bind"]
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except DatabaseError as error:
        raise StartError(
            f"The database {engine.url.render_as_string(hide_password=True)} cannot be opened: {error.orig}. "
            "Check DATABASE_URL, free disk space and the rights of its folder."
        ) from error
    finally:
        engine.dispose()
