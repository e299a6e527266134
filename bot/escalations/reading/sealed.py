"""Opens sealed columns for reading where one that no key opens must not hide all the rest."""

import logging
from typing import Any

from sqlalchemy import ColumnElement, type_coerce
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import InstrumentedAttribute

from bot.records.encryption import EncryptedJson, EncryptedText, KeyringError

log = logging.getLogger(__name__)


class _ReadableText(EncryptedText):
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        try:
            return super().process_result_value(value, dialect)
        except KeyringError:
            log.error("a sealed text cannot be opened with the keys that are here")
            return None


class _ReadableJson(EncryptedJson):
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401
        try:
            return super().process_result_value(value, dialect)
        except (KeyringError, ValueError):
            log.error("a sealed value cannot be opened with the keys that are here")
            return None


def text_of(column: InstrumentedAttribute[Any], /) -> ColumnElement[Any]:
    """The column's text; None where it is empty or cannot be opened."""
    return type_coerce(column, _ReadableText()).label(column.key)


def json_of(column: InstrumentedAttribute[Any], /) -> ColumnElement[Any]:
    """The column's mapping; None where it is empty or cannot be opened."""
    return type_coerce(column, _ReadableJson()).label(column.key)
