"""Nobody can make the process hold much: texts, answers, readings, streams and what is counted are bounded."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web import slots as slots_module
from bot.channels.web import web_chat
from bot.channels.web.body import MOST_BYTES, MOST_CHARACTERS
from bot.channels.web.entries import that_fit
from bot.channels.web.moving_window import MovingWindow
from bot.channels.web.slots import MOST_OF_ADDRESS, MOST_OF_CHAT, Slots
from bot.channels.web.web_chat import MOST_BYTES_OF_ENTRIES
from bot.protocol import Protocol
from tests.unit.channels.conftest import Edge, send
from tests.unit.channels.open_page import page, run


@pytest.mark.parametrize("letter", ["x", "\U0001f600", "\x01"])
def test_an_answer_is_bounded_in_bytes_and_every_entry_can_still_be_reached(
    edge: Edge, letter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_chat, "MOST_BYTES_OF_ENTRIES", 8_000)
    browser = edge.opened()
    for _ in range(16):
        assert send(browser, letter * 1_000).status_code == 202
    got: list[int] = []
    before: int | None = None
    while before != 1:
        answer = browser.get("/chat/entries" if before is None else f"/chat/entries?before={before}")
        assert len(answer.content) <= 8_100
        found = [entry["sequence"] for entry in answer.json()["entries"]]
        assert answer.json()["earlier"] is (found[0] > 1)
        got, before = found + got, found[0]
    assert got == list(range(1, got[-1] + 1))
    assert got[-1] >= 32
    assert len(browser.post("/chat/session", json={}).json()["entries"]) < 20


def test_a_message_that_is_kept_at_its_longest_fits_into_an_answer() -> None:
    assert 6 * MOST_CHARACTERS < MOST_BYTES_OF_ENTRIES
    assert 12 * MOST_CHARACTERS < MOST_BYTES


def test_ordinary_pages_are_not_cut(edge: Edge) -> None:
    browser = edge.opened()
    for _ in range(20):
        send(browser, "x" * 400)
    assert len(browser.get("/chat/entries").json()["entries"]) == 50


def test_one_entry_comes_however_long_it_is() -> None:
    assert that_fit([], most_bytes=10) == []


def test_readings_are_counted(make_edge: Callable[..., Edge], protocol: Protocol) -> None:
    edge = make_edge(messages_a_minute=1)
    for method, path in (("GET", "entries"), ("GET", "transcript"), ("POST", "session")):
        browser = edge.opened(address="192.0.2.9")
        codes = [browser.request(method, f"/chat/{path}").status_code for _ in range(11)]
        assert 200 in codes
        assert codes[-1] == 429
        answer = browser.request(method, f"/chat/{path}")
        assert answer.json() == {"error": "too_fast", "say": protocol.say("too_fast")}
        assert int(answer.headers["retry-after"]) <= 60


def test_openings_of_one_address_are_counted_without_a_chat(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge(address_messages_a_minute=1)
    codes = [edge.browser().post("/chat/session", json={}).status_code for _ in range(11)]
    assert codes == [200] * 10 + [429]


def test_streams_of_a_chat_are_bounded_and_their_places_come_back(edge: Edge) -> None:
    browser = edge.opened()

    async def follow() -> None:
        async with AsyncExitStack() as tabs:
            for _ in range(MOST_OF_CHAT):
                opened = await tabs.enter_async_context(page(edge, browser))
                assert opened.start["status"] == 200
            async with page(edge, browser) as one_more:
                assert one_more.start["status"] == 503
                assert dict(one_more.start["headers"])[b"retry-after"] == b"30"
            async with page(edge, edge.opened()) as of_another_chat:
                assert of_another_chat.start["status"] == 200
            await opened.leave()
            async with page(edge, browser) as instead:
                assert instead.start["status"] == 200
        assert not edge.news.listened_to

    run(follow())


def test_streams_of_an_address_and_of_the_process_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(slots: Slots, address: str) -> int:
        with ExitStack() as open_streams:
            while slots.free(chat=str(len(slots)), address=address):
                open_streams.enter_context(slots.taken(chat=str(len(slots)), address=address))
            return len(slots)

    assert fill(Slots(), "192.0.2.1") == MOST_OF_ADDRESS
    # A proxy on this machine stands there for all patients.
    monkeypatch.setattr(slots_module, "MOST", 300)
    assert fill(Slots(), "127.0.0.1") == 300
    assert fill(Slots(), "::1") == 300


def test_a_place_is_given_back_also_by_a_stream_that_breaks() -> None:
    slots = Slots()

    def break_off() -> None:
        with slots.taken(chat="one", address="192.0.2.1"):
            assert len(slots) == 1
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        break_off()
    assert len(slots) == 0


@given(
    st.integers(1, 5),
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 30)), min_size=1, max_size=60),
)
def test_in_no_window_are_there_more_than_the_most(most: int, hits: list[tuple[str, int]]) -> None:
    now = [0.0]
    window = MovingWindow(most, seconds=60, monotonic=lambda: now[0])
    taken: dict[str, list[float]] = {"a": [], "b": []}
    for name, gap in hits:
        now[0] += gap
        wait = window.hit(name)
        assert 0 <= wait <= 60
        if wait:
            assert taken[name][-most] + 60 - now[0] == wait
        else:
            taken[name].append(now[0])
    for times in taken.values():
        assert all(times[place + most] - times[place] >= 60 for place in range(len(times) - most))
        assert all(one <= other for one, other in pairwise(times))


def test_who_is_gone_is_forgotten() -> None:
    now = [0.0]
    window = MovingWindow(5, seconds=60, monotonic=lambda: now[0])
    for number in range(10_000):
        now[0] += 0.1
        window.hit(str(number))
    assert len(window) <= 1201
    now[0] += 200
    window.hit("x")
    assert len(window) == 1


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("GET", "/nowhere", "not_found"),
        ("GET", "/static/no.js", "not_found"),
        ("PUT", "/chat/messages", "wrong_method"),
    ],
)
def test_what_is_not_there_is_answered_in_the_agreed_form(
    edge: Edge, protocol: Protocol, method: str, path: str, code: str
) -> None:
    answer = edge.browser().request(method, path)
    assert answer.status_code in (404, 405)
    assert answer.json() == {"error": code, "say": protocol.say("bad_request")}


def test_a_wrong_method_is_told_the_right_ones(edge: Edge) -> None:
    assert edge.browser().put("/chat/messages").headers["allow"] == "POST"
