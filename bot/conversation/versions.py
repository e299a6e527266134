"""Keeps each version of the protocol that is used, whole, so that a reply can be explained years later."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.protocol import Protocol
from bot.records.base import new_id
from bot.records.database import Database
from bot.records.models import ProtocolVersion


def remember_protocol(database: Database, *, protocol: Protocol, now: datetime) -> None:
    """Write the version down, unless it is known."""
    try:
        _write_down(database, protocol=protocol, now=now)
    except IntegrityError:
        # Another process that starts at the same moment may have written it since we looked.
        with database.reading() as session:
            if not session.scalar(select(ProtocolVersion.id).where(ProtocolVersion.version == protocol.version)):
                raise


def _write_down(database: Database, *, protocol: Protocol, now: datetime) -> None:
    with database.writing() as session:
        if session.scalar(select(ProtocolVersion.id).where(ProtocolVersion.version == protocol.version)):
            return
        session.add(
            ProtocolVersion(
                id=new_id(),
                version=protocol.version,
                approved_by=protocol.approved_by,
                valid_from=protocol.valid_from,
                content=protocol.content(),
                first_used_at=now,
            )
        )
