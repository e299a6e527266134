"""That a reply was handed to a page is written down once, and costs nothing where it cannot be."""

import logging

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.channels.web import recorder as recorder_module
from bot.channels.web.recorder import Recorder
from bot.records.database import Database
from bot.records.models import Attempt, Reply
from tests.unit.channels.conftest import COOKIE, Edge, entries, send
from tests.unit.channels.open_page import aside, page, run


def states(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Reply.state)))


def attempts(database: Database) -> list[tuple[str, str]]:
    with database.reading() as session:
        return [(one.channel, one.outcome) for one in session.scalars(select(Attempt))]


def test_replies_that_a_page_read_are_written_down_once(edge: Edge, database: Database) -> None:
    with edge.browser() as browser:
        browser.post("/chat/session", json={})
        send(browser, "hello")
        assert states(database) == ["pending", "pending"]
        entries(browser)
        entries(browser)
    # Leaving the block ended the application, which waits for the record.
    assert states(database) == ["sent", "sent"]
    assert attempts(database) == [("web", "sent")] * 2


def test_replies_that_are_read_again_later_are_not_written_down_again(edge: Edge, database: Database) -> None:
    with edge.browser() as browser:
        browser.post("/chat/session", json={})
        send(browser, "hello")
        entries(browser)
    cookie = {"Cookie": f"{COOKIE}={browser.cookies.get(COOKIE)}"}
    recorder = Recorder(database, channel="web", clock=edge.clock)
    with recorder:
        again = edge.browser().get("/chat/entries", headers=cookie)
    assert len(again.json()["entries"]) == 3
    assert len(attempts(database)) == 2


def test_replies_that_a_stream_brought_are_written_down(edge: Edge, database: Database) -> None:
    browser = edge.opened()

    async def follow() -> None:
        async with edge.app.router.lifespan_context(edge.app), page(edge, browser) as open_page:
            await aside(lambda: send(browser, "hello"))
            got = 0
            while got < 3:
                got += len(await open_page.next())

    run(follow())
    assert states(database) == ["sent", "sent"]


def test_many_are_written_down_together(edge: Edge, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    batches: list[int] = []

    def count(_: Database, *, reply_ids: list[str], **__: object) -> None:
        batches.append(len(reply_ids))

    monkeypatch.setattr(recorder_module, "record_sent", count)
    recorder = Recorder(database, channel="web", clock=edge.clock)
    recorder.add(str(number % 450) for number in range(500))
    with recorder:
        pass
    assert sum(batches) >= 450
    assert max(batches) == 200
    assert len(batches) == 3


def test_a_database_that_fails_is_logged_by_type_and_does_not_end_the_recorder(
    edge: Edge, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    calls: list[list[str]] = []

    def fail(_: Database, *, reply_ids: list[str], **__: object) -> None:
        calls.append(reply_ids)
        raise OperationalError("UPDATE", {}, Exception("secret"))

    monkeypatch.setattr(recorder_module, "record_sent", fail)
    recorder = Recorder(database, channel="web", clock=edge.clock)
    recorder.add(str(number) for number in range(300))
    with caplog.at_level(logging.ERROR), recorder:
        pass
    assert [len(ids) for ids in calls] == [200, 100]
    assert "OperationalError" in caplog.text
    assert "secret" not in caplog.text
