"""Columns whose values are sealed on the way into the database and opened on the way out.

The keyring is found on the engine's dialect. A sealed column cannot be searched or compared: the same text is sealed
differently each time. To find a row by a value, keep an index column beside it: `info={"index_of": "<column>"}`.
"""

import json
from typing import Any

from sqlalchemy import Engine, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeEngine

from bot.records.encryption.errors import NoKeyringError, SealedColumnError
from bot.records.encryption.keyring import Keyring

_ATTRIBUTE = "aftercare_keyring"


def use_keyring(engine: Engine, keyring: Keyring) -> None:
    """Seal and open this engine's sealed columns with `keyring`, on all its connections."""
    setattr(engine.dialect, _ATTRIBUTE, keyring)


def _keyring_of(dialect: Dialect) -> Keyring:
    keyring = getattr(dialect, _ATTRIBUTE, None)
    if not isinstance(keyring, Keyring):
        raise NoKeyringError("this engine has no keyring: call use_keyring(engine, keyring) when it is made")
    return keyring


class _NeverCompared(TypeDecorator[Any]):
    """The type of a value that a sealed column is compared with: refused, because nothing could ever be found."""

    impl = Text
    cache_ok = True

    # Refused when the statement runs, not when it is built: SQLAlchemy compares columns for purposes of its own.
    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401, ARG002
        raise SealedColumnError("a sealed column cannot be compared: look for keyring.indexes(...) in an index column")


class EncryptedText(TypeDecorator[str]):
    """A text, sealed. None stays NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """To the database: sealed."""
        return None if value is None else _keyring_of(dialect).seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """From the database: opened. Raises KeyringError."""
        return None if value is None else _keyring_of(dialect).open(value)

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:  # noqa: ANN401, ARG002
        """Comparing with a value raises SealedColumnError; with None it does not."""
        return _NeverCompared()


class EncryptedJson(TypeDecorator[Any]):
    """Any JSON value, sealed. None stays NULL. A change inside a list or a mapping is not noticed: assign a new one."""

    impl = Text
    cache_ok = True
    hashable = False

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401
        """To the database: sealed. Raises ValueError or TypeError for what is not JSON."""
        if value is None:
            return None
        written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return _keyring_of(dialect).seal(written)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401
        """From the database: opened. Raises KeyringError."""
        return None if value is None else json.loads(_keyring_of(dialect).open(value))

    def coerce_compared_value(self, op: OperatorType | None, value: Any) -> TypeEngine[Any]:  # noqa: ANN401, ARG002
        """Comparing with a value raises SealedColumnError; with None it does not."""
        return _NeverCompared()
