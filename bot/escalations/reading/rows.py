"""A case as a line of the list: how urgent, since when, whose, and who waits for whom.

All lines are read with the same few queries, however many they are; only what they show is unsealed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import Session

from bot.escalations.reading.sealed import text_of
from bot.escalations.reading.staff_names import staff_names
from bot.protocol import Level
from bot.records.case_models import CaseEvent, CaseState, Escalation, Report
from bot.records.models import Conversation, Message, Patient, Reply

Found = Row[*tuple[Any, ...]]

WaitingFor = Literal["staff", "patient"]

_PREVIEW_CHARACTERS = 160


@dataclass(frozen=True)
class CaseRow:
    """`preview` is the patient's last message, shortened; None where there is none or no key opens it.

    `late`: the promised time has gone by without an answer. `flags` and `causes` in the order of the reports.
    `chat_deleted`: the patient has deleted the chat and cannot be answered in it.
    """

    id: str
    conversation_id: str
    patient_id: str
    channel: str
    level: Level
    state: CaseState
    opened_at: datetime
    raised_at: datetime
    age: timedelta
    promised_at: datetime | None
    late: bool
    answered_at: datetime | None
    act_by: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    assignee_id: str | None
    assignee: str | None
    patient_name: str | None
    flags: tuple[str, ...]
    causes: tuple[str, ...]
    preview: str | None
    preview_at: datetime | None
    waiting_for: WaitingFor
    taken_over: bool
    chat_deleted: bool
    resolved_at: datetime | None
    outcome: str | None
    judgement: str | None


def select_cases() -> Select[*tuple[Any, ...]]:
    """The columns that `case_rows` needs, of all cases of all clinics: to be narrowed and ordered."""
    return (
        select(
            *(Escalation.id, Escalation.conversation_id, Escalation.level, Escalation.state, Escalation.opened_at),
            *(Escalation.raised_at, Escalation.promised_at, Escalation.answered_at, Escalation.act_by),
            *(Escalation.acknowledged_at, Escalation.acknowledged_by, Escalation.assignee_id),
            *(Escalation.resolved_at, Escalation.outcome, Escalation.judgement),
            *(Conversation.patient_id, Conversation.channel, Conversation.taken_over_at, Conversation.deleted_at),
            text_of(Patient.name),
        )
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .join(Patient, Patient.id == Conversation.patient_id)
    )


def case_rows(session: Session, found: Sequence[Found], *, clinic_id: str, now: datetime) -> tuple[CaseRow, ...]:
    """The lines of what `select_cases` has found, in its order."""
    if not found:
        return ()
    conversations = list({row.conversation_id for row in found})
    cases = [row.id for row in found]
    names = staff_names(session, clinic_id=clinic_id)
    last, replied = _last_messages(session, conversations), _last_replies(session, conversations)
    called, why = _last_calls(session, cases), _why(session, cases)
    return tuple(
        _row(
            row,
            names=names,
            message=last.get(row.conversation_id),
            replied=replied.get(row.conversation_id, 0),
            called=called.get(row.id),
            why=why.get(row.id, []),
            now=now,
        )
        for row in found
    )


def _row(
    row: Found,
    *,
    names: dict[str, str],
    message: Found | None,
    replied: int,
    called: datetime | None,
    why: list[Found],
    now: datetime,
) -> CaseRow:
    waits = message is not None and message.sequence > replied and not (called and called >= message.received_at)
    return CaseRow(
        id=row.id,
        conversation_id=row.conversation_id,
        patient_id=row.patient_id,
        channel=row.channel,
        level=Level(row.level),
        state=row.state,
        opened_at=row.opened_at,
        raised_at=row.raised_at,
        age=now - row.opened_at,
        promised_at=row.promised_at,
        late=bool(row.state != "resolved" and row.promised_at and row.promised_at < now and not row.answered_at),
        answered_at=row.answered_at,
        act_by=row.act_by,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=names.get(row.acknowledged_by),
        assignee_id=row.assignee_id,
        assignee=names.get(row.assignee_id),
        patient_name=row.name,
        flags=tuple(dict.fromkeys(flag for each in why for flag in each.flags)),
        causes=tuple(dict.fromkeys(each.cause for each in why)),
        preview=_shortened(message.text) if message and message.text is not None else None,
        preview_at=message.received_at if message else None,
        waiting_for="staff" if waits else "patient",
        taken_over=row.taken_over_at is not None,
        chat_deleted=row.deleted_at is not None,
        resolved_at=row.resolved_at,
        outcome=row.outcome,
        judgement=row.judgement,
    )


def _shortened(text: str) -> str:
    words = " ".join(text[: 4 * _PREVIEW_CHARACTERS].split())
    return words if len(words) <= _PREVIEW_CHARACTERS else f"{words[: _PREVIEW_CHARACTERS - 1].rstrip()}…"


def _last_messages(session: Session, conversations: list[str]) -> dict[str, Found]:
    last = (
        select(Message.conversation_id, func.max(Message.sequence).label("sequence"))
        .where(Message.conversation_id.in_(conversations))
        .group_by(Message.conversation_id)
        .subquery()
    )
    found = session.execute(
        select(Message.conversation_id, Message.sequence, Message.received_at, text_of(Message.text)).join(
            last, and_(Message.conversation_id == last.c.conversation_id, Message.sequence == last.c.sequence)
        )
    )
    return {row.conversation_id: row for row in found}


def _last_replies(session: Session, conversations: list[str]) -> dict[str, int]:
    """The sequence of what a person wrote last."""
    found = session.execute(
        select(Reply.conversation_id, func.max(Reply.sequence))
        .where(Reply.conversation_id.in_(conversations), Reply.staff_id.is_not(None))
        .group_by(Reply.conversation_id)
    )
    return {row[0]: row[1] for row in found}


def _last_calls(session: Session, cases: list[str]) -> dict[str, datetime]:
    """When a person last reached the patient by phone."""
    found = session.execute(
        select(CaseEvent.escalation_id, func.max(CaseEvent.at))
        .where(CaseEvent.escalation_id.in_(cases), CaseEvent.kind == "called")
        .group_by(CaseEvent.escalation_id)
    )
    return {row[0]: row[1] for row in found}


def _why(session: Session, cases: list[str]) -> dict[str, list[Found]]:
    found = session.execute(
        select(Report.escalation_id, Report.cause, Report.flags)
        .where(Report.escalation_id.in_(cases))
        .order_by(Report.reported_at)
    )
    reports: dict[str, list[Found]] = {}
    for row in found:
        reports.setdefault(row.escalation_id, []).append(row)
    return reports
