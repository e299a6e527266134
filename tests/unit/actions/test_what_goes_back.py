"""What an action's call brings back to Rasa over HTTP, and when Rasa is asked to keep the dialogue."""

from datetime import datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import all_actions
from bot.channels.actions_route import actions_app
from bot.protocol import Protocol

BROUGHT = {"topics": ["makeup"], "items": [], "asked_hour": True, "pending": "hour"}


def latest(text: str, intent: str, **metadata: Any) -> dict[str, Any]:  # noqa: ANN401
    return {"text": text, "intent": {"name": intent}, "topics": [], "metadata": metadata}


def call(message: dict[str, Any], action: str = "action_dialogue_act") -> dict[str, Any]:
    tracker = {"sender_id": "x", "slots": {}, "latest_message": message, "events": []}
    return {"next_action": action, "sender_id": "x", "tracker": tracker, "version": "3.6.21"}


@pytest.mark.parametrize(("metadata", "kept"), [({"dialogue": BROUGHT}, False), ({}, True), ({"dialogue": {}}, True)])
def test_rasa_keeps_the_dialogue_only_where_the_message_brought_none(
    protocol: Protocol, now: datetime, metadata: dict[str, Any], kept: bool
) -> None:
    greet = next(each for each in all_actions(protocol, clock=lambda: now) if each.name() == "action_dialogue_act")
    tracker = Tracker("x", {}, latest("hi", "greet", **metadata), [], False, None, {}, None)
    events = greet.run(CollectingDispatcher(), tracker, {})
    assert [event["name"] for event in events] == (["dialogue"] if kept else [])


def test_the_answer_of_the_route_is_what_the_action_uttered(protocol: Protocol) -> None:
    with TestClient(actions_app(protocol)) as client:
        answered = client.post("/webhook", json=call(latest("hi", "greet"))).json()
    assert set(answered) == {"events", "responses"}
    assert answered["responses"][0]["text"] == protocol.say("greet")
    turn = answered["responses"][-1]["custom"]["turn"]
    assert turn["act"] == "greet"
    assert answered["events"] == [{"event": "slot", "timestamp": None, "name": "dialogue", "value": turn["dialogue"]}]


@pytest.mark.parametrize("action", ["action_that_is_not_there", "action_answer", ""])
def test_an_action_that_fails_says_the_safe_sentence_and_no_turn(protocol: Protocol, action: str) -> None:
    broken = {"text": "x", "intent": "no dictionary"}
    with TestClient(actions_app(protocol)) as client:
        answered = client.post("/webhook", json=call(broken, action)).json()
    assert answered == {"events": [], "responses": [{"text": protocol.say("failed")}]}
