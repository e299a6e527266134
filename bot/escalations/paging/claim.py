"""Who sends a page: it is handed to one sender at a time under a lease, and only while its case is open.

What a dead sender left is sent again when its lease ends, so that a person may be called twice and never not at all.
After the commit of an acknowledgement no claim is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.escalations.ladder import ladder_begins
from bot.escalations.paging.contacts import channel_of
from bot.escalations.paging.page_text import Kind, kind_of
from bot.escalations.paging.plan import UNSENT, hurry
from bot.protocol import Clinic, Level
from bot.records.case_models import Escalation, Page, PageAttempt
from bot.records.database import Database

# Longer than a send may take, and short enough that what a dead sender left goes out within a minute.
LEASE = timedelta(seconds=20)
LONGEST_PAUSE_S = 60.0
_FIRST_PAUSE_S = 5.0


@dataclass(frozen=True)
class Claim:
    """The right to send one page by one contact; `tries` counts this one. `contact` None: clinic.yml has none."""

    page_id: str
    contact: str | None
    number: int
    tries: int
    level: Level
    kind: Kind
    claimed_at: datetime


def due_pages(session: Session, *, now: datetime) -> list[str]:
    """The pages that nobody sends just now and that are due: the highest level first, then those due longest."""
    found = session.execute(
        select(Page.id, Page.level, Page.due_at).where(
            Page.state.in_(UNSENT), Page.due_at <= now, or_(Page.lease_until.is_(None), Page.lease_until <= now)
        )
    ).all()
    return [one.id for one in sorted(found, key=lambda one: (-Level(one.level).rank, one.due_at, one.id))]


def claim_page(database: Database, *, page_id: str, clinic: Clinic, now: datetime) -> Claim | None:
    """Lease the page, or None: it is gone, sent, somebody else's or not due, or its case needs no call any more."""
    with database.writing() as session:
        found = _locked(session, page_id=page_id)
        if found is None:
            return None
        case, page = found
        if page.state not in UNSENT or page.due_at > now or (page.lease_until and page.lease_until > now):
            return None
        if case.state != "open" or page.round != case.ladder_round:
            page.state = "void"
            return None
        may_call_at = ladder_begins(clinic, level=Level(case.level), raised_at=now)
        if may_call_at > now:
            # The clinic has closed since, and a routine case calls nobody at night: its next step does, by day.
            page.state = "void"
            case.next_page_at = min(case.next_page_at or may_call_at, may_call_at)
            return None
        contacts = _contacts(clinic, case=case, page=page)
        page.contact = min(page.contact, max(len(contacts) - 1, 0))
        page.tries += 1
        page.lease_until = now + LEASE
        return Claim(
            page_id=page.id,
            contact=contacts[page.contact] if contacts else None,
            number=page.contact,
            tries=page.tries,
            level=Level(page.level),
            kind=kind_of(page, case=case, clinic=clinic),
            claimed_at=now,
        )


def record_attempt(
    database: Database, *, claim: Claim, error: str | None, clinic: Clinic, now: datetime, chance: float
) -> bool:
    """Write down how the send ended (`error` None: well). True: the person's next contact has to be tried at once.

    `chance` (0 to 1) spreads the pause after the last contact, so that the tries of many do not meet.
    """
    with database.writing() as session:
        found = _locked(session, page_id=claim.page_id)
        if found is None:
            return False
        case, page = found
        session.add(
            PageAttempt(
                clinic_id=page.clinic_id,
                page_id=page.id,
                contact=claim.number,
                channel=channel_of(claim.contact) if claim.contact else "none",
                attempted_at=claim.claimed_at,
                outcome="sent" if error is None else "failed",
                error=error[:64] if error else None,
            )
        )
        if error is None:
            page.sent_at = page.sent_at or now
            page.state = "void" if page.state == "void" else "sent"
            page.lease_until = None
            return False
        if page.state not in UNSENT or page.tries != claim.tries:
            # It was called off, or the lease had ended and somebody else sends it now.
            return False
        page.lease_until = None
        contacts = _contacts(clinic, case=case, page=page)
        if page.contact + 1 < len(contacts):
            page.state, page.contact, page.due_at = "pending", page.contact + 1, now
            return True
        page.state, page.contact = "failed", 0
        page.due_at = now + _pause(page.tries // max(len(contacts), 1), chance=chance)
        hurry(session, case=case, page=page, clinic=clinic, now=now)
        return False


def contacts_of(clinic: Clinic, *, person: str) -> Sequence[str]:
    """The person's contacts in their order; none for somebody who does not stand in clinic.yml any more."""
    found = clinic.on_call.people.get(person)
    return found.contacts if found else ()


def _contacts(clinic: Clinic, *, case: Escalation, page: Page) -> Sequence[str]:
    """Nobody is woken for a made-up case."""
    return (clinic.on_call.canary,) if case.synthetic else contacts_of(clinic, person=page.person)


def _locked(session: Session, *, page_id: str) -> tuple[Escalation, Page] | None:
    # The case first, as everybody who changes one does.
    case = session.scalar(
        select(Escalation)
        .join(Page, Page.escalation_id == Escalation.id)
        .where(Page.id == page_id)
        .with_for_update(of=Escalation)
    )
    page = session.scalar(select(Page).where(Page.id == page_id).with_for_update())
    return (case, page) if case and page else None


def _pause(rounds: int, *, chance: float) -> timedelta:
    longest = min(_FIRST_PAUSE_S * 2 ** min(max(rounds - 1, 0), 10), LONGEST_PAUSE_S)
    return timedelta(seconds=longest * (0.5 + chance / 2))
