"""Opens a case for the clinic's staff, or adds to the one that is open.

A case is written in the transaction of what led to it, so that a patient is never told of a case that does not stand.
The first calls for it are in that transaction too. A report only ever raises its level. It must never be opened without
the evidence that staff need.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import bindparam, false, select
from sqlalchemy.orm import Session, defer

from bot.escalations.events import add_event
from bot.escalations.paging.plan import begin_ladder, raise_ladder
from bot.escalations.promise import promise
from bot.protocol import Clinic, Level
from bot.records.base import new_id
from bot.records.case_models import Escalation, Report
from bot.records.database import Database
from bot.records.models import Conversation, Message
from bot.triage.decision import Decision

# Made once: to put a statement together takes longer than to run it.
_OPEN = select(Escalation).where(
    Escalation.conversation_id == bindparam("conversation_id"), Escalation.state != "resolved"
)

_OPEN_LOCKED = _OPEN.with_for_update()

# The channel of a conversation that is no patient's: see `bot.stack.canary`.
CANARY = "canary"

Cause = Literal["signs", "unclear", "unanswered", "unread"]


@dataclass(frozen=True)
class Why:
    """Why staff have to look at a message that triage has not judged, and how fast."""

    cause: Cause
    level: Level


# The model has not read these, so the one thing known is that a sign which only it would see cannot be ruled out.
UNANSWERED = Why("unanswered", Level.urgent)
UNREAD = Why("unread", Level.urgent)


@dataclass(frozen=True)
class Told:
    """What staff are told of one message."""

    cause: Cause
    level: Level
    flags: tuple[str, ...]
    evidence: dict[str, Any]


def report_message(
    session: Session, *, message: Message, text: str | None, why: Why, clinic: Clinic, now: datetime
) -> None:
    """Tell staff of a message that nobody could judge."""
    told = Told(why.cause, why.level, flags=(), evidence={"text": text})
    _report(session, message=message, told=told, clinic=clinic, now=now)


def report_decision(
    session: Session,
    *,
    message: Message,
    text: str | None,
    decision: Decision,
    cause: Cause,
    clinic: Clinic,
    now: datetime,
) -> None:
    """Tell staff of what triage has decided on a message; what was decided on it before is replaced."""
    evidence = {"text": text, "reasons": [reason.to_json() for reason in decision.reasons]}
    told = Told(cause, decision.level, decision.flags, evidence)
    _report(session, message=message, told=told, clinic=clinic, now=now)


def _report(session: Session, *, message: Message, told: Told, clinic: Clinic, now: datetime) -> None:
    """Add to the conversation's open case, or open one; a worse report raises it, and calls people again."""
    case = session.scalar(_OPEN_LOCKED, {"conversation_id": message.conversation_id})
    is_new = case is None
    if case is None:
        case = _opened(session, conversation_id=message.conversation_id, level=told.level, clinic=clinic, now=now)
    # What cannot be opened of an earlier report must not keep this one out.
    earlier = select(Report).options(defer(Report.evidence)).where(Report.escalation_id == case.id)
    of_case = session.scalars(earlier).all()
    known = {flag for each in of_case for flag in each.flags}
    before = next((each for each in of_case if (each.message_id, each.cause) == (message.id, told.cause)), None)
    row = before or Report(escalation_id=case.id, message_id=message.id, cause=told.cause, reported_at=now)
    row.level, row.flags, row.evidence = told.level, list(told.flags), told.evidence
    session.add(row)
    if is_new:
        return
    if before is None:
        add_event(session, case=case, kind="reported", at=now, details={"level": told.level})
    if told.level.rank > Level(case.level).rank:
        case.level = told.level
        _raise(session, case=case, clinic=clinic, now=now)
    elif case.state == "acknowledged" and told.level.rank >= Level.urgent.rank and set(told.flags) - known:
        # Whoever has it knows of something else.
        _raise(session, case=case, clinic=clinic, now=now)
    elif case.state == "acknowledged" and before is None and _nobody_watches(session, case=case, level=told.level):
        _raise(session, case=case, clinic=clinic, now=now)
    elif set(told.flags) - known and (case.promised_at is None or case.promised_at <= now):
        # The patient is promised anew.
        case.promised_at = promise(clinic, level=told.level, now=now).by
        case.late_told_at = case.answered_at = None


def _nobody_watches(session: Session, *, case: Escalation, level: Level) -> bool:
    """Whether nothing is due in the acknowledged case, so that a further report would call nobody.

    While a person speaks with the patient they see it; an emergency is called about all the same.
    """
    if level is Level.emergency:
        return case.answered_at is not None
    return case.act_by is None and session.get_one(Conversation, case.conversation_id).taken_over_at is None


def _opened(session: Session, *, conversation_id: str, level: Level, clinic: Clinic, now: datetime) -> Escalation:
    conversation = session.get_one(Conversation, conversation_id)
    case = Escalation(
        id=new_id(),
        clinic_id=conversation.clinic_id,
        synthetic=conversation.channel == CANARY,
        conversation_id=conversation_id,
        level=level,
        state="open",
        opened_at=now,
        raised_at=now,
        ladder_began_at=now,
        ladder_round=0,
        next_step=0,
        promised_at=promise(clinic, level=level, now=now).by,
    )
    session.add(case)
    session.flush()
    add_event(session, case=case, kind="opened", at=now, details={"level": level})
    begin_ladder(session, case=case, clinic=clinic, now=now)
    return case


def _raise(session: Session, *, case: Escalation, clinic: Clinic, now: datetime) -> None:
    """Call people again for a case that has become worse, with a promise that fits."""
    by = promise(clinic, level=Level(case.level), now=now).by
    earlier = case.promised_at if case.promised_at and case.promised_at > now else by
    case.promised_at, case.late_told_at, case.raised_at = min(by, earlier), None, now
    # What was answered was something less.
    case.answered_at = None
    add_event(session, case=case, kind="raised", at=now, details={"level": case.level})
    raise_ladder(session, case=case, clinic=clinic, now=now)


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
    promised_at: datetime | None = None


def case_of(database: Database, *, conversation_id: str) -> Case | None:
    """The conversation's open case."""
    with database.reading() as session:
        return read_case(session, conversation_id=conversation_id)


def open_cases(database: Database) -> list[Case]:
    """Every case that is not resolved, the oldest first."""
    with database.reading() as session:
        waiting = select(Escalation).where(Escalation.state != "resolved", Escalation.synthetic == false())
        found = session.scalars(waiting.order_by(Escalation.opened_at))
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
        promised_at=found.promised_at,
    )
