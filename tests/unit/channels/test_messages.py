"""Every message that is taken stands whole in the records, once and in order; what is not is told in a sentence."""

import json
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.channels.web.body import MOST_BYTES, MOST_CHARACTERS, MessageBody, read_message_body
from bot.channels.web.refusals import Refused
from bot.protocol import Protocol
from bot.records.database import Database
from bot.records.models import Conversation, Message
from tests.unit.channels.conftest import COOKIE, Edge, entries, send

ID = "0a1b2c3d-0000-4000-8000-123456789abc"


def test_a_message_is_taken_with_its_place_and_time(edge: Edge) -> None:
    browser = edge.browser()
    chat = browser.post("/chat/session", json={}).json()["chat"]
    answer = send(browser, "hello")
    assert answer.status_code == 202
    assert answer.json() == {"sequence": 1, "at": edge.clock().isoformat(), "chat": chat}


def test_a_message_and_its_replies_stand_as_entries(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "hello", message_id=ID)
    at = edge.clock().isoformat()
    common: dict[str, Any] = {"at": at, "quick_replies": [], "id": None, "answers": 1, "speaker": None}
    assert entries(browser) == [
        {**common, "sequence": 1, "who": "patient", "text": "hello", "id": ID, "answers": None},
        {**common, "sequence": 2, "who": "bot", "text": "first to hello"},
        {**common, "sequence": 3, "who": "bot", "text": "second", "quick_replies": ["STAFF"]},
    ]


def test_the_same_message_twice_is_one_row_and_one_answer(edge: Edge, database: Database) -> None:
    browser = edge.opened()
    first, second = (send(browser, "hello", message_id=ID) for _ in range(2))
    assert (first.status_code, first.json()) == (second.status_code, second.json())
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1
    assert len(entries(browser)) == 3


def test_the_same_id_in_two_chats_is_two_messages(edge: Edge) -> None:
    one, other = edge.opened(), edge.opened()
    send(one, "mine", message_id=ID)
    send(other, "yours", message_id=ID)
    assert [entries(browser)[0]["text"] for browser in (one, other)] == ["mine", "yours"]


def test_messages_in_a_row_stay_in_order(edge: Edge) -> None:
    browser = edge.opened()
    for text in ("one", "two", "three"):
        send(browser, text)
    stand = entries(browser)
    assert [entry["text"] for entry in stand if entry["who"] == "patient"] == ["one", "two", "three"]
    assert [entry["sequence"] for entry in stand] == list(range(1, 10))
    answers = {entry["text"]: entry["answers"] for entry in stand if entry["text"].startswith("first")}
    assert answers == {"first to one": 1, "first to two": 4, "first to three": 7}


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "x" * MOST_CHARACTERS,
        "\U0001f600" * MOST_CHARACTERS,
        "".join(map(chr, range(1, 256))),
        "\u0645\u062a\u0649 \u064a\u0645\u0643\u0646\u0646\u064a \u202e abc",
        "\U0001f62d\U0001f525\U0001f469\U0001f3fd\u200d\U0001f91d\u200d\U0001f469",
        "<script>alert(1)</script>\"'--; drop table message",
        "",
        " \n\t ",
        "a\r\nb\u2028c",
    ],
    ids=["long", "longest", "longest in bytes", "binary", "rtl", "emoji", "script", "empty", "blank", "lines"],
)
def test_any_text_is_taken_and_stored_whole(edge: Edge, text: str) -> None:
    browser = edge.opened()
    answer = browser.post("/chat/messages", content=json.dumps({"id": ID, "text": text}, ensure_ascii=False).encode())
    assert answer.status_code == 202
    assert entries(browser)[0]["text"] == text


def test_half_an_emoji_costs_only_itself(edge: Edge) -> None:
    browser = edge.opened()
    assert (
        browser.post("/chat/messages", content=b'{"id": "%s", "text": "ok \\ud83d"}' % ID.encode()).status_code == 202
    )
    assert entries(browser)[0]["text"].startswith("ok ")


@given(st.text(max_size=50))
def test_what_the_page_sends_is_read_as_it_is(text: str) -> None:
    assert read_message_body(json.dumps({"id": ID, "text": text}).encode()).text == text


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "x"]), inner),
)


@given(st.binary(max_size=50) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_comes_is_a_message_or_refused(body: bytes) -> None:
    with suppress(Refused):
        assert isinstance(read_message_body(body), MessageBody)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"\xff\xfe", b"null", b"[]", b'"x"', b"{}", b"[" * 200_000),
        b'{"id": "1", "text": "x"}',
        b'{"id": null, "text": "x"}',
        b'{"id": "%s"}' % ID.encode(),
        b'{"id": "%s", "text": 5}' % ID.encode(),
        b'{"id": "%s\\n", "text": "x"}' % ID.encode(),
        b'{"id": "{%s}", "text": "x"}' % ID.encode(),
    ],
    ids=range(14),
)
def test_what_is_malformed_is_refused_with_a_sentence(edge: Edge, body: bytes, protocol: Protocol) -> None:
    browser = edge.opened()
    answer = browser.post("/chat/messages", content=body)
    assert answer.status_code == 400
    assert answer.json() == {"error": "bad_request", "say": protocol.say("bad_request")}
    assert entries(browser) == []


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"link": 5}', b'{"link": {}}'])
def test_a_malformed_opening_is_refused(edge: Edge, body: bytes) -> None:
    assert edge.browser().post("/chat/session", content=body).json()["error"] == "bad_request"


