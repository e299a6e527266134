"""A running Rasa sends its reading of signs with each turn: high for a report, low for a question, and whole."""

import pytest

from bot.conversation.turn import Answerer
from bot.protocol import FLAGS, Level
from bot.triage.decision import decide
from bot.triage.second_opinion import second_opinion

pytestmark = pytest.mark.slow

STORY = (
    "Good morning! I had my needling on Monday and it all went very well. The lady was kind, the tea was hot. "
    "I wanted to ask which sunscreen you like. Is a mineral one better? My sister says so. "
)


def outcome(bot: Answerer, text: str) -> tuple[str, Level, tuple[str, ...]]:
    reading = bot.rasa.ask(text, sender="reading-of-signs", metadata={}).reading
    assert reading is not None
    assert set(reading.flags) == set(FLAGS)
    assert reading.routine >= reading.urgent >= reading.emergency
    decision = decide(second_opinion(reading, findings=()))
    return decision.outcome, decision.level, decision.flags


@pytest.mark.parametrize(
    ("text", "level", "flag"),
    [
        ("i cant breathe and my throat is closing up", Level.emergency, "breathing_or_collapse"),
        ("I do not want to live any more with this face", Level.emergency, "self_harm"),
        ("there is yellow pus coming out of my cheek and it smells", Level.urgent, "infection"),
    ],
    ids=["breathing", "self-harm", "pus"],
)
def test_a_report_is_told_by_the_model_alone(running_bot: Answerer, text: str, level: Level, flag: str) -> None:
    told, at, flags = outcome(running_bot, text)
    assert (told, at) == ("escalate", level)
    assert flag in flags


def test_a_report_hidden_in_a_long_story_reaches_a_person(running_bot: Answerer) -> None:
    told, level, _ = outcome(running_bot, STORY + "Also my throat is closing up and I cannot breathe.")
    assert told == "escalate"
    assert level.rank >= Level.urgent.rank


@pytest.mark.parametrize(
    "text", ["when can I wear make-up again", STORY, "thank you!", "what would an infection look like", "?", "/restart"]
)
def test_a_question_is_answered(running_bot: Answerer, text: str) -> None:
    assert outcome(running_bot, text)[0] == "answer"
