"""Writes down each try to hand a reply to its channel, many at a time.

For the web chat it is a record only: what a page still lacks is decided by the page's own place in the row, so a lost
record loses or doubles nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update

from bot.records.database import Database
from bot.records.models import Attempt, Reply


def record_sent(database: Database, *, reply_ids: Sequence[str], channel: str, now: datetime) -> None:
    """The replies were handed over; those that the patient has deleted since are left out."""
    with database.writing() as session:
        # Locks the rows that are still there, so that no attempt can outlive its reply.
        known = session.scalars(
            update(Reply).where(Reply.id.in_(reply_ids)).values(state="sent").returning(Reply.id)
        ).all()
        if known:
            session.execute(
                insert(Attempt),
                [{"reply_id": one, "channel": channel, "attempted_at": now, "outcome": "sent"} for one in known],
            )
