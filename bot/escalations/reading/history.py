"""What happened in a case: the reports that opened it, the calls for people, and what staff did, in order."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.escalations.reading.sealed import json_of
from bot.escalations.reading.views import AttemptView, EventView, PageView, ReasonView, ReportView
from bot.protocol import Level
from bot.records.case_models import CaseEvent, Page, PageAttempt, Report
from bot.records.models import Message


def read_reports(session: Session, *, case_id: str) -> tuple[ReportView, ...]:
    """The reports, the first one first."""
    found = session.execute(
        select(
            *(Report.cause, Report.level, Report.flags, Report.reported_at, json_of(Report.evidence)),
            Message.sequence,
        )
        .outerjoin(Message, Message.id == Report.message_id)
        .where(Report.escalation_id == case_id)
        .order_by(Report.reported_at, Message.sequence, Report.cause)
    )
    return tuple(
        ReportView(
            cause=row.cause,
            level=Level(row.level),
            flags=tuple(row.flags),
            text=(row.evidence or {}).get("text"),
            reasons=tuple(_reason(values) for values in (row.evidence or {}).get("reasons", ())),
            reported_at=row.reported_at,
            sequence=row.sequence,
        )
        for row in found
    )


def _reason(values: dict[str, Any]) -> ReasonView:
    return ReasonView(
        rule=values["rule"],
        flag=values["flag"],
        level=Level(values["level"]),
        phrase=values.get("phrase", ""),
        score=values.get("score"),
        asks=values.get("asks", False),
    )


def read_events(session: Session, *, case_id: str, names: dict[str, str]) -> tuple[EventView, ...]:
    """The events, in order."""
    found = session.execute(
        select(CaseEvent.number, CaseEvent.at, CaseEvent.kind, CaseEvent.staff_id, json_of(CaseEvent.details))
        .where(CaseEvent.escalation_id == case_id)
        .order_by(CaseEvent.number)
    )
    return tuple(
        EventView(row.number, row.at, row.kind, row.staff_id, names.get(row.staff_id), row.details) for row in found
    )


def read_pages(session: Session, *, case_id: str) -> tuple[PageView, ...]:
    """The calls with their tries, in order."""
    tries: dict[str, list[AttemptView]] = {}
    for attempt in session.scalars(
        select(PageAttempt)
        .join(Page, Page.id == PageAttempt.page_id)
        .where(Page.escalation_id == case_id)
        .order_by(PageAttempt.attempted_at)
    ):
        view = AttemptView(attempt.contact, attempt.channel, attempt.attempted_at, attempt.outcome, attempt.error)
        tries.setdefault(attempt.page_id, []).append(view)
    pages = session.scalars(
        select(Page).where(Page.escalation_id == case_id).order_by(Page.round, Page.step, Page.made_at, Page.person)
    )
    return tuple(
        PageView(
            id=page.id,
            person=page.person,
            level=Level(page.level),
            round=page.round,
            step=page.step,
            made_at=page.made_at,
            due_at=page.due_at,
            state=page.state,
            sent_at=page.sent_at,
            link_used_at=page.link_used_at,
            attempts=tuple(tries.get(page.id, ())),
        )
        for page in pages
    )
