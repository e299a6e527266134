"""Brings the tables up to date. They change only through the migrations beside this file."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DatabaseError

from bot.errors import StartError
from bot.records.database import Database

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade_database(database: Database, *, to: str = "head") -> None:
    """Make or migrate the tables. Raises StartError when the database cannot be reached or written."""
    engine = database.engine
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            config.attributes["connection"] = connection
            command.upgrade(config, to)
    except DatabaseError as error:
        raise StartError(
            f"The database {engine.url.render_as_string(hide_password=True)} cannot be opened: {error.orig}. "
            "Check DATABASE_URL, free disk space and the rights of its folder."
        ) from error
