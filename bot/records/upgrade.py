"""Brings the tables up to date. They change only through the migrations beside this file.

A database that a newer version of the bot has made is left as it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from bot.errors import StartError
from bot.records.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade_database(database: Database, *, to: str = "head") -> None:
    """Make or migrate the tables. Raises StartError when the database is newer, or cannot be reached or written."""
    config = _config()
    with (
        failures_told(database),
        database.engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        _must_be_known(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def must_be_up_to_date(database: Database) -> None:
    """Raises StartError unless the tables are those of this version; nothing is changed."""
    with failures_told(database), database.engine.connect() as connection:
        _must_be_known(connection)
        if set(_heads(connection)) != set(ScriptDirectory.from_config(_config()).get_heads()):
            raise StartError("The database has not been brought up to date. Run: python -m bot db upgrade")


@contextmanager
def failures_told(database: Database) -> Iterator[None]:
    """A block in which a database that cannot be reached, read or written raises StartError."""
    try:
        yield
    except DatabaseError as error:
        raise StartError(
            f"The database {database.engine.url.render_as_string(hide_password=True)} cannot be opened: {error.orig}. "
            "Check DATABASE_URL, free disk space and the rights of its folder."
        ) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _heads(connection: Connection) -> tuple[str, ...]:
    return MigrationContext.configure(connection).get_current_heads()


def _must_be_known(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    unknown = set(_heads(connection)) - known
    if unknown:
        raise StartError(
            f"The database was made by a newer version of the bot (its tables are of revision {', '.join(unknown)}). "
            "Run that version or a later one; to go back, restore a backup of the database from before the update."
        )
