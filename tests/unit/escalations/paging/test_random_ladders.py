"""200 ladders with people who never answer, channels that fail, and pagers that die: none stalls, none goes too far."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, event, func, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from bot.protocol import Clinic, Level, Protocol
from bot.records.case_models import CaseEvent, Escalation
from bot.records.database import Database, open_database
from bot.records.encryption import open_keyring
from bot.records.upgrade import upgrade_database
from tests.unit.escalations.paging.world import World

LADDERS, BATCHES = 200, 10
BEGINS = datetime(2026, 10, 29, tzinfo=UTC)  # a week in which New York's clock is set back
MINUTES = 30


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A SQLite file that does not wait for the disk at each commit, which would be most of the time here."""
    folder: Path = tmp_path_factory.mktemp("ladders")
    keyring = open_keyring(keys="", file=folder / "keys", say=lambda _: None)
    opened = open_database(f"sqlite:///{folder / 'ladders.sqlite3'}", keyring=keyring)

    def hurry(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.close()

    event.listen(opened.engine, "connect", hurry)
    upgrade_database(opened)
    yield opened
    opened.close()


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_ladder_stalls_and_none_calls_after_the_acknowledgement(
    sqlite: Database, protocol: Protocol, batch: int
) -> None:
    seen: list[World] = []
    for seed in range(batch, LADDERS, BATCHES):
        world = World(sqlite, clinic=protocol.clinic, seed=seed, now=BEGINS)
        try:
            world.run(minutes=MINUTES)
            with sqlite.reading() as session:
                begun_again = select(func.count()).where(CaseEvent.escalation_id == world.case_id)
                events = session.scalar(begun_again.where(CaseEvent.kind == "not_acted"))
        finally:
            with sqlite.writing() as session:
                session.execute(delete(Escalation))
        assert world.stalls() == [], f"seed {seed}, {world.level}"
        assert world.after_acknowledgement == [], f"seed {seed}, {world.level}"
        assert events == len(world.spells) - 1, f"seed {seed}: begun again as often as nothing was done"
        assert not (world.level is Level.routine and called_while_closed(world)), f"seed {seed}"
        seen.append(world)
    assert any(world.restarts for world in seen)
    assert any(len(world.spells) > 1 for world in seen)
    assert any(not one.ok for world in seen for spell in world.spells for one in spell.tries)
    assert any(world.never_answers for world in seen)


def called_while_closed(world: World) -> bool:
    clinic: Clinic = world.clinic
    return any(clinic.open_at(one.at) is False for spell in world.spells for one in spell.tries)
