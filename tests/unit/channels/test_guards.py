"""Who may write: only the chat's own page, and not faster than the clinic allows. Every answer carries the headers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.requests import Request

from bot.channels.web.headers import content_policy
from bot.channels.web.limits import address_of
from bot.channels.web.same_site import is_own_page
from bot.protocol import Protocol
from tests.unit.channels.conftest import Edge, entries, send


def request(method: str, *, client: str = "192.0.2.1", **headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {
        **{"type": "http", "method": method, "scheme": "http", "path": "/chat", "query_string": b""},
        "server": ("127.0.0.1", 8600),
        "client": (client, 5),
        "headers": [(b"host", b"bot.test:8600"), *named],
    }
    return Request(scope)


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "none"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "http://bot.test:8600"}, False),
        ({"origin": "http://bot.test:8600"}, True),
        ({"origin": "https://bot.example"}, True),
        ({"origin": "https://bot.test:8600"}, False),
        ({"origin": "http://bot.test"}, False),
        ({"origin": "https://bot.example.evil.test"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_only_the_own_page_may_change_something(headers: dict[str, str], own: bool) -> None:
    for method in ("POST", "DELETE"):
        assert is_own_page(request(method, **headers), public_url="https://bot.example") is own
    assert is_own_page(request("GET", **headers), public_url="https://bot.example")


def test_without_an_address_of_its_own_no_origin_is_empty() -> None:
    assert not is_own_page(request("POST", origin=""), public_url="")


@pytest.mark.parametrize(("method", "path"), [("POST", "session"), ("POST", "messages"), ("DELETE", "")])
def test_another_site_changes_nothing(edge: Edge, method: str, path: str, protocol: Protocol) -> None:
    browser = edge.opened()
    send(browser, "hello")
    answer = browser.request(method, f"/chat/{path}".rstrip("/"), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert answer.json() == {"error": "other_site", "say": protocol.say("other_site")}
    assert len(entries(browser)) == 3


def test_a_chat_that_writes_too_fast_waits(make_edge: Callable[..., Edge], protocol: Protocol) -> None:
    edge = make_edge(messages_a_minute=3)
    browser = edge.opened()
    for number in range(3):
        assert send(browser, str(number)).status_code == 202
        edge.clock.move(timedelta(seconds=10))
    refused = send(browser, "3")
    assert refused.status_code == 429
    assert refused.json() == {"error": "too_fast", "say": protocol.say("too_fast")}
    assert "911" in refused.json()["say"]
    assert refused.headers["retry-after"] == "30"
    assert send(edge.opened(), "of another chat").status_code == 202
    edge.clock.move(timedelta(seconds=31))
    assert send(browser, "3").status_code == 202
    assert len(entries(browser)) == 12


def test_an_address_that_writes_too_fast_waits_with_all_its_chats(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge(address_messages_a_minute=3)
    assert [send(edge.opened(), "x").status_code for _ in range(4)] == [202, 202, 202, 429]
    assert send(edge.opened(address="192.0.2.2"), "x").status_code == 202


def test_an_address_that_opens_too_many_chats_waits_and_keeps_those_that_it_has(
    make_edge: Callable[..., Edge],
) -> None:
    edge = make_edge(chats_an_hour=2)
    browser = edge.opened()
    send(browser, "one")
    send(edge.opened(), "two")
    third = edge.opened()
    refused = send(third, "three")
    assert (refused.status_code, refused.json()["error"]) == (429, "too_fast")
    assert refused.headers["retry-after"] == "3600"
    assert entries(third) == []
    assert send(browser, "one more").status_code == 202
    edge.clock.move(timedelta(hours=1, seconds=1))
    assert send(third, "three").status_code == 202


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("testclient", "testclient", True),
    ],
)
def test_one_household_is_one_address(one: str, other: str, same: bool) -> None:
    assert (address_of(request("POST", client=one)) == address_of(request("POST", client=other))) is same


def test_the_content_policy_is_the_agreed_one() -> None:
    assert content_policy("https://clinic.example, https://shop.example") == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'self' https://clinic.example https://shop.example"
    )


PATHS = ("/", "/?embedded=1", "/static/icon.svg", "/healthz", "/readyz", "/chat/entries", "/chat/events", "/nowhere")


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(make_edge: Callable[..., Edge], path: str) -> None:
    edge = make_edge(widget_sites="https://clinic.example")
    headers = edge.browser().get(path).headers
    assert headers["content-security-policy"] == content_policy("https://clinic.example")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] == ("no-cache" if path.startswith(("/?", "/static")) or path == "/" else "no-store")


def test_only_the_widget_may_be_loaded_by_another_site(edge: Edge) -> None:
    assert edge.browser().get("/widget.js").headers["cross-origin-resource-policy"] == "cross-origin"


@pytest.mark.parametrize(("method", "path"), [("POST", "session"), ("POST", "messages"), ("DELETE", "")])
def test_a_refusal_carries_the_headers_too(edge: Edge, method: str, path: str) -> None:
    answer = edge.browser().request(method, f"/chat/{path}".rstrip("/"), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers
