"""A page never mixes two chats, and a chat that nobody has written in is in no record."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.channels.web import rows
from bot.channels.web.session import cookie_name
from bot.channels.web.tag import tag_of
from bot.conversation.opening import open_conversation
from bot.protocol import Protocol
from bot.records.database import Database
from bot.records.models import Conversation, Message, Patient
from tests.unit.channels.conftest import COOKIE, Edge, entries, send
from tests.unit.channels.open_page import aside, page, run, texts

ID = "0a1b2c3d-0000-4000-8000-123456789abc"
BODY = {"id": ID, "text": "of the other chat"}


def count(database: Database, table: type[Conversation | Message | Patient]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "entries"), ("GET", "transcript"), ("GET", "events"), ("POST", "messages")]
)
def test_a_page_of_another_chat_is_told_and_nothing_is_stored(
    edge: Edge, database: Database, method: str, path: str, protocol: Protocol
) -> None:
    browser = edge.opened()
    send(browser, "mine")
    other = edge.browser().post("/chat/session", json={}).json()["chat"]
    answer = browser.request(
        method, f"/chat/{path}", headers={"X-Chat": other}, json=BODY if method == "POST" else None
    )
    assert answer.status_code == 409
    assert answer.json() == {"error": "other_chat", "say": protocol.say("no_chat")}
    assert count(database, Message) == 1


def test_a_page_of_another_chat_deletes_nothing(edge: Edge) -> None:
    browser = edge.opened()
    send(browser, "mine")
    assert browser.delete("/chat", headers={"X-Chat": "AAAAAAAAAAAAAAAA"}).status_code == 409
    assert len(entries(browser)) == 3


def test_session_message_and_stream_name_the_same_chat(edge: Edge) -> None:
    browser = edge.browser()
    chat = browser.post("/chat/session", json={}).json()["chat"]
    assert send(browser, "hello").json()["chat"] == chat == browser.post("/chat/session", json={}).json()["chat"]
    assert browser.get("/chat/entries", headers={"X-Chat": chat}).status_code == 200

    async def follow() -> None:
        async with page(edge, browser) as open_page:
            assert json.loads(open_page.chat.split("data: ")[1]) == {"chat": chat}

    run(follow())


def test_a_tag_tells_chats_apart_and_not_which() -> None:
    tags = {tag_of(f"{number:032x}") for number in range(1000)}
    assert len(tags) == 1000
    assert {len(tag) for tag in tags} == {16}


def test_a_page_that_is_only_looked_at_leaves_no_row(edge: Edge, database: Database) -> None:
    browser = edge.opened()
    browser.post("/chat/session", json={})
    assert browser.get("/chat/entries").json() == {"entries": [], "earlier": False}
    assert browser.get("/chat/transcript").status_code == 200
    assert count(database, Conversation) == count(database, Patient) == 0
    send(browser, "hello")
    assert count(database, Conversation) == count(database, Patient) == 1


def test_a_stream_that_was_open_before_the_first_message_brings_it(edge: Edge) -> None:
    browser = edge.opened()

    async def follow() -> None:
        async with page(edge, browser) as open_page:
            await aside(lambda: send(browser, "the first"))
            assert texts(await open_page.next())[0] == "the first"
            await aside(lambda: browser.delete("/chat"))
            while (write := await open_page.raw()) != b"event: gone\ndata: {}\n\n":
                assert write.startswith(b"event: entry")

    run(follow())


def test_a_first_message_whose_answer_was_lost_is_the_same_message(edge: Edge, database: Database) -> None:
    browser = edge.opened()
    unmade = {"Cookie": f"{COOKIE}={browser.cookies.get(COOKIE)}"}
    first, again = (edge.browser().post("/chat/messages", json=BODY, headers=unmade) for _ in range(2))
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert (count(database, Conversation), count(database, Message)) == (1, 1)


def test_two_first_messages_at_once_are_one_chat(
    edge: Edge, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = edge.opened()
    send(browser, "hello")
    with database.reading() as session:
        conversation_id = session.scalars(select(Conversation.id)).one()
    with pytest.raises(IntegrityError):
        open_conversation(database, channel="web", now=edge.clock(), conversation_id=conversation_id)
    late = edge.opened()

    def made_twice(*args: Any, **options: Any) -> str:  # noqa: ANN401
        open_conversation(*args, **options)
        return open_conversation(*args, **options)

    monkeypatch.setattr(rows, "open_conversation", made_twice)
    assert send(late, "me too").status_code == 202
    assert count(database, Conversation) == 2


def test_an_id_that_comes_with_other_words_is_refused(edge: Edge, protocol: Protocol) -> None:
    browser = edge.opened()
    assert send(browser, "one\0", message_id=ID).status_code == 202
    assert send(browser, "one\0", message_id=ID).status_code == 202
    refused = send(browser, "two", message_id=ID)
    assert (refused.status_code, refused.json()) == (409, {"error": "id_used", "say": protocol.say("bad_request")})
    assert len(entries(browser)) == 3


def test_two_bots_on_one_host_keep_their_cookies_apart(make_edge: Callable[..., Edge]) -> None:
    addresses = ["http://127.0.0.1:8600", "http://127.0.0.1:8601", "https://bot.example", "https://bot.example:8443"]
    assert len({cookie_name(address) for address in addresses}) == 4
    first, second = make_edge(port=8601), make_edge(port=8602)
    jar = first.opened()
    send(jar, "hello")
    other = second.browser()
    other.cookies.update(jar.cookies)
    assert other.post("/chat/session", json={}).json()["entries"] == []
    jar.cookies.update(other.cookies)
    edge_again = first.browser()
    edge_again.cookies.update(jar.cookies)
    assert len(entries(edge_again)) == 3


def test_a_clock_that_is_set_back_locks_nobody_out(make_edge: Callable[..., Edge]) -> None:
    edge = make_edge(messages_a_minute=1)
    browser = edge.opened()
    send(browser, "one")
    edge.clock.now -= timedelta(hours=1)
    edge.clock.elapsed += 61
    assert send(browser, "two").status_code == 202
