"""The tables. Every row carries its clinic's id, and every time is an aware UTC time.

A message and a reply are never changed once written; a treatment is replaced by a newer row, not overwritten.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, DateTime, ForeignKey, String, Text, TypeDecorator, UniqueConstraint
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
        """From the database: aware."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def _new_id() -> str:
    return uuid4().hex


class Record(DeclarativeBase):
    """A row of one clinic."""

    type_annotation_map = {datetime: UtcTime, dict[str, Any]: JSON, list[str]: JSON, str: Text}  # noqa: RUF012

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=_new_id)
    clinic_id: Mapped[str] = mapped_column(String(64), default=DEFAULT_CLINIC, index=True)


class Conversation(Record):
    """One patient's thread on one channel, with the dialogue state that its next turn starts from."""

    __tablename__ = "conversation"

    channel: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    dialogue: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Treatment(Record):
    """When a patient was (or will be) treated and how; the newest row of a conversation holds."""

    __tablename__ = "treatment"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    treated_at: Mapped[datetime | None]
    precision: Mapped[str | None] = mapped_column(String(16))
    variant: Mapped[str | None] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(16))
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class Message(Record):
    """What a patient wrote, as it was typed."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("conversation_id", "external_id"),)

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(128))
    text: Mapped[str]
    received_at: Mapped[datetime]


class Reply(Record):
    """What the bot said to a message, and by which row of which protocol version."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("message_id", "position"),)

    message_id: Mapped[str] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str]
    quick_replies: Mapped[list[str]] = mapped_column(default=list)
    protocol_version: Mapped[str] = mapped_column(String(16))
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
