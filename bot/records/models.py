"""The tables of a conversation. Every row carries its clinic's id, and every time is an aware UTC time.

What a patient wrote or was told, and who the patient is, stands sealed (see `bot.records.encryption`). A message's and
a reply's words are never changed once written; a treatment is replaced by a newer row, not overwritten. What is sealed
is loaded only when it is asked for (`deferred`), so that one that cannot be opened never keeps a new message out.
"""

from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

import bot.records.case_models
import bot.records.staff_models  # noqa: F401 - with these two every table is known
from bot.records.base import Record, owned_by
from bot.records.encryption import EncryptedJson, EncryptedText

MessageState = Literal["waiting", "answered"]
ReplyState = Literal["pending", "sent", "failed"]


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
    holds the lease until `lease_until`; `lease_token` tells the holders apart. From `taken_over_at` until it is empty
    again a person of the staff speaks, who spoke last at `staff_spoke_at`, and the bot is silent.
    """

    __tablename__ = "conversation"

    patient_id: Mapped[str] = owned_by("patient")
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
    taken_over_at: Mapped[datetime | None] = mapped_column(index=True)
    taken_over_by: Mapped[str | None] = mapped_column(String(32))
    staff_spoke_at: Mapped[datetime | None]


class Treatment(Record):
    """When a patient was (or will be) treated, how, and in which conversation it was learned; the newest row holds."""

    __tablename__ = "treatment"

    patient_id: Mapped[str] = owned_by("patient")
    conversation_id: Mapped[str] = owned_by("conversation")
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

    conversation_id: Mapped[str] = owned_by("conversation")
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
    """What is said to a patient and whether it went out: the outbox.

    The bot's words name the row and version of the protocol that they stand in. A person's have `staff_id`, and
    `speaker`, the name that the patient sees; `external_id` tells a reply that was sent twice.
    """

    __tablename__ = "reply"
    __table_args__ = (
        UniqueConstraint("conversation_id", "sequence"),
        Index("ix_reply_external_id", "conversation_id", "external_id", unique=True),
    )

    conversation_id: Mapped[str] = owned_by("conversation")
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    channel: Mapped[str] = mapped_column(String(16))
    sequence: Mapped[int]
    text: Mapped[str] = mapped_column(EncryptedText)
    quick_replies: Mapped[list[str]] = mapped_column(default=list)
    protocol_version: Mapped[str] = mapped_column(String(16))
    source: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="pending", index=True)
    staff_id: Mapped[str | None] = mapped_column(String(32))
    speaker: Mapped[str | None] = mapped_column(EncryptedText)
    external_id: Mapped[str | None] = mapped_column(String(64))


class Attempt(Record):
    """One try to hand a reply to its channel. `error` is the channel's code, never its text."""

    __tablename__ = "attempt"

    reply_id: Mapped[str] = owned_by("reply")
    channel: Mapped[str] = mapped_column(String(16))
    attempted_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(String(64))


class ProtocolVersion(Record):
    """A version of the protocol that answers were given from, whole, so that an old reply can be explained."""

    __tablename__ = "protocol_version"
    __table_args__ = (UniqueConstraint("clinic_id", "version"),)

    version: Mapped[str] = mapped_column(String(16))
    approved_by: Mapped[str | None]
    valid_from: Mapped[date]
    content: Mapped[dict[str, Any]]
    first_used_at: Mapped[datetime]
