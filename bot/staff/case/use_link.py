"""What a page's link leads to, and its one use: the case is acknowledged and the link spent in one transaction.

Of two who press at once one does it. A link of another clinic's page is as good as forged.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.escalations.acts import Actor
from bot.escalations.acts.act import acting
from bot.escalations.acts.calling import acknowledge_open
from bot.protocol import Level, Protocol
from bot.records.case_models import Escalation, Page
from bot.records.database import Database
from bot.staff.case.page_link import LinkRefusedError


@dataclass(frozen=True)
class Linked:
    """The case of a page, in one line."""

    case_id: str
    conversation_id: str
    level: Level
    state: str
    raised_at: datetime
    used_at: datetime | None


def read_linked(session: Session, *, page_id: str, clinic_id: str) -> Linked:
    """The case. Raises LinkRefusedError where the clinic has no such page."""
    found = session.execute(
        select(Escalation, Page.link_used_at)
        .join(Page, Page.escalation_id == Escalation.id)
        .where(Page.id == page_id, Escalation.clinic_id == clinic_id)
    ).one_or_none()
    if found is None:
        raise LinkRefusedError("forged")
    case, used_at = found
    return Linked(case.id, case.conversation_id, Level(case.level), case.state, case.raised_at, used_at)


def use_link(
    database: Database, *, page_id: str, case_id: str, staff: Actor, protocol: Protocol, now: datetime
) -> bool:
    """Acknowledge the page's case; False where somebody had. Raises LinkRefusedError for a link that was used."""
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        # Under the case's lock: whoever came first has marked it before this reads it.
        page = act.session.scalars(select(Page).where(Page.id == page_id).with_for_update()).one()
        if page.link_used_at is not None:
            raise LinkRefusedError("used", page_id=page_id)
        page.link_used_at = now
        return acknowledge_open(act)
