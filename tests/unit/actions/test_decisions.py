"""What the actions make of the model's reading: nothing below the threshold is answered, nothing above it is lost."""

from datetime import datetime
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import all_actions
from bot.protocol import Protocol


def run(action: str, protocol: Protocol, now: datetime, **reading: Any) -> tuple[list[str], dict[str, Any]]:  # noqa: ANN401
    """The texts that the action utters, and what it says that they are."""
    chosen = {each.name(): each for each in all_actions(protocol, clock=lambda: now)}[action]
    dispatcher = CollectingDispatcher()
    chosen.run(dispatcher, Tracker("x", {}, reading, [], False, None, {}, None), {})
    texts = [message["text"] for message in dispatcher.messages if message["text"]]
    return texts, dispatcher.messages[-1]["custom"]["turn"]


def topics(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": 0.6} for name in names]


def test_a_topic_that_is_not_sure_enough_is_not_answered(protocol: Protocol, now: datetime) -> None:
    texts, turn = run("action_answer", protocol, now, text="hm", intent={"name": "makeup"}, topics=[])
    assert texts == [protocol.say("unknown")]
    assert turn["act"] == "out_of_scope"


@pytest.mark.parametrize(
    ("action", "intent", "first"),
    [
        ("action_dialogue_act", "stop_messages", "stop_messages"),
        ("action_dialogue_act", "talk_to_staff", "talk_to_staff"),
        ("action_dialogue_act", "greet", None),
        ("action_follow_up", "follow_up", None),
        ("action_remember_treatment", "tell_treatment", None),
    ],
)
def test_a_question_beside_something_else_is_answered(
    protocol: Protocol, now: datetime, action: str, intent: str, first: str | None
) -> None:
    texts, turn = run(
        action, protocol, now, text="and may I wash my face", intent={"name": intent}, topics=topics("cleansing")
    )
    assert [source.get("topic") for source in turn["sources"]][-1] == "cleansing"
    assert (texts[0] == protocol.say(first)) if first else (len(texts) == 1)


@pytest.mark.parametrize(("sure", "reported"), [(0.5, True), (0.1, False)])
def test_a_likely_report_beside_a_question_leads_to_a_person_first(
    protocol: Protocol, now: datetime, sure: float, reported: bool
) -> None:
    texts, _ = run(
        "action_answer",
        protocol,
        now,
        text="had it yesterday, this is coming out of it, normal?",
        intent={"name": "breakouts"},
        topics=topics("breakouts"),
        intent_ranking=[{"name": "breakouts", "confidence": 0.6}, {"name": "report", "confidence": sure}],
    )
    assert (texts[0] == protocol.say("report")) is reported
    assert ("That is normal" in " ".join(texts)) is not reported
