"""The tables of a case: the escalation, its reports, the pages that call people, and everything that happened in it.

A case is only ever ended by a person's act. What a patient wrote or a person noted stands sealed; a page holds no name,
number or symptom.
"""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.base import Record, owned_by
from bot.records.encryption import EncryptedJson

CaseState = Literal["open", "acknowledged", "resolved"]
PageState = Literal["pending", "sent", "failed", "void"]
Outcome = Literal["answered", "called", "seen", "referred", "not_needed", "not_reached", "test"]
Judgement = Literal["right", "over_triaged", "under_triaged"]


class Escalation(Record):
    """A case for the clinic's staff; a conversation has at most one that is not resolved.

    `level` rises by reports and changes else only by a person's act. `raised_at` is when it was opened or last became
    worse. People are called from `ladder_began_at` on, step `next_step` at `next_page_at` (None: nobody has to be
    called). Once acknowledged, something has to be done until `act_by`, or the ladder begins again (`ladder_round`).
    The patient was told of an answer until `promised_at`, and at `late_told_at` that it takes longer. `acknowledged_by`
    and `resolved_by` are ids of staff. `synthetic`: the canary's, no patient's.
    """

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

    conversation_id: Mapped[str] = owned_by("conversation")
    level: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    opened_at: Mapped[datetime] = mapped_column(index=True)
    raised_at: Mapped[datetime]
    synthetic: Mapped[bool] = mapped_column(default=False)
    ladder_round: Mapped[int] = mapped_column(default=0)
    ladder_began_at: Mapped[datetime]
    next_step: Mapped[int] = mapped_column(default=0)
    next_page_at: Mapped[datetime | None] = mapped_column(index=True)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(String(32))
    act_by: Mapped[datetime | None] = mapped_column(index=True)
    assignee_id: Mapped[str | None] = mapped_column(String(32), index=True)
    promised_at: Mapped[datetime | None] = mapped_column(index=True)
    late_told_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None] = mapped_column(index=True)
    resolved_by: Mapped[str | None] = mapped_column(String(32))
    outcome: Mapped[str | None] = mapped_column(String(16))
    judgement: Mapped[str | None] = mapped_column(String(16))


class Report(Record):
    """Why a case was opened or goes on: one message, the cause, and the evidence, which outlives the message."""

    __tablename__ = "report"

    escalation_id: Mapped[str] = owned_by("escalation")
    message_id: Mapped[str | None] = mapped_column(ForeignKey("message.id", ondelete="SET NULL"), index=True)
    cause: Mapped[str] = mapped_column(String(32))
    level: Mapped[str] = mapped_column(String(16))
    flags: Mapped[list[str]] = mapped_column(default=list)
    evidence: Mapped[dict[str, Any]] = mapped_column(EncryptedJson, default=dict)
    reported_at: Mapped[datetime]


class Page(Record):
    """One call for one person at one step of the ladder: `person` is an id of clinic.yml.

    Its contacts are tried in order, the one numbered `contact` next, from `due_at` on; whoever sends it holds it until
    `lease_until`. `link_used_at`: its one-time link was used. A page of a case that somebody has acknowledged is void.
    """

    __tablename__ = "page"
    __table_args__ = (
        UniqueConstraint("escalation_id", "round", "step", "person"),
        Index("ix_page_state_due", "state", "due_at"),
    )

    escalation_id: Mapped[str] = owned_by("escalation")
    round: Mapped[int]
    step: Mapped[int]
    person: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16), default="pending")
    contact: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    link_used_at: Mapped[datetime | None]


class PageAttempt(Record):
    """One try to send a page by one of the person's contacts. `error` is a code, never a provider's text."""

    __tablename__ = "page_attempt"

    page_id: Mapped[str] = owned_by("page")
    contact: Mapped[int]
    channel: Mapped[str] = mapped_column(String(32))
    attempted_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(16))
    error: Mapped[str | None] = mapped_column(String(64))


class CaseEvent(Record):
    """Something that happened in a case, in order; `details` holds a note's words, a reason, or ids."""

    __tablename__ = "case_event"
    __table_args__ = (UniqueConstraint("escalation_id", "number"),)

    escalation_id: Mapped[str] = owned_by("escalation")
    number: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))
    staff_id: Mapped[str | None] = mapped_column(String(32))
    details: Mapped[dict[str, Any]] = mapped_column(EncryptedJson, default=dict)
