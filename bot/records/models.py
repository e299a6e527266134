"""The tables of a conversation. Every row carries its clinic's id, and every time is an aware UTC time.

What a patient wrote or was told, and who the patient is, stands sealed (see `bot.records.encryption`). A message's and
a reply's words are never changed once written; a treatment is replaced by a newer row, not overwritten. What is sealed
is loaded only when it is asked for (`deferred`), so that one that cannot be opened never keeps a new message out.
"""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.base import Record
from bot.records.encryption import EncryptedJson, EncryptedText

MessageState = Literal["waiting", "answered"]
ReplyState = Literal["pending", "sent", "failed"]


def _of(table: str) -> Mapped[str]:
    return mapped_column(ForeignKey(f"{table}.id", ondelete="CASCADE"), index=True)


class Patient(Record):
    """A person; name and phone are unknown for a visitor of the web chat. `phone_index` finds a number, sealed."""

    __tablename__ = "patient"
    __table_args__ = (UniqueConstraint("clinic_id", "phone_index"),)

    name: Mapped[str | None] = mapped_column(EncryptedText)
    phone: Mapped[str | None] = mapped_column(EncryptedText)
    phone_index: Mapped[str | None] = mapped_column(String(64), info={"index_of": "phone"})
    created_at: Mapped[datetime]


class Conversation(Record):
    """One patient's thread, with the dialogue state that its next turn starts from.

    `safety` is the state of its safety questions; at `unclear_at` what no answer has cleared up goes to staff.
    `last_sequence` numbers messages and replies in one row, in the order in which they were committed. Whoever answers
    holds the lease until `lease_until`; `lease_token` tells the holders apart.
    """

    __tablename__ = "conversation"

    patient_id: Mapped[str] = _of("patient")
    channel: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime] = mapped_column(index=True)
    deleted_at: Mapped[datetime | None]
    dialogue: Mapped[dict[str, Any]] = mapped_column(EncryptedJson, default=dict, deferred=True)
    safety: Mapped[dict[str, Any]] = mapped_column(EncryptedJson, default=dict, deferred=True)
    unclear_at: Mapped[datetime | None] = mapped_column(index=True)
    last_sequence: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None]


class Treatment(Record):
    """When a patient was (or will be) treated, how, and in which conversation it was learned; the newest row holds."""

    __tablename__ = "treatment"

    patient_id: Mapped[str] = _of("patient")
    conversation_id: Mapped[str] = _of("conversation")
    treated_at: Mapped[datetime | None]
    precision: Mapped[str | None] = mapped_column(String(16))
    variant: Mapped[str | None] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(16))
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class Message(Record):
    """What a patient wrote, as it was typed, and what it was taken for: `act`, and triage's `decision` with reasons.

    `external_id` is the channel's own: the same one again is the same message. `tries` counts the answers begun.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "channel", "external_id"),
        UniqueConstraint("conversation_id", "sequence"),
        Index("ix_message_state_conversation", "state", "conversation_id"),
    )

    conversation_id: Mapped[str] = _of("conversation")
    channel: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str | None] = mapped_column(String(128))
    sequence: Mapped[int]
    text: Mapped[str] = mapped_column(EncryptedText, deferred=True)
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    act: Mapped[str | None] = mapped_column(String(32))
    decision: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson, deferred=True)


class Reply(Record):
    """What is said to a patient, by which row of which protocol version, and whether it went out: the outbox."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("conversation_id", "sequence"),)

    conversation_id: Mapped[str] = _of("conversation")
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    sequence: Mapped[int]
    text: Mapped[str] = mapped_column(EncryptedText)
    quick_replies: Mapped[list[str]] = mapped_column(default=list)
    protocol_version: Mapped[str] = mapped_column(String(16))
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="pending", index=True)


class Attempt(Record):
    """One try to hand a reply to its channel. `error` is the channel's code, never its text."""

    __tablename__ = "attempt"

    reply_id: Mapped[str] = _of("reply")
    channel: Mapped[str] = mapped_column(String(16))
    attempted_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(String(64))


class Escalation(Record):
    """A case for the clinic's staff; a conversation has at most one that is not resolved. `level` only ever rises."""

    __tablename__ = "escalation"
    __table_args__ = (
        Index(
            "ix_escalation_one_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("state != 'resolved'"),
            postgresql_where=text("state != 'resolved'"),
        ),
    )

    conversation_id: Mapped[str] = _of("conversation")
    level: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    opened_at: Mapped[datetime]


class Report(Record):
    """Why a case was opened or goes on: one message, the cause, and the evidence, which outlives the message."""

    __tablename__ = "report"

    escalation_id: Mapped[str] = _of("escalation")
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), index=True)
    cause: Mapped[str] = mapped_column(String(32))
    level: Mapped[str] = mapped_column(String(16))
    flags: Mapped[list[str]] = mapped_column(default=list)
    evidence: Mapped[dict[str, Any]] = mapped_column(EncryptedJson, default=dict)
    reported_at: Mapped[datetime]


class ProtocolVersion(Record):
    """A version of the protocol that answers were given from, whole, so that an old reply can be explained."""

    __tablename__ = "protocol_version"
    __table_args__ = (UniqueConstraint("clinic_id", "version"),)

    version: Mapped[str] = mapped_column(String(16))
    approved_by: Mapped[str | None]
    valid_from: Mapped[date]
    content: Mapped[dict[str, Any]]
    first_used_at: Mapped[datetime]
