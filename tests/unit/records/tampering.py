"""What somebody does who owns the database and wants the audit log to say something else."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from bot.records.database import Database


def tamper(database: Database, *statements: str) -> None:
    """Run the statements with the triggers out of the way, and put these back."""
    with (
        database.engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
        _no_triggers(connection),
    ):
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def _no_triggers(connection: Connection) -> Iterator[None]:
    if connection.dialect.name == "postgresql":
        connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        yield
        connection.execute(text("ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_no_change"))
        connection.execute(text("ALTER TABLE audit_entry ENABLE ALWAYS TRIGGER audit_entry_no_truncate"))
        return
    triggers = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
    ).all()
    for trigger in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger.name}")
    yield
    for trigger in triggers:
        connection.exec_driver_sql(trigger.sql)
