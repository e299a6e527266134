"""A version of the protocol is written down once, also by two processes that start at the same moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError

from bot.conversation.versions import remember_protocol
from bot.protocol import Protocol
from bot.records.database import Database, open_database
from bot.records.encryption import Keyring
from bot.records.models import ProtocolVersion
from bot.records.upgrade import upgrade_database
from tests.postgres import empty_database


@pytest.fixture
def two(postgres: str, keyring: Keyring) -> Iterator[tuple[Database, Database]]:
    """Two processes' ways to one database. On SQLite the one waits for the other: there it cannot happen."""
    address = empty_database(postgres)
    one, other = (open_database(address, keyring=keyring) for _ in range(2))
    upgrade_database(one)
    yield one, other
    one.close()
    other.close()


def versions(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(ProtocolVersion.version)))


def test_two_that_start_together_write_it_down_once(
    two: tuple[Database, Database], protocol: Protocol, now: datetime
) -> None:
    one, other = two
    written: list[bool] = []

    @event.listens_for(one.engine, "before_cursor_execute")
    def _other_is_faster(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:  # noqa: ANN401
        if statement.startswith("INSERT INTO protocol_version") and not written:
            written.append(True)
            remember_protocol(other, protocol=protocol, now=now)

    remember_protocol(one, protocol=protocol, now=now)
    assert written
    assert versions(one) == [protocol.version]


def test_another_mistake_is_not_swallowed(two: tuple[Database, Database], protocol: Protocol, now: datetime) -> None:
    with pytest.raises(IntegrityError):
        remember_protocol(two[0], protocol=protocol, now=None)  # type: ignore[arg-type]
    assert versions(two[0]) == []
    remember_protocol(two[0], protocol=protocol, now=now)
    assert versions(two[0]) == [protocol.version]
