"""Over a real socket: a stream flows, a page that leaves is noticed, and the server stops at once with streams open."""

import time
from collections.abc import Callable
from contextlib import ExitStack

import httpx

from bot.stack.ports import on_free_ports
from bot.stack.web_server import STOP_WITHIN_S, WebServer
from tests.unit.channels.conftest import Edge


def client(edge: Edge) -> httpx.Client:
    address = f"http://127.0.0.1:{edge.settings.port}"
    return httpx.Client(base_url=address, headers={"Origin": address}, timeout=10, trust_env=False)


def test_a_stream_flows_and_ends_with_the_page_or_the_server(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge()
    edge.settings = on_free_ports(edge.settings)
    with ExitStack() as running, client(edge) as browser:
        running.enter_context(WebServer(edge.app, host="127.0.0.1", port=edge.settings.port))
        assert browser.post("/chat/session", json={}).status_code == 200
        with browser.stream("GET", "/chat/events") as stream:
            body = {"id": "0a1b2c3d-0000-4000-8000-123456789abc", "text": "hello"}
            assert browser.post("/chat/messages", json=body).status_code == 202
            lines = stream.iter_lines()
            while not next(lines).startswith('data: {"sequence": 3'):
                pass
        give_up = time.monotonic() + 10
        while edge.news.listened_to and time.monotonic() < give_up:
            browser.get("/healthz")
        assert not edge.news.listened_to
        with browser.stream("GET", "/chat/events?after=3") as still_open:
            rest = still_open.iter_raw()
            assert next(rest).startswith(b": open\n\nevent: chat\n")
            began = time.monotonic()
            running.close()
            assert time.monotonic() - began < STOP_WITHIN_S / 2
            assert list(rest) == []


def test_an_oversized_body_gets_its_answer_also_while_it_is_being_sent(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge()
    edge.settings = on_free_ports(edge.settings)
    with WebServer(edge.app, host="127.0.0.1", port=edge.settings.port), client(edge) as browser:
        browser.post("/chat/session", json={})
        for content in (b"x" * 2_000_000, iter([b"x" * 10_000] * 200)):
            assert browser.post("/chat/messages", content=content).json()["error"] == "too_large"
