"""What every table shares: an id that cannot be guessed, the clinic's id, and aware UTC times.

A naive time is refused, never guessed at.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, String, Text, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

DEFAULT_CLINIC = "clinic"


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC time, also on SQLite, which forgets the zone. A naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To the database: UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a time without a zone may not be stored")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From the database: aware, in UTC."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def new_id() -> str:
    """32 random hexadecimal digits."""
    return uuid4().hex


class Record(DeclarativeBase):
    """A row of one clinic."""

    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, list[str]: JSON, str: Text}  # noqa: RUF012

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    clinic_id: Mapped[str] = mapped_column(String(64), default=DEFAULT_CLINIC, index=True)


def owned_by(table: str, /) -> Mapped[str]:
    """A column with the id of a row of `table`, with which this row goes."""
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True)
