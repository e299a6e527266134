"""The pager's thread goes on, whatever happens, and shows whether it does."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.escalations.paging import thread as thread_module
from bot.escalations.paging.pager import Pager
from bot.escalations.paging.thread import PagerThread
from bot.protocol import Clinic, Level
from bot.records.database import Database
from tests.unit.escalations.paging.conftest import Clock, MakePager, Providers, open_case

PATIENCE_S = 30


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_module, "POLL_S", 0.01)


class Looks:
    """Counts a pager's looks, and lets a test wait until some more have ended."""

    def __init__(self, pager: Pager, monkeypatch: pytest.MonkeyPatch) -> None:
        self._whole = pager.begin_look
        self._ended = threading.Semaphore(0)
        self.error: BaseException | None = None
        monkeypatch.setattr(pager, "begin_look", self._look)

    def _look(self) -> object:
        self._ended.release()
        if self.error:
            raise self.error
        return self._whole()

    def wait_for(self, number: int) -> None:
        """Until so many more have begun, and all of them but the last have ended."""
        while self._ended.acquire(blocking=False):
            pass
        for _ in range(number):
            assert self._ended.acquire(timeout=PATIENCE_S)


def test_it_calls_people_by_itself_and_its_heart_beats(
    database: Database, clinic: Clinic, clock: Clock, make_pager: MakePager, monkeypatch: pytest.MonkeyPatch
) -> None:
    called = threading.Event()

    def call(_: str) -> None:
        called.set()

    pager = make_pager(transport=Providers(clock, before=call))
    looks = Looks(pager, monkeypatch)
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    thread = PagerThread(pager, clock=clock)
    assert thread.heartbeat is None
    with thread:
        assert not called.is_set(), "it waits for its beginning"
        thread.begin()
        assert called.wait(PATIENCE_S)
        looks.wait_for(2)
        assert thread.heartbeat == clock.now
        clock.move(seconds=3)
        looks.wait_for(3)
        assert thread.heartbeat == clock.now
    assert not any(one.name == "pager" for one in threading.enumerate())


def test_an_error_is_logged_by_its_type_the_heart_stands_still_and_the_thread_goes_on(
    clock: Clock, make_pager: MakePager, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    pager = make_pager()
    looks = Looks(pager, monkeypatch)
    with PagerThread(pager, clock=clock) as thread:
        thread.begin()
        looks.wait_for(2)
        looks.error = RuntimeError("Marigold Quince")
        looks.wait_for(2)
        stood_at = thread.heartbeat
        clock.move(minutes=2)
        looks.wait_for(2)
        assert thread.heartbeat == stood_at == clock.now - timedelta(minutes=2)
        looks.error = None
        looks.wait_for(3)
        assert thread.heartbeat == clock.now
    assert "the pager could not look: RuntimeError" in caplog.text
    assert "Marigold" not in caplog.text


def test_a_database_that_is_away_does_not_end_it(
    database: Database,
    clinic: Clinic,
    clock: Clock,
    make_pager: MakePager,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    called = threading.Event()

    def call(_: str) -> None:
        called.set()

    @contextmanager
    def away() -> Iterator[Session]:
        raise ConnectionError
        yield

    pager = make_pager(transport=Providers(clock, before=call))
    looks = Looks(pager, monkeypatch)
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    with monkeypatch.context() as broken:
        broken.setattr(database, "reading", away)
        with PagerThread(pager, clock=clock) as thread:
            thread.begin()
            looks.wait_for(3)
            assert thread.heartbeat is None
            assert not called.is_set()
            broken.undo()
            assert called.wait(PATIENCE_S)


def test_leaving_before_the_beginning_is_no_error(clock: Clock, pager: Pager) -> None:
    with PagerThread(pager, clock=clock):
        pass
