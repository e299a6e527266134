"""The list of cases, a page at a time: what is worst and waits longest stands first, and nothing open is left out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, case, false, or_, select
from sqlalchemy.orm import Session

from bot.escalations.reading.rows import CaseRow, case_rows, select_cases
from bot.escalations.reading.sealed import text_of
from bot.protocol import Level
from bot.records.case_models import Escalation
from bot.records.models import Conversation, Patient

Which = Literal["open", "mine", "unassigned", "resolved"]

PER_PAGE = 50
# A search opens the names of so many cases, the first of the list: enough for years, and done in a blink.
MOST_SEARCHED = 2000
_SHORTEST_ID = 6

_RANK = case({str(level): -level.rank for level in Level}, value=Escalation.level)
_OPEN_FIRST = case((Escalation.state == "open", 0), else_=1)


@dataclass(frozen=True)
class CasePage:
    """One page of the list; `page` counts from 0, `more` says whether another follows."""

    rows: tuple[CaseRow, ...]
    page: int
    more: bool


def list_cases(
    session: Session,
    *,
    clinic_id: str,
    now: datetime,
    which: Which = "open",
    staff_id: str | None = None,
    search: str = "",
    page: int = 0,
) -> CasePage:
    """`open` are all that are not resolved; `mine` are those of `staff_id` among them. Resolved ones: the newest first.

    `search` is part of a patient's name, digits of the phone number, or the first letters of a case's id.
    """
    wanted = [Escalation.clinic_id == clinic_id, Escalation.synthetic == false(), *_of(which, staff_id=staff_id)]
    if words := search.strip():
        wanted.append(_found(session, wanted, words=words, which=which))
    query = _ordered(select_cases().where(*wanted), which=which)
    found = session.execute(query.limit(PER_PAGE + 1).offset(max(page, 0) * PER_PAGE)).all()
    rows = case_rows(session, found[:PER_PAGE], clinic_id=clinic_id, now=now)
    return CasePage(rows, max(page, 0), more=len(found) > PER_PAGE)


def _of(which: Which, *, staff_id: str | None) -> list[ColumnElement[bool]]:
    if which == "resolved":
        return [Escalation.state == "resolved"]
    unresolved = [Escalation.state != "resolved"]
    if which == "mine":
        return [*unresolved, Escalation.assignee_id == staff_id]
    return [*unresolved, Escalation.assignee_id.is_(None)] if which == "unassigned" else unresolved


def _ordered(query: Select[*tuple[Any, ...]], *, which: Which) -> Select[*tuple[Any, ...]]:
    if which == "resolved":
        return query.order_by(Escalation.resolved_at.desc(), Escalation.id)
    return query.order_by(_RANK, _OPEN_FIRST, Escalation.raised_at, Escalation.id)


def _found(session: Session, wanted: list[ColumnElement[bool]], *, words: str, which: Which) -> ColumnElement[bool]:
    # Names and numbers are sealed, so the database cannot look for a part of one.
    query = (
        select(Escalation.id, text_of(Patient.name), text_of(Patient.phone))
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .join(Patient, Patient.id == Conversation.patient_id)
        .where(*wanted, or_(Patient.name.is_not(None), Patient.phone.is_not(None)))
    )
    known = session.execute(_ordered(query, which=which).limit(MOST_SEARCHED)).all()
    ids = [row.id for row in known if _fits(words, name=row.name, phone=row.phone)]
    by_id = Escalation.id.startswith(words.lower(), autoescape=True) if len(words) >= _SHORTEST_ID else false()
    return or_(Escalation.id.in_(ids), by_id)


def _fits(words: str, *, name: str | None, phone: str | None) -> bool:
    digits = "".join(letter for letter in words if letter.isdigit())
    by_phone = len(digits) >= 3 and digits in "".join(letter for letter in phone or "" if letter.isdigit())
    return by_phone or words.casefold() in (name or "").casefold()
