"""Opens a case for the clinic's staff, or adds to the one that is open.

A case is written in the transaction of what led to it, so that a patient is never told of a case that does not stand.
Its level only rises. It must never be opened without the evidence that staff need.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.protocol import Level
from bot.records.base import new_id
from bot.records.database import Database
from bot.records.models import Escalation, Message, Report

Reason = Literal["unanswered", "unread", "other_language", "reports_sign", "wants_person"]


@dataclass(frozen=True)
class Why:
    """Why staff have to look: how fast, and which flags of the taxonomy it carries, if any."""

    reason: Reason
    level: Level
    flags: tuple[str, ...] = ()


# Nobody has read these messages for signs, so the one thing known is that a sign cannot be ruled out.
UNANSWERED = Why("unanswered", Level.urgent)
UNREAD = Why("unread", Level.urgent)
OTHER_LANGUAGE = Why("other_language", Level.urgent)
# The model took the message for the report of a sign; which one and how bad is not judged yet.
REPORTS_SIGN = Why("reports_sign", Level.urgent)
WANTS_PERSON = Why("wants_person", Level.routine, ("patient_request",))


def report(session: Session, *, message: Message, text: str | None, why: Why, now: datetime) -> Escalation:
    """Add to the conversation's open case, or open one; the level rises to that of the report."""
    case = open_case(session, conversation_id=message.conversation_id)
    if case is None:
        case = Escalation(
            id=new_id(), conversation_id=message.conversation_id, level=why.level, state="open", opened_at=now
        )
        session.add(case)
        session.flush()
    elif why.level.rank > Level(case.level).rank:
        case.level = why.level
    session.add(
        Report(
            escalation_id=case.id,
            message_id=message.id,
            reason=why.reason,
            level=why.level,
            flags=list(why.flags),
            evidence={"text": text},
            reported_at=now,
        )
    )
    return case


def open_case(session: Session, *, conversation_id: str) -> Escalation | None:
    """The conversation's case that is not resolved."""
    return session.scalar(
        select(Escalation).where(Escalation.conversation_id == conversation_id, Escalation.state != "resolved")
    )


@dataclass(frozen=True)
class Case:
    """A case that is not resolved, as a list shows it."""

    conversation_id: str
    opened_at: datetime
    level: Level
    reasons: tuple[str, ...]
    flags: tuple[str, ...]


def case_of(database: Database, *, conversation_id: str) -> Case | None:
    """The conversation's open case."""
    with database.reading() as session:
        found = open_case(session, conversation_id=conversation_id)
        return _case(session, found) if found else None


def open_cases(database: Database) -> list[Case]:
    """Every case that is not resolved, the oldest first."""
    with database.reading() as session:
        found = session.scalars(select(Escalation).where(Escalation.state != "resolved").order_by(Escalation.opened_at))
        return [_case(session, one) for one in found]


def _case(session: Session, found: Escalation) -> Case:
    reports = session.execute(
        select(Report.reason, Report.flags).where(Report.escalation_id == found.id).order_by(Report.reported_at)
    ).all()
    return Case(
        conversation_id=found.conversation_id,
        opened_at=found.opened_at,
        level=Level(found.level),
        reasons=tuple(dict.fromkeys(reason for reason, _ in reports)),
        flags=tuple(dict.fromkeys(flag for _, flags in reports for flag in flags)),
    )
