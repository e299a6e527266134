"""Rasa down, silent, wrong or slow, an action that breaks: the patient gets the safe sentence, the message is kept."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response

from bot.channels.actions_route import actions_app
from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.transcript import read_after
from bot.conversation.turn import Answerer
from bot.errors import RasaError
from bot.escalations.cases import case_of
from bot.settings import Settings
from bot.stack.ports import on_free_ports
from bot.stack.rasa_server import RasaServer
from bot.stack.stack import Stack
from bot.stack.training import model_path
from bot.stack.web_server import WebServer

pytestmark = pytest.mark.slow

MARKER = "can i wear makeup, says Marigold Quince"


@pytest.fixture
def lying_rasa(settings: Settings) -> Iterator[Callable[[Response], RasaClient]]:
    """A server in Rasa's place that answers every message with what the test gives it."""
    app, answers = FastAPI(), list[Response]()

    @app.post("/webhooks/rest/webhook")
    def webhook() -> Response:
        return answers[-1]

    port = on_free_ports(settings).port
    with (
        WebServer(app, host="127.0.0.1", port=port),
        RasaClient(f"http://127.0.0.1:{port}", answers_within_s=2) as client,
    ):

        def answering(response: Response) -> RasaClient:
            answers.append(response)
            return client

        yield answering


def ask(bot: Answerer, *, now: datetime) -> tuple[str, list[str]]:
    """The conversation's id and what the patient was told."""
    conversation = open_conversation(bot.database, channel="web", now=now)
    turn = take_turn(replace(bot, clock=lambda: now), conversation_id=conversation, channel="web", text=MARKER)
    return conversation, [reply.text for reply in turn.replies]


def kept(bot: Answerer, conversation: str) -> list[str]:
    return [entry.text for entry in read_after(bot.database, conversation_id=conversation, after=0)]


def reasons(bot: Answerer, conversation: str) -> tuple[str, ...]:
    case = case_of(bot.database, conversation_id=conversation)
    return case.causes if case else ()


@pytest.mark.parametrize(
    "wrong",
    [
        Response("[]", media_type="application/json"),
        Response("no JSON"),
        Response(json.dumps([{"text": "hello"}]), media_type="application/json"),
        Response(json.dumps([{"custom": {"turn": {}}}]), media_type="application/json"),
        Response(json.dumps({"error": "x"}), media_type="application/json"),
        Response("[]", status_code=500),
    ],
    ids=["silent", "no JSON", "without the turn", "empty turn", "an object", "an error"],
)
def test_a_wrong_answer_becomes_the_safe_sentence(
    running_bot: Answerer, lying_rasa: Callable[[Response], RasaClient], now: datetime, wrong: Response
) -> None:
    safe = running_bot.protocol.say("failed")
    conversation, told = ask(replace(running_bot, rasa=lying_rasa(wrong)), now=now)
    assert told == [safe]
    assert running_bot.protocol.clinic.phone in safe
    assert kept(running_bot, conversation) == [MARKER, safe]
    assert reasons(running_bot, conversation) == ("unanswered",)


def test_rasa_down_and_up_again(settings: Settings, now: datetime, tmp_path: Any) -> None:  # noqa: ANN401
    own = on_free_ports(settings.model_copy(update={"data_folder": tmp_path}))
    with Stack(own, say=lambda _: None) as stack:
        bot = stack.answerer
        stack.rasa_server.stop()
        conversation, told = ask(bot, now=now)
        assert told == [bot.protocol.say("failed")]
        assert kept(bot, conversation)[0] == MARKER
        assert reasons(bot, conversation) == ("unanswered",)
        assert httpx.get(f"http://127.0.0.1:{own.port}/readyz").status_code == 503
        stack.keep_alive()
        stack.wait_until_ready()
        conversation, told = ask(bot, now=now)
        assert told != [bot.protocol.say("failed")]
        assert reasons(bot, conversation) == ()
        assert httpx.get(f"http://127.0.0.1:{own.port}/readyz").status_code == 200
    assert MARKER not in stack.rasa_server.log_path.read_text(encoding="utf-8")


def test_a_slow_turn_is_given_up_and_its_words_are_in_no_log(settings: Settings, tmp_path: Path) -> None:
    """An action that hangs: the application stops waiting, Rasa notices, and neither writes the message down."""
    own = on_free_ports(settings.model_copy(update={"data_folder": tmp_path}))
    hanging, over, reached = FastAPI(), threading.Event(), threading.Event()

    @hanging.post("/webhook")
    def webhook() -> dict[str, Any]:
        reached.set()
        over.wait(60)
        return {"events": [], "responses": []}

    with (
        WebServer(hanging, host="127.0.0.1", port=own.actions_port),
        RasaServer(own, model=model_path()) as server,
        RasaClient(own.rasa_url, answers_within_s=3) as client,
    ):
        while not reached.is_set():
            assert server.alive
            with pytest.raises(RasaError):
                client.ask(MARKER, sender="hanging", metadata={})
        over.set()
        with pytest.raises(RasaError, match="not whole"):
            client.ask(MARKER, sender="afterwards", metadata={})
    logged = server.log_path.read_text(encoding="utf-8")
    assert "rest.message.received" in logged, "Rasa should have noticed that nobody waits any more"
    assert "Quince" not in logged


def test_an_action_that_breaks_is_not_silent(running_bot: Answerer, settings: Settings, caplog: Any) -> None:  # noqa: ANN401
    """Rasa swallows an action's exception; the route answers for it, and its log holds no patient's text."""
    port = on_free_ports(settings).actions_port
    broken = {"next_action": "action_answer", "tracker": {"latest_message": {"text": MARKER, "intent": "no dict"}}}
    unknown = {"next_action": "action_that_is_not_there", "tracker": {}}
    with WebServer(actions_app(running_bot.protocol), host="127.0.0.1", port=port):
        for call in (broken, unknown):
            answered = httpx.post(f"http://127.0.0.1:{port}/webhook", json=call)
            assert [each["text"] for each in answered.json()["responses"]] == [running_bot.protocol.say("failed")]
    assert "action_answer" in caplog.text
    assert "Quince" not in caplog.text


def test_rasa_keeps_nothing_that_was_said_but_the_dialogue(settings: Settings, stack: Stack) -> None:
    """As `rasa shell` talks: without the application's dialogue, the next turn starts from the slot alone."""

    def say(text: str) -> list[dict[str, Any]]:
        answered = httpx.post(
            f"http://127.0.0.1:{settings.rasa_port}/webhooks/rest/webhook", json={"sender": "shell", "message": text}
        )
        found: list[dict[str, Any]] = answered.json()
        return found

    assert any("When was your treatment?" in item.get("text", "") for item in say("when can I wear makeup?"))
    exact = say("yesterday")
    assert exact[0]["text"].startswith("Not yet.")
    assert stack.rasa_server.alive
