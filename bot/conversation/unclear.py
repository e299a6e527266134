"""Tells staff of what a patient has not cleared up in time: a safety question that got no answer is never forgotten.

What is due stands in the records, so a restart loses none of it.
"""

import logging
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.escalations.cases import UNANSWERED, report_decision, report_message
from bot.escalations.safety_record import read_state, write_state
from bot.protocol import Clinic
from bot.records.database import Database
from bot.records.models import Conversation, Message
from bot.triage.decision import decide
from bot.triage.safety_state import told, unclear

log = logging.getLogger(__name__)


def raise_unclear(database: Database, *, clinic: Clinic, now: datetime) -> list[str]:
    """Open or add to the cases that are due. The conversations in which one was."""
    with database.reading() as session:
        due = session.scalars(
            select(Conversation.id).where(
                Conversation.unclear_at <= now,
                # While somebody answers, the answer may clear it up.
                or_(Conversation.lease_until.is_(None), Conversation.lease_until <= now),
            )
        ).all()
    raised = []
    for conversation_id in due:
        try:
            with database.writing() as session:
                if _raise(session, conversation_id=conversation_id, clinic=clinic, now=now):
                    raised.append(conversation_id)
        except Exception as error:  # noqa: BLE001 - whatever one row brings about, the others are still looked after
            log.error("a doubt could not be brought to staff: %s", type(error).__name__)
    return raised


def _raise(session: Session, *, conversation_id: str, clinic: Clinic, now: datetime) -> bool:
    conversation = session.scalar(
        # Asked again under the lock: another process may have raised it since.
        select(Conversation)
        .where(Conversation.id == conversation_id, Conversation.unclear_at <= now)
        .with_for_update(skip_locked=True)
    )
    if conversation is None:
        return False
    latest = session.scalars(
        select(Message).where(Message.conversation_id == conversation_id).order_by(Message.sequence.desc()).limit(1)
    ).one()
    state = read_state(conversation)
    decision = decide(unclear(state, now=now))
    if decision.outcome == "escalate":
        report_decision(session, message=latest, text=None, decision=decision, cause="unclear", clinic=clinic, now=now)
    else:
        # Something was in doubt, and what it was cannot be read any more.
        report_message(session, message=latest, text=None, why=UNANSWERED, clinic=clinic, now=now)
    write_state(conversation, told(state, decision=decision))
    return True
