"""Whether the keys at hand belong to the database at hand, asked before the application starts.

Without it, a lost key file would be replaced by a new one, and the loss be noticed only when somebody reads a record.
"""

from sqlalchemy import Engine, MetaData, select

from bot.errors import StartError
from bot.records.encryption.errors import KeyringError
from bot.records.encryption.keyring import Keyring
from bot.records.encryption.sealed_tables import sealed_tables


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
