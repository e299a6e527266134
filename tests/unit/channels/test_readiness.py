"""Readiness tells the truth about the parts, and asking often costs them nothing."""

import asyncio

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.readiness import HOLDS_S, Readiness
from bot.records.database import Database
from tests.unit.channels.conftest import Edge


class Part:
    """A part that counts how often it was tried."""

    def __init__(self) -> None:
        self.tried = 0
        self.works = True

    def __call__(self) -> bool:
        self.tried += 1
        return self.works


def test_a_part_is_tried_once_for_all_who_ask_within_two_seconds() -> None:
    part, seconds = Part(), [100.0]
    readiness = Readiness({"part": part}, monotonic=lambda: seconds[0])

    async def ask() -> list[dict[str, bool]]:
        return await asyncio.gather(*(readiness.look() for _ in range(50)))

    assert asyncio.run(ask()) == [{"part": True}] * 50
    part.works = False
    seconds[0] += HOLDS_S - 0.1
    assert asyncio.run(readiness.look()) == {"part": True}
    assert part.tried == 1
    seconds[0] += 0.1
    assert asyncio.run(readiness.look()) == {"part": False}
    assert part.tried == 2


ALL_WORK = {"rasa": True, "database": True, "pager": True, "oldest_undelivered_page_s": None}


def test_ready_is_said_when_rasa_and_the_database_work(edge: Edge) -> None:
    answer = edge.browser().get("/readyz")
    assert (answer.status_code, answer.json()) == (200, ALL_WORK)


def fail() -> None:
    raise OperationalError("SELECT", {}, Exception("busy"))


@pytest.mark.parametrize("broken", ["rasa", "database"])
def test_a_part_that_does_not_work_is_named(
    edge: Edge, database: Database, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if broken == "rasa":
        edge.rasa.works = False
    else:
        monkeypatch.setattr(database, "reading", fail)
    answer = edge.browser().get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {**ALL_WORK, broken: False})


def test_the_process_lives_also_when_nothing_works(edge: Edge) -> None:
    edge.rasa.works = False
    assert edge.browser().get("/healthz").json() == {"status": "ok", "oldest_undelivered_page_s": None}
