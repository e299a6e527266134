"""Acknowledges a case: somebody has seen it, and nobody else is called until something would have to be done."""

from datetime import datetime

from bot.escalations.acts.act import Actor, acting
from bot.escalations.acts.calling import acknowledge_open
from bot.protocol import Protocol
from bot.records.database import Database


def acknowledge(database: Database, *, case_id: str, staff: Actor, protocol: Protocol, now: datetime) -> bool:
    """Whether this acknowledged it; False where somebody had, or where it is resolved. Raises NotFoundError."""
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        return acknowledge_open(act)
