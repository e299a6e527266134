"""Makes the database itself refuse to change or remove an entry of the audit log, whoever asks.

Only the database's owner can take the triggers away. A migration that makes the table anew loses them: it must call
`refuse_changes` again.
"""

from sqlalchemy import Connection

TABLE = "audit_entry"
WORDS = "audit_entry is append-only"

_SQLITE = (
    f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    # INSERT OR REPLACE removes a row without a word to the trigger above.
    f"CREATE TRIGGER {TABLE}_no_replace BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} "  # noqa: S608
    "WHERE id = NEW.id OR (clinic_id = NEW.clinic_id AND number = NEW.number)) "
    f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
)
_POSTGRESQL = (
    f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$",
    f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
    # Holds also while a replica's or a restore's settings turn ordinary triggers off.
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_no_change",
    f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_no_truncate",
)
STATEMENTS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def refuse_changes(connection: Connection) -> None:
    """Make the triggers, once, after the table was made. Raises KeyError for another kind of database."""
    for statement in STATEMENTS[connection.dialect.name]:
        connection.exec_driver_sql(statement)
