"""A page's stream brings each entry once and in order, from where the page was, and ends with its chat."""

import logging
from collections.abc import Awaitable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.channels.web import events
from bot.conversation import transcript
from bot.records.database import Database
from tests.unit.channels.conftest import COOKIE, Edge, send
from tests.unit.channels.open_page import aside, page, read, run, texts


def test_what_is_written_arrives_and_then_all_replies_in_one_write(edge: Edge) -> None:
    browser = edge.opened()

    async def follow() -> None:
        async with page(edge, browser) as open_page, page(edge, browser) as other_tab:
            await aside(lambda: send(browser, "hello", message_id="0a1b2c3d-0000-4000-8000-123456789abc"))
            for each in (open_page, other_tab):
                entries = await each.next()
                if len(entries) == 1:
                    entries += await each.next()
                assert texts(entries) == ["hello", "first to hello", "second"]
                assert entries[0]["id"] == "0a1b2c3d-0000-4000-8000-123456789abc"
                assert entries[2]["quick_replies"] == ["STAFF"]

    run(follow())


def test_a_stream_is_an_event_stream_that_nobody_may_keep(edge: Edge) -> None:
    browser = edge.opened()

    async def follow() -> None:
        async with page(edge, browser) as open_page:
            headers = dict(open_page.start["headers"])
            assert headers[b"content-type"] == b"text/event-stream; charset=utf-8"
            assert headers[b"cache-control"] == b"no-store"
            assert b"content-security-policy" in headers
            assert b"content-length" not in headers

    run(follow())


@pytest.mark.parametrize(
    ("query", "headers", "sequences"),
    [
        ("", {}, [1, 2, 3, 4, 5, 6]),
        ("after=0", {}, [1, 2, 3, 4, 5, 6]),
        ("after=4", {}, [5, 6]),
        ("after=1", {"last_event_id": "5"}, [6]),
    ],
)
def test_a_page_gets_what_came_after_its_last_entry(
    edge: Edge, query: str, headers: dict[str, str], sequences: list[int]
) -> None:
    browser = edge.opened()
    send(browser, "one")
    send(browser, "two")

    async def follow() -> None:
        async with page(edge, browser, query=query, **headers) as open_page:
            assert [entry["sequence"] for entry in await open_page.next()] == sequences

    run(follow())


def test_a_page_that_claims_to_be_further_goes_on_from_the_end(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "one")

    async def follow() -> None:
        async with page(edge, browser, query="after=5000") as open_page:
            await aside(lambda: send(browser, "two"))
            assert (await open_page.next())[0]["sequence"] == 4

    run(follow())


@pytest.mark.parametrize(("query", "headers"), [("after=x", {}), ("after=-1", {}), ("", {"last_event_id": "x"})])
def test_a_place_that_is_no_number_is_refused(edge: Edge, query: str, headers: dict[str, str]) -> None:
    browser = edge.opened()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    assert browser.get(f"/chat/events?{query}", headers=named).json()["error"] == "bad_request"


def test_a_long_chat_arrives_whole(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_AT_A_TIME", 4)
    browser = edge.opened()
    for number in range(5):
        send(browser, str(number))

    async def follow() -> None:
        got: list[int] = []
        async with page(edge, browser) as open_page:
            while len(got) < 15:
                got += [entry["sequence"] for entry in await open_page.next()]
        assert got == list(range(1, 16))

    run(follow())


def test_another_chats_entries_do_not_arrive(edge: Edge) -> None:
    browser, other = edge.opened(), edge.opened()

    async def follow() -> None:
        async with page(edge, browser) as open_page:
            await aside(lambda: send(other, "not yours"))
            await aside(lambda: send(browser, "mine"))
            assert (await open_page.next())[0]["text"] == "mine"

    run(follow())


def test_what_comes_while_the_stream_opens_is_not_lost(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = edge.opened()
    send(browser, "before")
    looked = 0

    def read_then_send(database: Database, **place: Any) -> list[transcript.Entry]:  # noqa: ANN401
        nonlocal looked
        looked += 1
        entries = transcript.read_after(database, **place)
        if looked == 1:
            send(browser, "just now")
        return entries

    monkeypatch.setattr(events, "read_after", read_then_send)

    async def follow() -> None:
        async with page(edge, browser, query="after=3") as open_page:
            assert (await open_page.next())[0]["text"] == "just now"

    run(follow())


def test_a_page_that_leaves_is_forgotten_at_once(edge: Edge) -> None:
    browser = edge.opened()

    async def follow() -> None:
        async with page(edge, browser) as open_page:
            assert len(edge.news.listened_to) == 1
            await open_page.leave()
            assert not edge.news.listened_to

    run(follow())


def test_a_deleted_chat_is_told_to_all_its_pages(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "hello")

    async def follow() -> None:
        async with page(edge, browser, query="after=3") as open_page:
            await aside(lambda: browser.delete("/chat"))
            assert await open_page.raw() == b"event: gone\ndata: {}\n\n"
            await open_page.ended()
            assert not edge.news.listened_to

    run(follow())


def test_a_deleted_chat_that_the_clinic_keeps_shows_its_page_nothing_more(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "STAFF")
    cookie = browser.cookies.get(COOKIE) or ""
    browser.delete("/chat")
    browser.cookies.set(COOKIE, cookie)

    async def follow() -> None:
        async with page(edge, browser) as open_page:
            assert await open_page.raw() == b"event: gone\ndata: {}\n\n"
            await open_page.ended()

    run(follow())


def test_a_quiet_stream_is_kept_awake(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PING_S", 0.01)
    browser = edge.opened()

    async def follow() -> None:
        async with page(edge, browser) as open_page:
            assert [await open_page.raw() for _ in range(6)] == [b": ping\n\n"] * 6

    run(follow())


def test_a_stream_looks_now_and_then_without_news(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "PING_S", 0.01)
    monkeypatch.setattr(edge.news, "publish", lambda _: None)
    browser = edge.opened()

    async def follow() -> None:
        async with page(edge, browser) as open_page:
            await aside(lambda: send(browser, "unheard of"))
            while (write := await open_page.raw()) == b": ping\n\n":
                pass
            assert "unheard of" in texts(read(write))

    run(follow())


def test_ending_the_streams_ends_those_that_are_open_and_those_that_come(edge: Edge) -> None:
    browser = edge.opened()

    async def follow() -> None:
        async with edge.app.router.lifespan_context(edge.app) as state:
            assert state
            async with page(edge, browser) as open_page:
                state["before_stop"]()
                await open_page.ended()
                async with page(edge, browser) as late:
                    await late.ended()

    run(follow())


def test_a_database_that_fails_ends_the_stream_and_not_the_server(
    edge: Edge, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser = edge.opened()

    def fail(*_: Any, **__: Any) -> Awaitable[None]:  # noqa: ANN401
        raise OperationalError("SELECT", {}, Exception("secret"))

    async def follow() -> None:
        async with page(edge, browser) as open_page:
            monkeypatch.setattr(events, "read_after", fail)
            await aside(lambda: send(browser, "hello"))
            await open_page.ended()

    with caplog.at_level(logging.ERROR):
        run(follow())
    assert "OperationalError" in caplog.text
    assert "secret" not in caplog.text


def test_where_the_records_do_not_answer_the_stream_is_refused(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = edge.opened()

    def fail() -> None:
        raise OperationalError("SELECT", {}, Exception("busy"))

    monkeypatch.setattr(edge.answerer.database, "reading", fail)
    assert browser.get("/chat/events").status_code == 503
