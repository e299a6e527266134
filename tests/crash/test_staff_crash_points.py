"""Kills the bot with kill -9 at each point of a case's life: after a restart no call, act or reply is lost or doubled.

A life goes from the patient's report over the page, the nurse's acts and her replies to the bot's speaking again. The
points are counted by one that comes through: each is died at on a database of one kind at least.
"""

import multiprocessing
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.records.database import Database
from tests.crash.child import Life
from tests.crash.journal import Journal
from tests.crash.staff_child import MINUTE, case_life, life_after, life_after_with_a_nurse
from tests.crash.staff_law import Found, check_case, check_end
from tests.crash.staff_story import EVENTS, WRITES
from tests.crash.test_crash_points import PATIENCE_S, finish, start
from tests.unit.escalations.acts.conftest import add_staff

pytestmark = pytest.mark.slow

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["pytest", "psycopg", "tests.crash.staff_warm"])
# From the report's commit, which opens the case, to that of the acknowledgement: the page's claim, send and record.
UNTIL_ACKNOWLEDGED = range(3, 15)
MOMENT = timedelta(seconds=1)
# The chat is opened; a message is committed and so is its answer; a page is claimed, and its send recorded; the acts;
# and twice what the patient has read.
COMMITS = 1 + 2 * len(WRITES) + 2 + (len(EVENTS) - 1) + 2
# Beside them a point before and after each answer of Rasa, and before and after the page's send.
POINTS = 2 * COMMITS + 2 * len(WRITES) + 2
# Each kind of database has all up to the acknowledgement; of the later ones those before a commit, or those after it.
POINTS_OF = {"sqlite": [*range(15), *range(16, POINTS, 2)], "postgresql": [*range(15), *range(15, POINTS, 2)]}
TWICE_KILLED = 6
# Once the chat is open: after each commit, answer and send, which are the odd points; each kind of database has half.
OUTSIDE_TRANSACTIONS = {"sqlite": range(3, POINTS, 4), "postgresql": range(5, POINTS, 4)}


@dataclass(frozen=True)
class Stage:
    """The records that the lives of one test share, each with a patient and a case of its own."""

    database: Database
    url: str
    folder: Path
    now: datetime

    @property
    def kind(self) -> str:
        """Which kind of database it is."""
        return self.database.engine.dialect.name

    def new_life(self, name: str, *, ends_at: int | None = None) -> Life:
        """A life with a journal of its own, which knows the nurse."""
        nurse = add_staff(self.database, name="Ana", now=self.now)
        life = Life(self.url, self.folder / "keys", self.folder / f"journal-{name}", now=self.now, ends_at=ends_at)
        Journal(life.journal).write("nurse", [nurse.id, nurse.name, nurse.clinic_id])
        return life

    def check(self, life: Life, *, deaths: int) -> Found:
        """Check what holds at any moment."""
        return check_case(self.database, journal=Journal(life.journal), deaths=deaths)

    def check_end(self, life: Life, *, deaths: int, before: Found) -> Found:
        """Check that the story is told, and that what stood before the restart still stands."""
        found = self.check(life, deaths=deaths)
        check_end(self.database, journal=Journal(life.journal))
        assert set(Journal(life.journal).all_of("refused")) <= {"resolve"}
        assert found.lines[: len(before.lines)] == before.lines, "what was said was taken back"
        assert found.staff_replies[: len(before.staff_replies)] == before.staff_replies
        if "opened" in before.events and not before.is_open:
            assert (found.claims, found.sent) == (before.claims, before.sent), "called after the acknowledgement"
        return found


@pytest.fixture
def stage(database: Database, database_url: str, tmp_path: Path, now: datetime) -> Stage:
    return Stage(database, database_url, tmp_path, now)


def last_time(life: Life) -> datetime:
    """The time by the clock of the life that ended."""
    return datetime.fromisoformat(Journal(life.journal).all_of("time")[-1])


def restarted(dead: Life, *, ends_at: int | None = None) -> Life:
    """The next life, a moment later, while what the dead one had leased still is."""
    return replace(dead, now=last_time(dead) + MOMENT, ends_at=ends_at, parent=None)


