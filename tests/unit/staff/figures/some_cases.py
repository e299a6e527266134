"""Cases for the tests of the figures, as facts and as rows."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.protocol import Level
from bot.records.base import new_id
from bot.records.case_models import Escalation
from bot.records.database import Database
from bot.records.models import Conversation, Patient
from bot.staff.figures.case_facts import CaseFacts

AT = datetime(2026, 11, 20, 17, tzinfo=UTC)
"""Noon in New York, the present of these tests."""

_OPEN = CaseFacts(
    level=Level.urgent,
    state="open",
    opened_at=AT,
    raised_at=AT,
    acknowledged_at=None,
    promised_at=None,
    answered_at=None,
    resolved_at=None,
    outcome=None,
    judgement=None,
)


def after(minutes: float) -> datetime:
    """So long after AT."""
    return AT + timedelta(minutes=minutes)


def a_case(**changes: Any) -> CaseFacts:  # noqa: ANN401
    """An open urgent case of AT, but for the changes."""
    return replace(_OPEN, **changes)


def a_closed_case(**changes: Any) -> CaseFacts:  # noqa: ANN401
    """A case that was resolved after an hour, but for the changes."""
    usual: dict[str, Any] = {"state": "resolved", "resolved_at": after(60), "outcome": "not_needed"}
    return replace(_OPEN, **usual | changes)


def store(database: Database, *rows: dict[str, Any]) -> list[str]:
    """Store a case for each row, each of a conversation of its own; their ids."""
    ids: list[str] = []
    with database.writing() as session:
        for row in rows:
            clinic = row.get("clinic_id", "clinic")
            patient, conversation = new_id(), new_id()
            session.add(Patient(id=patient, clinic_id=clinic, name="Marigold", created_at=AT))
            session.flush()
            session.add(
                Conversation(
                    id=conversation, clinic_id=clinic, patient_id=patient, channel="web", opened_at=AT, changed_at=AT
                )
            )
            session.flush()
            usual = {"id": new_id(), "level": "urgent", "state": "open", "opened_at": AT}
            values = usual | row
            values.setdefault("raised_at", values["opened_at"])
            session.add(Escalation(conversation_id=conversation, ladder_began_at=values["raised_at"], **values))
            session.flush()
            ids.append(str(values["id"]))
    return ids
