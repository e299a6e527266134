"""Whether the keys at hand belong to the database at hand, asked before the application starts.

Without it, a lost key file would be replaced by a new one, and the loss be noticed only when somebody reads a record.
"""

from sqlalchemy import Engine, MetaData, Text, cast, inspect, select

from bot.errors import StartError
from bot.records.encryption.errors import KeyringError
from bot.records.encryption.keyring import Keyring
from bot.records.encryption.sealed_tables import sealed_tables

# Version 0x80 and a time before the year 2106, in base64.
_TOKEN_BEGINS = "gAAAA"  # noqa: S105  (no password: what every Fernet token has in common)


def holds_sealed(engine: Engine, *, metadata: MetaData) -> bool:
    """Whether anything is sealed in the database, also in one that was never migrated or only in part; needs no key."""
    with engine.connect() as connection:
        there = inspect(connection)
        for table in sealed_tables(metadata):
            if not there.has_table(table.name):
                continue
            names = {column["name"] for column in there.get_columns(table.name)}
            for column in table.columns:
                if column.name not in names:
                    continue
                # As text: before it was sealed, a column may have been of another type.
                stored = cast(table.plain.c[column.name], Text)
                sealed = select(stored).where(stored.startswith(_TOKEN_BEGINS)).limit(1)
                if connection.execute(sealed).first():
                    return True
    return False


def check_keys_fit(engine: Engine, *, metadata: MetaData, keyring: Keyring) -> None:
    """Open one value of each sealed column. Raises StartError when a key is missing."""
    with engine.connect() as connection:
        for table in sealed_tables(metadata):
            for column in table.columns:
                sealed = table.plain.c[column.name]
                token = connection.execute(select(sealed).where(sealed.is_not(None)).limit(1)).scalar()
                if token is not None:
                    _must_open(token, keyring=keyring, where=f"{table.name}.{column.name}")


def _must_open(token: str, *, keyring: Keyring, where: str) -> None:
    try:
        keyring.open(token)
    except KeyringError as error:
        raise StartError(
            f"The database holds records ({where}) that the keys in {keyring.source} do not open. "
            "Restore the right keys from their backup; if there is none, these records are lost."
        ) from error
