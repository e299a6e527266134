"""Kills the bot with kill -9 at each point of a message's life: after a restart every message was answered once.

Each life is a process of its own, forked from a server that has everything imported. The points are not listed: a life
is killed at its first one, the next at its second, until one comes through.
"""

import multiprocessing
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from bot.records.database import Database
from tests.crash.child import LEASE, Life, first_life, restarted_life
from tests.crash.journal import Journal
from tests.crash.law import check_all_answered, check_law
from tests.crash.story import STORY

pytestmark = pytest.mark.slow

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["pytest", "psycopg", "tests.crash.child"])
PATIENCE_S = 120
# Two conversations are opened; a message is committed when it comes in, Rasa answers, and the answer is committed.
COMMITS = 2 + 2 * len(STORY)
POINTS = 2 * COMMITS + 2 * len(STORY)
TWICE_KILLED = 8
# Once the conversations are open: after each commit and after each answer of Rasa, which are the odd points.
OUTSIDE_TRANSACTIONS = range(5, POINTS, 2)
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Stage:
    """The records that the lives of one test share, each with conversations of its own."""

    database: Database
    url: str
    folder: Path
    now: datetime

    def new_life(self, name: str, *, ends_at: int | None = None) -> Life:
        """A life with a journal of its own."""
        return Life(self.url, self.folder / "keys", self.folder / f"journal-{name}", now=self.now, ends_at=ends_at)

    def check(self, life: Life) -> list[str]:
        """Check what holds at any moment; the replies that stand."""
        return check_law(self.database, journal=Journal(life.journal))

    def check_end(self, life: Life, *, said_before: list[str]) -> None:
        """Check that all is answered, and that what was said before the restart still stands."""
        said = self.check(life)
        check_all_answered(self.database, journal=Journal(life.journal))
        assert set(said_before) <= set(said), "what was said was taken back"


@pytest.fixture
def stage(database: Database, database_url: str, tmp_path: Path, now: datetime) -> Stage:
    return Stage(database, database_url, tmp_path, now)


def start(live: Callable[[Life], None], life: Life) -> BaseProcess:
    # One that stands still when its test fails must not outlive the tests.
    process = _FORKS.Process(target=live, args=(life,), daemon=True)
    process.start()
    return process


def finish(process: BaseProcess) -> bool:
    """Wait for its end; whether it was killed. Any other failure of it is one of the test."""
    process.join(PATIENCE_S)
    assert process.exitcode in (0, -signal.SIGKILL), f"the child ended with {process.exitcode}: see its traceback"
    return process.exitcode != 0


def restarted(dead: Life, *, at_once: bool, ends_at: int | None = None) -> Life:
    """The next life: while the dead one's leases still hold, or after they have ended."""
    # Its own leases are made a moment later than those of the dead, and still hold when these end.
    held_until = (dead.held_until or dead.now) + LEASE + MOMENT / 2
    now = (dead.held_until or dead.now) + MOMENT if at_once else held_until
    return replace(dead, now=now, held_until=held_until, ends_at=ends_at)


def test_killed_at_any_point_every_message_is_answered_once(stage: Stage) -> None:
    point = 0
    while finish(start(first_life, life := stage.new_life(f"{point}", ends_at=point))):
        said = stage.check(life)
        # The points before and after one step alike; on the other kind of database the other way round.
        at_once = (point // 2) % 2 == (stage.database.engine.dialect.name == "sqlite")
        assert not finish(start(restarted_life, restarted(life, at_once=at_once)))
        stage.check_end(life, said_before=said)
        point += 1
    stage.check_end(life, said_before=[])
    assert point >= POINTS, "the points before and after each commit and each answer of Rasa"
    assert Journal(life.journal).all_of("ended") == [point], "each point that was counted was died at"


def test_killed_again_while_it_recovers_every_message_is_answered_once(stage: Stage) -> None:
    chance = random.Random(20261120)
    killed_again = 0
    for number in range(TWICE_KILLED):
        life = stage.new_life(f"{number}", ends_at=chance.randrange(POINTS))
        assert finish(start(first_life, life))
        said = stage.check(life)
        second = restarted(life, at_once=chance.random() < 0.5, ends_at=chance.randrange(POINTS // 2))
        killed_again += finish(start(restarted_life, second))
        said_first, said = said, stage.check(life)
        assert set(said_first) <= set(said)
        assert not finish(start(restarted_life, restarted(second, at_once=chance.random() < 0.5)))
        stage.check_end(life, said_before=said)
    assert killed_again >= TWICE_KILLED // 2, "most recoveries are killed too"


def test_a_process_that_was_only_slow_says_nothing_once_another_has_answered(stage: Stage) -> None:
    """It stands still outside a transaction, where it holds nothing but its lease."""
    for point in OUTSIDE_TRANSACTIONS:
        here, there = _FORKS.Pipe()
        life = stage.new_life(f"{point}", ends_at=point)
        slow = start(first_life, replace(life, parent=there))
        assert here.poll(PATIENCE_S)
        assert here.recv() == "here"
        assert not finish(start(restarted_life, restarted(life, at_once=False)))
        said = stage.check(life)
        here.send("go on")
        assert not finish(slow)
        stage.check_end(life, said_before=said)
        assert stage.check(life) == said, "it spoke after its lease"
