"""Reads cases for the figures and for the export: the only module here that asks the database.

It selects single columns, so that nothing sealed is ever opened, and leaves out what was no patient's.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Executable, Row, and_, or_, select
from sqlalchemy.orm import Session

from bot.protocol import Level
from bot.records.case_models import Escalation
from bot.records.database import Database
from bot.staff.figures.case_facts import CaseFacts

EXPORTED: Final = (
    *("id", "conversation_id", "level", "state", "opened_at", "raised_at", "acknowledged_at", "acknowledged_by"),
    *("promised_at", "late_told_at", "answered_at", "resolved_at", "resolved_by", "outcome", "judgement"),
)
_BATCH = 500
_FACTS = (
    *(Escalation.level, Escalation.state, Escalation.opened_at, Escalation.raised_at, Escalation.acknowledged_at),
    *(Escalation.promised_at, Escalation.answered_at, Escalation.resolved_at, Escalation.outcome),
    Escalation.judgement,
)


def read_facts(session: Session, *, clinic_id: str, since: datetime) -> list[CaseFacts]:
    """The clinic's cases that were opened or became worse since then, and every one that still waits."""
    recent = or_(Escalation.raised_at >= since, Escalation.state != "resolved")
    rows = session.execute(select(*_FACTS).where(_of_patients(clinic_id), recent))
    return [CaseFacts(**row | {"level": _level(row["level"])}) for row in map(dict, rows.mappings())]


def read_exported(database: Database, *, clinic_id: str, since: datetime) -> Iterator[Row[Any]]:
    """The columns `EXPORTED` of the clinic's cases that were opened or became worse since then, the oldest first.

    Read in short transactions, a batch at a time: whoever downloads slowly holds nothing up.
    """
    key = (Escalation.opened_at, Escalation.id)
    query = (
        select(*(getattr(Escalation, name) for name in EXPORTED))
        .where(_of_patients(clinic_id), Escalation.raised_at >= since)
        .order_by(*key)
        .limit(_BATCH)
    )
    rows = _read(database, query)
    while rows:
        yield from rows
        last = rows[-1]
        after = or_(
            Escalation.opened_at > last.opened_at,
            and_(Escalation.opened_at == last.opened_at, Escalation.id > last.id),
        )
        rows = _read(database, query.where(after)) if len(rows) == _BATCH else []


def _level(stored: str) -> Level:
    # The ladder, too, treats a case without a level as a routine one.
    return Level.routine if stored == Level.none else Level(stored)


def _of_patients(clinic_id: str) -> ColumnElement[bool]:
    not_a_test = or_(Escalation.outcome.is_(None), Escalation.outcome != "test")
    return and_(Escalation.clinic_id == clinic_id, Escalation.synthetic.is_(False), not_a_test)


def _read(database: Database, query: Executable) -> list[Row[Any]]:
    with database.reading() as session:
        return list(session.execute(query).all())
