"""The tables of the clinic's staff: their accounts, their sessions, and the log of what they saw and changed.

No password and no session's token is kept, only hashes; a second factor's secret stands sealed. An entry of the audit
log is never changed or removed.
"""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.base import Record, owned_by
from bot.records.encryption import EncryptedText

Role = Literal["staff", "clinician", "admin"]


class Staff(Record):
    """An account. `login` is an e-mail address in small letters; `person` is the account's id on the on-call ladder.

    `password_hash` None: signs in by the clinic's own sign-in only (`oidc_subject`). `totp_step` is the last one used,
    so that a code holds once. After too many failures the account is shut until `locked_until`; `known_...` are those
    of browsers in which it signed in before, so that strangers do not shut the account for its owner.
    """

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("clinic_id", "login"), UniqueConstraint("clinic_id", "oidc_subject"))

    login: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(16))
    person: Mapped[str | None] = mapped_column(String(64))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[str | None] = mapped_column(EncryptedText)
    totp_confirmed_at: Mapped[datetime | None]
    totp_step: Mapped[int | None]
    oidc_subject: Mapped[str | None] = mapped_column(String(255))
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    known_failures: Mapped[int] = mapped_column(default=0)
    known_locked_until: Mapped[datetime | None]
    made_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class StaffSession(Record):
    """A browser that is signed in, or half way: `complete` once the second factor was given where one is needed."""

    __tablename__ = "staff_session"

    staff_id: Mapped[str] = owned_by("staff")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    csrf_token: Mapped[str] = mapped_column(String(64))
    complete: Mapped[bool] = mapped_column(default=False)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class AuditEntry(Record):
    """Who saw or changed what of a patient's data. `hash` covers the entry and the `previous` one's hash.

    `staff_id` None: the system, or somebody who is not signed in. `details` holds ids and codes only.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("clinic_id", "number"),)

    number: Mapped[int]
    at: Mapped[datetime]
    staff_id: Mapped[str | None] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(32))
    conversation_id: Mapped[str | None] = mapped_column(String(32), index=True)
    escalation_id: Mapped[str | None] = mapped_column(String(32))
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