@pytest.mark.parametrize("query", ["before=x", "before=-1", "before=1.5", "before=99999999999999999999"])
def test_a_malformed_place_is_refused(edge: Edge, query: str) -> None:
    assert edge.opened().get(f"/chat/entries?{query}").json()["error"] == "bad_request"


def test_two_megabytes_are_refused(edge: Edge, protocol: Protocol) -> None:
    answer = edge.opened().post("/chat/messages", content=b"x" * 2 * MOST_BYTES)
    assert answer.status_code == 413
    assert answer.json() == {"error": "too_large", "say": protocol.say("too_large")}


def test_two_megabytes_in_pieces_are_refused_before_all_of_them_came(edge: Edge) -> None:
    taken = 0

    def pieces() -> Iterator[bytes]:
        nonlocal taken
        while taken < 2 * MOST_BYTES:
            taken += 1000
            yield b"x" * 1000

    assert edge.opened().post("/chat/messages", content=pieces()).status_code == 413


def test_more_characters_than_are_kept_are_refused(edge: Edge) -> None:
    assert send(edge.opened(), "x" * (MOST_CHARACTERS + 1)).json()["error"] == "too_large"


def test_earlier_entries_come_fifty_at_a_time(edge: Edge) -> None:
    browser = edge.opened()
    for number in range(20):
        send(browser, str(number))
    latest = browser.post("/chat/session", json={}).json()
    assert [entry["sequence"] for entry in latest["entries"]] == list(range(11, 61))
    assert latest["earlier"] is True
    before = browser.get("/chat/entries?before=11").json()
    assert [entry["sequence"] for entry in before["entries"]] == list(range(1, 11))
    assert before["earlier"] is False
    assert browser.get("/chat/entries?before=1").json() == {"entries": [], "earlier": False}
    assert len(browser.get("/chat/entries?before=9000").json()["entries"]) == 50


def test_a_message_to_a_deleted_chat_asks_for_a_new_session(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "hello")
    cookie = browser.cookies.get(COOKIE)
    browser.delete("/chat")
    answer = browser.post(
        "/chat/messages", json={"id": str(uuid4()), "text": "x"}, headers={"Cookie": f"{COOKIE}={cookie}"}
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "no_session")


def test_deleting_removes_the_chat_and_the_cookie(edge: Edge, database: Database, protocol: Protocol) -> None:
    browser = edge.opened()
    send(browser, "hello")
    answer = browser.delete("/chat")
    assert (answer.status_code, answer.json()) == (200, {"say": protocol.say("chat_deleted")})
    assert f"{COOKIE}=; Path=/; Max-Age=0" in answer.headers["set-cookie"]
    assert browser.get("/chat/entries").status_code == 401
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 0


def test_deleting_a_chat_with_an_open_case_says_what_stays_and_ends_the_access(edge: Edge, protocol: Protocol) -> None:
    browser = edge.opened()
    unmade = {"Cookie": f"{COOKIE}={browser.cookies.get(COOKIE)}"}
    send(browser, "STAFF")
    made = {"Cookie": f"{COOKIE}={browser.cookies.get(COOKIE)}"}
    assert browser.delete("/chat").json() == {"say": protocol.say("chat_deleted_case_kept")}
    for cookie in (unmade, made):
        for path in ("entries", "transcript"):
            assert browser.get(f"/chat/{path}", headers=cookie).status_code == 401
        body = {"id": str(uuid4()), "text": "x"}
        assert browser.post("/chat/messages", json=body, headers=cookie).status_code == 401
        assert browser.post("/chat/session", headers=cookie).json()["entries"] == []


def broken(database: Database, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail() -> AbstractContextManager[Session]:
        raise error

    monkeypatch.setattr(database, "writing", fail)


def test_a_database_that_fails_is_told_and_nothing_is_stored(
    edge: Edge, database: Database, monkeypatch: pytest.MonkeyPatch, protocol: Protocol
) -> None:
    browser = edge.opened()
    with monkeypatch.context() as patched:
        broken(database, patched, OperationalError("INSERT", {}, Exception("disk full")))
        answer = send(browser, "hello", message_id=ID)
        assert answer.status_code == 503
        assert answer.json() == {"error": "not_saved", "say": protocol.say("not_saved")}
        assert browser.post("/chat/messages", json={"id": ID, "text": "hello"}).status_code == 503
    assert entries(browser) == []
    assert send(browser, "hello", message_id=ID).status_code == 202


def test_an_error_that_nobody_foresaw_is_answered_and_logged_without_its_text(
    edge: Edge, database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    browser = edge.opened()
    broken(database, monkeypatch, ZeroDivisionError("my secret"))
    answer = send(browser, "my secret")
    assert (answer.status_code, answer.json()["error"]) == (503, "not_saved")
    assert "ZeroDivisionError" in caplog.text
    assert "secret" not in caplog.text


def test_no_log_and_no_address_carries_a_text_or_the_id_of_a_chat(
    edge: Edge, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    # The test's own client writes each address that it calls; the application must not.
    with caplog.at_level(logging.DEBUG):
        browser = edge.opened()
        send(browser, "my secret")
        browser.get("/chat/transcript")
        browser.post("/chat/messages", content=b'{"id": 1, "text": "my secret"}')
        browser.delete("/chat")
        send(edge.opened(), "my secret")
    with database.reading() as session:
        conversation_id = session.scalars(select(Conversation.id)).one()
    assert "secret" not in caplog.text
    assert conversation_id not in caplog.text
