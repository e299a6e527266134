"""Reads one case whole: why it came, what was said, what is known, and what was done, for one screen."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.escalations.acts.errors import NotFoundError
from bot.escalations.reading.history import read_events, read_pages, read_reports
from bot.escalations.reading.patient import read_earlier, read_phases, read_treatment
from bot.escalations.reading.questions import doubts_in, questions_in, state_of
from bot.escalations.reading.rows import case_rows, select_cases
from bot.escalations.reading.sealed import json_of
from bot.escalations.reading.staff_names import staff_names
from bot.escalations.reading.transcript import read_lines
from bot.escalations.reading.views import CaseView, Takeover
from bot.records.case_models import Escalation
from bot.records.models import Conversation


def read_whole_case(session: Session, *, case_id: str, clinic_id: str, now: datetime) -> CaseView:
    """The case and its patient at `now`. Raises NotFoundError, also for a case of another clinic."""
    found = session.execute(select_cases().where(Escalation.id == case_id, Escalation.clinic_id == clinic_id)).all()
    if not found:
        raise NotFoundError
    case = case_rows(session, found, clinic_id=clinic_id, now=now)[0]
    names = staff_names(session, clinic_id=clinic_id)
    conversation = session.execute(
        select(
            *(Conversation.taken_over_at, Conversation.taken_over_by, Conversation.staff_spoke_at),
            *(Conversation.unclear_at, json_of(Conversation.safety)),
        ).where(Conversation.id == case.conversation_id)
    ).one()
    lines = read_lines(session, conversation_id=case.conversation_id)
    state = state_of(conversation.safety)
    return CaseView(
        case=case,
        reports=read_reports(session, case_id=case_id),
        treatment=read_treatment(session, patient_id=case.patient_id, now=now),
        phases=read_phases(session, conversation_id=case.conversation_id),
        earlier=read_earlier(session, case_id=case_id, patient_id=case.patient_id, clinic_id=clinic_id),
        transcript=lines,
        questions=questions_in(lines, state=state),
        doubts=doubts_in(state),
        unclear_at=conversation.unclear_at,
        events=read_events(session, case_id=case_id, names=names),
        pages=read_pages(session, case_id=case_id),
        takeover=Takeover(
            since=conversation.taken_over_at,
            staff_id=conversation.taken_over_by,
            staff=names.get(conversation.taken_over_by),
            spoke_at=conversation.staff_spoke_at,
        )
        if conversation.taken_over_at
        else None,
        last_sequence=lines[-1].sequence if lines else 0,
    )
