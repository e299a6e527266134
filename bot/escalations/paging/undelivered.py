"""How long a call has not come through: the figure by which others see that nobody is being reached."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.escalations.paging.plan import UNSENT
from bot.records.case_models import Escalation, Page


def oldest_undelivered(session: Session, *, now: datetime) -> float | None:
    """Seconds since the oldest page of an open case was due that has not gone out, or that nobody has written yet.

    None: every call has gone out. A pause between two tries does not make a page younger.
    """
    open_case = Escalation.state == "open"
    page = session.scalar(
        select(func.min(Page.made_at))
        .join(Escalation, Escalation.id == Page.escalation_id)
        .where(open_case, Page.state.in_(UNSENT), Page.made_at <= now)
    )
    step = session.scalar(
        select(func.min(Escalation.next_page_at)).where(open_case, Escalation.next_page_at <= now),
    )
    since = min((one for one in (page, step) if one is not None), default=None)
    return None if since is None else (now - since).total_seconds()
