"""The patients' connections: what is asked is answered once, what breaks is said, and events come whole."""

import asyncio
import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.client.browser import Browser, Entry, RefusedError
from bench.client.events import Event, EventReader
from bench.client.line import Line
from bench.client.replies import Replies
from tests.unit.bench.fake_server import STREAM_HEAD, chunk, serving, whole

STREAM = (
    ": open\n\nevent: entry\nid: 1\ndata: {}\n\n: ping\n\ndata: a\ndata: b\n\nevent: gone\r\ndata: é\r\n\r\n".encode()
)
EVENTS = [Event("entry", "1", "{}"), Event("message", "", "a\nb"), Event("gone", "", "é")]


@given(st.lists(st.integers(0, len(STREAM))))
def test_events_come_whole_in_whatever_pieces_they_arrive(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    reader = EventReader()
    pieces = [STREAM[begin:end] for begin, end in pairwise(places)]
    assert [event for piece in pieces for event in reader.feed(piece)] == EVENTS


def test_an_event_that_was_cut_off_is_not_given() -> None:
    assert EventReader().feed(b"event: entry\ndata: {}\n") == []


def test_a_line_is_kept_for_the_next_request_and_opened_again_when_it_has_ended() -> None:
    seen: list[asyncio.StreamWriter] = []

    async def serve(_: str, writer: asyncio.StreamWriter) -> bool:
        seen.append(writer)
        writer.write(whole("200 OK", f"{len(seen)}"))
        return len(seen) != 2

    async def ask_three() -> list[bytes]:
        async with serving(serve) as url:
            line = Line(url)
            said = [(await line.request("POST", "/", body=b"x")).body for _ in range(2)]
            connection = line._connection
            assert connection is not None
            await connection.ended.wait()
            return [*said, (await line.request("POST", "/", body=b"x")).body]

    assert asyncio.run(ask_three()) == [b"1", b"2", b"3"]
    assert seen[0] is seen[1] is not seen[2]


def test_a_line_is_warmed_only_where_it_has_no_connection() -> None:
    paths: list[str] = []

    async def serve(head: str, writer: asyncio.StreamWriter) -> bool:
        paths.append(head.split()[1])
        writer.write(whole("200 OK", ""))
        return True

    async def warm_twice() -> None:
        async with serving(serve) as url:
            line = Line(url)
            for _ in range(2):
                await line.warm("/")
                await line.request("POST", "/say", body=b"x")
            line.close()

    asyncio.run(warm_twice())
    assert paths == ["/", "/say", "/say"]


def test_a_request_whose_answer_does_not_come_is_an_error_and_is_not_sent_again() -> None:
    seen: list[str] = []

    async def serve(head: str, writer: asyncio.StreamWriter) -> bool:
        seen.append(head)
        writer.write(b"HTTP/1.1 202 Accepted\r\nContent-Len")
        return False

    async def ask() -> None:
        async with serving(serve) as url:
            await Line(url).request("POST", "/", body=b"x")

    with pytest.raises(ConnectionError):
        asyncio.run(ask())
    assert len(seen) == 1


def test_a_browser_brings_its_cookie_and_comes_back_from_where_it_was() -> None:
    heads: list[str] = []
    entry = {"sequence": 7, "who": "bot", "answers": 6, "text": "yes"}

    async def serve(head: str, writer: asyncio.StreamWriter) -> bool:
        heads.append(head)
        if "/chat/session" in head:
            writer.write(whole("200 OK", "{}", headers="Set-Cookie: chat=abc; Path=/; HttpOnly\r\n"))
        else:
            event = f"event: entry\nid: 7\ndata: {json.dumps(entry)}\n\n"
            writer.write(STREAM_HEAD + chunk(": open\n\n" + event[:20]) + chunk(event[20:]) + b"0\r\n\r\n")
        return True

    async def browse() -> list[Entry]:
        read: list[Entry] = []
        async with serving(serve) as url:
            browser = Browser(url, on_entry=lambda entry, _: read.append(entry))
            await browser.open_session(link="note")
            await browser.follow(last_event_id=5)
            await browser.until_cut()
            browser.close()
        return read

    assert asyncio.run(browse()) == [entry]
    assert '{"link": "note"}' in heads[0]
    assert "Cookie: chat=abc\r\n" in heads[1]
    assert "Last-Event-ID: 5\r\n" in heads[1]


def test_a_refusal_is_an_error_with_the_time_to_wait() -> None:
    async def serve(_: str, writer: asyncio.StreamWriter) -> bool:
        writer.write(whole("429 Too Many Requests", "{}", headers="Retry-After: 3\r\n"))
        return True

    async def browse(*, stream: bool) -> None:
        async with serving(serve) as url:
            browser = Browser(url, on_entry=lambda *_: None)
            await (browser.follow() if stream else browser.say("hi", message_id="1"))

    for stream in (True, False):
        with pytest.raises(RefusedError) as refused:
            asyncio.run(browse(stream=stream))
        assert (refused.value.status, refused.value.retry_after_s) == (429, 3.0)


def test_a_reply_is_found_whether_it_comes_before_or_after_it_is_waited_for() -> None:
    async def wait() -> list[str | None]:
        replies = Replies()
        replies.take({"answers": None, "text": "own"}, 0.5)
        replies.take({"answers": 1, "text": "first"}, 1.0)
        replies.take({"answers": 1, "text": "its second part"}, 1.0)
        asyncio.get_running_loop().call_soon(replies.take, {"answers": 3, "text": "later"}, 2.0)
        found = [await replies.wait(sequence, within_s=0 if sequence == 5 else 5) for sequence in (1, 3, 5)]
        return [one.text if one else None for one in found]

    assert asyncio.run(wait()) == ["first", "later", None]
