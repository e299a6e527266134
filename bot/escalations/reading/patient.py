"""What is known of the patient beside the case: the treatment, what the protocol said to them, their earlier cases."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.escalations.reading.views import EarlierCase, PhaseView, TreatmentView
from bot.protocol import Level
from bot.records.case_models import Escalation
from bot.records.models import Conversation, Reply, Treatment


def read_treatment(session: Session, *, patient_id: str, now: datetime) -> TreatmentView | None:
    """The treatment that holds, which is the one recorded last."""
    found = session.scalar(
        select(Treatment)
        .where(Treatment.patient_id == patient_id)
        .order_by(Treatment.recorded_at.desc(), Treatment.id)
        .limit(1)
    )
    if found is None:
        return None
    return TreatmentView(
        treated_at=found.treated_at,
        precision=found.precision,
        variant=found.variant,
        source=found.source,
        recorded_at=found.recorded_at,
        hours=(now - found.treated_at).total_seconds() / 3600 if found.treated_at else None,
    )


def read_phases(session: Session, *, conversation_id: str) -> tuple[PhaseView, ...]:
    """What the patient was told on each topic and item, the newest first."""
    found = session.execute(
        select(Reply.source, Reply.created_at)
        .where(Reply.conversation_id == conversation_id, Reply.staff_id.is_(None))
        .order_by(Reply.sequence.desc())
    )
    phases: dict[tuple[str, str | None], PhaseView] = {}
    for source, said_at in found:
        if (topic := source.get("topic")) is None:
            continue
        item = source.get("item")
        phases.setdefault(
            (topic, item),
            PhaseView(topic, item, source.get("verdict"), source.get("from_hours"), source.get("to_hours"), said_at),
        )
    return tuple(phases.values())


def read_earlier(session: Session, *, case_id: str, patient_id: str, clinic_id: str) -> tuple[EarlierCase, ...]:
    """The patient's other cases, the newest first."""
    found = session.scalars(
        select(Escalation)
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .where(Conversation.patient_id == patient_id, Escalation.clinic_id == clinic_id, Escalation.id != case_id)
        .order_by(Escalation.opened_at.desc())
    )
    return tuple(
        EarlierCase(each.id, Level(each.level), each.state, each.opened_at, each.resolved_at, each.outcome)
        for each in found
    )