def check_called(life: Life, *, before: Found, found: Found) -> None:
    """Whoever was not called for an open case before the death is within the minute; whoever was is not again."""
    times = [datetime.fromisoformat(at) for at, _, _ in Journal(life.journal).all_of("sent")]
    if not before.is_open or before.pages_on_record:
        assert len(times) == max(before.sent, 1), "one page is sent for the whole story"
        return
    assert times[before.sent :], "the page is lost"
    assert times[before.sent] <= life.now + MINUTE
    assert found.sent == before.sent + 1


def test_killed_at_any_point_of_a_case_somebody_is_called_and_nothing_is_lost_or_doubled(stage: Stage) -> None:
    said = []
    for point in POINTS_OF[stage.kind]:
        life = stage.new_life(f"{point}", ends_at=point)
        assert finish(start(case_life, life))
        before = stage.check(life, deaths=1)
        after = restarted(life)
        assert not finish(start(life_after, after))
        found = stage.check_end(life, deaths=1, before=before)
        check_called(after, before=before, found=found)
        said.append(found.said)
    life = stage.new_life("whole")
    assert not finish(start(case_life, life))
    found = stage.check(life, deaths=0)
    stage.check_end(life, deaths=0, before=found)
    assert Journal(life.journal).all_of("ended") == [POINTS], "no point is left out"
    assert said == [found.said] * len(said), "who said what is the same as when nobody dies"


def test_a_nurse_who_acknowledges_first_after_the_restart_ends_the_calls(stage: Stage) -> None:
    """Also a call that a dead sender had claimed or had sent: when its lease ends nobody claims it again."""
    in_its_midst = 0
    for point in UNTIL_ACKNOWLEDGED:
        life = stage.new_life(f"{point}", ends_at=point)
        assert finish(start(case_life, life))
        before = stage.check(life, deaths=1)
        assert not finish(start(life_after_with_a_nurse, restarted(life)))
        found = stage.check_end(life, deaths=1, before=before)
        assert (found.claims, found.sent) == (before.claims, before.sent), "called after the acknowledgement"
        in_its_midst += before.claims > before.pages_on_record and before.is_open
    assert in_its_midst >= 4, "after the claim, before and after the send, and before it was recorded"


def test_killed_again_while_it_recovers_the_case_is_told_to_its_end(stage: Stage) -> None:
    chance = random.Random(20261121)
    killed_again = 0
    for number in range(TWICE_KILLED):
        life = stage.new_life(f"{number}", ends_at=chance.randrange(POINTS * 2 // 3))
        assert finish(start(case_life, life))
        before = stage.check(life, deaths=1)
        after: Callable[[Life], None] = chance.choice((life_after, life_after_with_a_nurse))
        killed_again += finish(start(after, restarted(life, ends_at=chance.randrange(POINTS // 3))))
        again = stage.check(life, deaths=2)
        assert again.lines[: len(before.lines)] == before.lines
        assert not finish(start(after, restarted(life)))
        stage.check_end(life, deaths=2, before=again)
    assert killed_again >= TWICE_KILLED // 2, "most recoveries are killed too"


def test_a_process_that_was_only_slow_changes_nothing_once_another_has_told_the_story(stage: Stage) -> None:
    """It stands still outside a transaction, and goes on with every step that it had yet to do."""
    for point in OUTSIDE_TRANSACTIONS[stage.kind]:
        here, there = _FORKS.Pipe()
        life = stage.new_life(f"{point}", ends_at=point)
        slow = start(case_life, replace(life, parent=there))
        assert here.poll(PATIENCE_S)
        assert here.recv() == "here"
        assert not finish(start(life_after, restarted(life)))
        found = stage.check(life, deaths=1)
        here.send("go on")
        assert not finish(slow)
        after = stage.check(life, deaths=1)
        check_end(stage.database, journal=Journal(life.journal))
        assert (after.events, after.lines, after.staff_replies) == (found.events, found.lines, found.staff_replies)
        assert after.claims == found.claims
