"""Opens a case for the clinic's staff, or adds to the one that is open.

A case is written in the transaction of what led to it, so that a patient is never told of a case that does not stand.
Its level only rises. It must never be opened without the evidence that staff need.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.protocol import Level
from bot.records.base import new_id
from bot.records.database import Database
from bot.records.models import Escalation, Message, Report
from bot.triage.decision import Decision

# Made once: to put a statement together takes longer than to run it.
_OPEN = select(Escalation).where(
    Escalation.conversation_id == bindparam("conversation_id"), Escalation.state != "resolved"
)

Cause = Literal["signs", "unclear", "unanswered", "unread"]


@dataclass(frozen=True)
class Why:
    """Why staff have to look at a message that triage has not judged, and how fast."""

    cause: Cause
    level: Level


# The model has not read these, so the one thing known is that a sign which only it would see cannot be ruled out.
UNANSWERED = Why("unanswered", Level.urgent)
UNREAD = Why("unread", Level.urgent)


def report_message(session: Session, *, message: Message, text: str | None, why: Why, now: datetime) -> None:
    """Tell staff of a message that nobody could judge."""
    _report(session, message=message, level=why.level, flags=(), evidence={"text": text}, cause=why.cause, now=now)


def report_decision(
    session: Session, *, message: Message, text: str | None, decision: Decision, cause: Cause, now: datetime
) -> None:
    """Tell staff of what triage has decided on a message; what was decided on it before is replaced."""
    evidence = {"text": text, "reasons": [reason.to_json() for reason in decision.reasons]}
    _report(
        session, message=message, level=decision.level, flags=decision.flags, evidence=evidence, cause=cause, now=now
    )


def _report(
    session: Session,
    *,
    message: Message,
    level: Level,
    flags: tuple[str, ...],
    evidence: dict[str, Any],
    cause: Cause,
    now: datetime,
) -> None:
    """Add to the conversation's open case, or open one; the level rises to that of the report."""
    case = open_case(session, conversation_id=message.conversation_id)
    if case is None:
        case = Escalation(
            id=new_id(), conversation_id=message.conversation_id, level=level, state="open", opened_at=now
        )
        session.add(case)
        session.flush()
    elif level.rank > Level(case.level).rank:
        case.level = level
    before = session.scalar(
        select(Report).where(Report.escalation_id == case.id, Report.message_id == message.id, Report.cause == cause)
    )
    if before is None:
        before = Report(escalation_id=case.id, message_id=message.id, cause=cause, reported_at=now)
        session.add(before)
    before.level, before.flags, before.evidence = level, list(flags), evidence


def open_case(session: Session, *, conversation_id: str) -> Escalation | None:
    """The conversation's case that is not resolved."""
    return session.scalar(_OPEN, {"conversation_id": conversation_id})


@dataclass(frozen=True)
class Case:
    """A case that is not resolved, as a list shows it."""

    conversation_id: str
    opened_at: datetime
    level: Level
    causes: tuple[str, ...]
    flags: tuple[str, ...]


def case_of(database: Database, *, conversation_id: str) -> Case | None:
    """The conversation's open case."""
    with database.reading() as session:
        return read_case(session, conversation_id=conversation_id)


def open_cases(database: Database) -> list[Case]:
    """Every case that is not resolved, the oldest first."""
    with database.reading() as session:
        found = session.scalars(select(Escalation).where(Escalation.state != "resolved").order_by(Escalation.opened_at))
        return [_case(session, one) for one in found]


def read_case(session: Session, *, conversation_id: str) -> Case | None:
    """The conversation's open case, in a session that is open already."""
    found = open_case(session, conversation_id=conversation_id)
    return _case(session, found) if found else None


def _case(session: Session, found: Escalation) -> Case:
    reports = session.execute(
        select(Report.cause, Report.flags).where(Report.escalation_id == found.id).order_by(Report.reported_at)
    ).all()
    return Case(
        conversation_id=found.conversation_id,
        opened_at=found.opened_at,
        level=Level(found.level),
        causes=tuple(dict.fromkeys(cause for cause, _ in reports)),
        flags=tuple(dict.fromkeys(flag for _, flags in reports for flag in flags)),
    )
