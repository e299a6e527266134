"""Reads what the inbox shows, all of it in one transaction.

Urgent and emergency cases that nobody has acknowledged are read by themselves: no tab, page or search is asked about
them, so that nothing can hide one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import case, false
from sqlalchemy.orm import Session

from bot.escalations.reading import PER_PAGE, CaseRow, Counts, count_cases, list_cases
from bot.escalations.reading.rows import case_rows, select_cases
from bot.protocol import Level
from bot.records.case_models import Escalation
from bot.staff.accounts.member import Member
from bot.staff.inbox.lines import PRESSING, Line, lines_of
from bot.staff.inbox.treatments import treatments_of
from bot.staff.views import StaffSide

Tab = Literal["open", "mine", "unassigned", "patient", "resolved"]

TABS: Final[dict[Tab, str]] = {
    "open": "All open",
    "mine": "Mine",
    "unassigned": "Nobody's",
    "patient": "Waiting for the patient",
    "resolved": "Resolved",
}
_WORST_FIRST = case({str(level): -level.rank for level in Level}, value=Escalation.level)


@dataclass(frozen=True)
class Inbox:
    """`unseen` are the cases on top; `lines` are those of the tab's page but for these. `page` counts from 0."""

    unseen: tuple[Line, ...]
    lines: tuple[Line, ...]
    counts: Counts
    tab: Tab
    page: int
    more: bool


@dataclass(frozen=True)
class Found:
    """What a search has found; `more`: there are others that are not shown."""

    open: tuple[Line, ...]
    resolved: tuple[Line, ...]
    more: bool


def read_inbox(side: StaffSide, *, member: Member, tab: Tab, page: int) -> Inbox:
    """The inbox as the member sees it; a page beyond the last is the last."""
    now, clinic_id = side.clock(), member.clinic_id
    with side.database.reading() as session:
        unseen = _unseen(session, side=side, member=member)
        if tab == "resolved":
            found = list_cases(session, clinic_id=clinic_id, now=now, which="resolved", page=page)
            rows, more = found.rows, found.more
        else:
            on_top = {row.id for row in unseen}
            kept = [row for row in _all_of(session, side=side, member=member, tab=tab) if row.id not in on_top]
            page = min(page, max(len(kept) - 1, 0) // PER_PAGE)
            rows, more = tuple(kept[page * PER_PAGE : (page + 1) * PER_PAGE]), len(kept) > (page + 1) * PER_PAGE
        return Inbox(
            unseen=_lines(session, unseen, side=side),
            lines=_lines(session, rows, side=side),
            counts=count_cases(session, clinic_id=clinic_id, staff_id=member.id),
            tab=tab,
            page=page,
            more=more,
        )


def search_cases(side: StaffSide, *, member: Member, words: str) -> Found:
    """The cases of patients whom the words fit, open and resolved."""
    now, clinic_id = side.clock(), member.clinic_id
    with side.database.reading() as session:
        unresolved = list_cases(session, clinic_id=clinic_id, now=now, which="open", search=words)
        resolved = list_cases(session, clinic_id=clinic_id, now=now, which="resolved", search=words)
        return Found(
            open=_lines(session, unresolved.rows, side=side),
            resolved=_lines(session, resolved.rows, side=side),
            more=unresolved.more or resolved.more,
        )


def _unseen(session: Session, *, side: StaffSide, member: Member) -> tuple[CaseRow, ...]:
    found = session.execute(
        select_cases()
        .where(
            Escalation.clinic_id == member.clinic_id,
            Escalation.synthetic == false(),
            Escalation.state == "open",
            Escalation.level.in_([str(level) for level in PRESSING]),
        )
        .order_by(_WORST_FIRST, Escalation.raised_at, Escalation.id)
    ).all()
    return case_rows(session, found, clinic_id=member.clinic_id, now=side.clock())


def _all_of(session: Session, *, side: StaffSide, member: Member, tab: Tab) -> list[CaseRow]:
    """Every case of the tab: which of them wait for the patient is known only of a whole row."""
    rows: list[CaseRow] = []
    more, page = True, 0
    while more:
        found = list_cases(
            session,
            clinic_id=member.clinic_id,
            now=side.clock(),
            which="open" if tab == "patient" else tab,
            staff_id=member.id,
            page=page,
        )
        rows += [row for row in found.rows if tab != "patient" or row.waiting_for == "patient"]
        more, page = found.more, page + 1
    return rows


def _lines(session: Session, rows: Sequence[CaseRow], *, side: StaffSide) -> tuple[Line, ...]:
    treated = treatments_of(session, patient_ids=[row.patient_id for row in rows])
    return lines_of(tuple(rows), treated=treated, protocol=side.protocol, now=side.clock())
