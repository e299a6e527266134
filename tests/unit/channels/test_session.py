"""A browser gets back to its own chat, and to nobody else's, whatever stands in its cookie."""

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.web.session import cookie_name
from bot.protocol import Protocol
from bot.records.encryption import Keyring, new_key
from tests.unit.channels.conftest import COOKIE, Edge, entries, send


def cookie_of(browser: TestClient) -> str:
    value = browser.cookies.get(COOKIE)
    assert isinstance(value, str)
    return value


def with_cookie(edge: Edge, value: str) -> TestClient:
    browser = edge.browser()
    browser.cookies.set(COOKIE, value)
    return browser


def test_a_new_browser_is_told_who_speaks_and_all_that_the_page_shows(edge: Edge, protocol: Protocol) -> None:
    answer = edge.browser().post("/chat/session", json={}).json()
    assert answer == {
        "clinic": {
            "name": "Example Skin Clinic",
            "phone": "555-0100",
            "hours": "Monday to Friday, 9 am to 6 pm",
            "out_of_hours": "555-0199",
            "emergency_number": "911",
            "time_zone": "America/New_York",
        },
        "chat": answer["chat"],
        "standing": protocol.say("start"),
        "welcome": {
            "text": protocol.say("help"),
            "quick_replies": ["Is redness normal?", "Can I wear makeup?", "STAFF"],
        },
        "delete_note": protocol.say("delete_note"),
        "privacy": protocol.say("privacy"),
        "person_word": "STAFF",
        "most_characters": 4000,
        "entries": [],
        "earlier": False,
        "link": None,
    }


def test_an_empty_body_opens_a_session_too(edge: Edge) -> None:
    assert edge.browser().post("/chat/session").status_code == 200


def test_the_same_browser_keeps_its_chat(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "hello")
    again = browser.post("/chat/session", json={}).json()
    assert [entry["text"] for entry in again["entries"]] == ["hello", "first to hello", "second"]


def test_another_browser_sees_nothing_of_it(edge: Edge) -> None:
    send(edge.opened(), "my secret")
    other = edge.opened()
    assert entries(other) == []
    assert "secret" not in other.get("/chat/transcript").text


def test_on_http_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(edge: Edge) -> None:
    cookie = edge.browser().post("/chat/session", json={}).headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert cookie.split("; ")[1:] == ["Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Lax"]


def test_on_https_the_cookie_is_secure_and_works_in_a_frame(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge(public_url="https://bot.example")
    browser = edge.browser(base_url="https://bot.example")
    cookie = browser.post("/chat/session", json={}).headers["set-cookie"]
    assert cookie.startswith(f"{cookie_name('https://bot.example')}=")
    expected = ["Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=None", "Secure", "Partitioned"]
    assert cookie.split("; ")[1:] == expected
    assert browser.get("/chat/entries").status_code == 200


@pytest.mark.parametrize(("path", "method"), [("entries", "GET"), ("events", "GET"), ("transcript", "GET")])
def test_without_a_cookie_nothing_is_read(edge: Edge, path: str, method: str, protocol: Protocol) -> None:
    answer = edge.browser().request(method, f"/chat/{path}")
    assert answer.status_code == 401
    assert answer.json() == {"error": "no_session", "say": protocol.say("no_chat")}


def test_without_a_cookie_nothing_is_written_or_deleted(edge: Edge) -> None:
    assert send(edge.browser(), "hello").json()["error"] == "no_session"
    assert edge.browser().delete("/chat").json()["error"] == "no_session"


def test_a_cookie_made_by_hand_opens_nothing(edge: Edge) -> None:
    browser = edge.opened()
    content = cookie_of(browser).split(".")[0]
    assert base64.urlsafe_b64decode(content + "==").startswith(b'["')
    for forged in (content, f"{content}.", f"{content}.c2lnbmF0dXJl", "x", "", "a.b.c", "." * 50):
        assert with_cookie(edge, forged).get("/chat/entries").status_code == 401


def test_a_cookie_altered_at_any_place_opens_nothing(edge: Edge) -> None:
    cookie = cookie_of(edge.opened())
    # The last character of a signature carries two bits that mean nothing.
    for place, letter in enumerate(cookie[:-1]):
        altered = cookie[:place] + ("A" if letter != "A" else "B") + cookie[place + 1 :]
        assert with_cookie(edge, altered).get("/chat/entries").status_code == 401, place


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(value=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters=';,"\\'), max_size=300))
def test_no_cookie_breaks_the_server(edge: Edge, value: str) -> None:
    assert edge.browser().get("/chat/entries", headers={"Cookie": f"{COOKIE}={value}"}).status_code == 401


def test_a_cookie_of_another_installation_opens_nothing(make_edge: Callable[..., Edge]) -> None:
    cookie = cookie_of(make_edge(keys=Keyring([new_key()])).opened())
    assert with_cookie(make_edge(keys=Keyring([new_key()])), cookie).get("/chat/entries").status_code == 401


def test_after_a_change_of_keys_a_browser_keeps_its_chat_as_long_as_the_old_key_is_there(
    make_edge: Callable[..., Edge],
) -> None:
    old, new = new_key(), new_key()
    cookie = cookie_of(make_edge(keys=Keyring([old])).opened())
    rotated = with_cookie(make_edge(keys=Keyring([new, old])), cookie)
    assert rotated.get("/chat/entries").status_code == 200
    assert with_cookie(make_edge(keys=Keyring([new])), cookie).get("/chat/entries").status_code == 401
    # The next opening signs with the new key.
    rotated.post("/chat/session", json={})
    signed_anew = rotated.cookies.get(COOKIE, domain="testserver.local")
    assert signed_anew
    assert with_cookie(make_edge(keys=Keyring([new])), signed_anew).get("/chat/entries").status_code == 200


def test_a_cookie_ends_after_thirty_days(edge: Edge) -> None:
    browser = edge.opened()
    cookie = cookie_of(browser)
    edge.clock.move(timedelta(days=30))
    assert with_cookie(edge, cookie).get("/chat/entries").status_code == 200
    edge.clock.move(timedelta(seconds=1))
    assert with_cookie(edge, cookie).get("/chat/entries").status_code == 401


def test_a_cookie_is_renewed_by_writing_and_by_opening(edge: Edge) -> None:
    browser = edge.opened()
    assert "set-cookie" in send(browser, "the first").headers
    assert "set-cookie" not in send(browser, "at once").headers
    edge.clock.move(timedelta(days=25))
    assert "set-cookie" in send(browser, "later").headers
    edge.clock.move(timedelta(days=25))
    assert "set-cookie" in browser.post("/chat/session", json={}).headers
    edge.clock.move(timedelta(days=25))
    assert len(entries(browser)) == 9


def test_a_deleted_chat_is_not_opened_again(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "hello")
    cookie = cookie_of(browser)
    browser.delete("/chat")
    again = with_cookie(edge, cookie)
    assert again.get("/chat/entries").status_code == 401
    assert again.post("/chat/session", json={}).json()["entries"] == []
