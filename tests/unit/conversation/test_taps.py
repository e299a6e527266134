"""A tap on an answer means what the protocol says: the model does not take its one word for a message of its own."""

from datetime import datetime, timedelta

import pytest

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Turn
from bot.conversation.weighing import Before, Weighed, weigh
from bot.protocol import FLAGS, Level
from bot.triage.reading import Reading
from bot.triage.safety_state import Pending, SafetyState, Waiting
from tests.screens import project_screen

SCREEN = project_screen()
ALARMED = Reading.from_json(
    {
        "levels": {"routine": 0.9, "urgent": 0.9, "emergency": 0.8},
        "flags": dict.fromkeys(FLAGS, 0.0) | {"infection": 0.9},
    }
)


def said_after_the_question_about_fever(text: str, *, now: datetime) -> Weighed:
    state = SafetyState(
        asked=("infection.fever",),
        pending=Pending("infection", "fever", now),
        waiting=(Waiting("infection", Level.urgent, ("pus",)),),
        due_at=now + timedelta(minutes=30),
    )
    look = SCREEN.look(text, findings=SCREEN.read(text), dialogue=Dialogue(), state=state, now=now)
    return weigh(
        SCREEN.protocol,
        look=look,
        turn=Turn((), Dialogue(), reading=ALARMED),
        before=Before(state, case=None),
        now=now,
        said_at=now,
        unclear_after=timedelta(minutes=30),
    )


@pytest.mark.parametrize("text", ["fever", " Fever.", "FEVER"])
def test_a_tap_is_told_at_the_level_of_its_option(text: str, now: datetime) -> None:
    decision = said_after_the_question_about_fever(text, now=now).decision
    assert (decision.outcome, decision.level, decision.flags) == ("escalate", Level.urgent, ("infection",))


def test_a_tap_on_the_gravest_option_is_an_emergency(now: datetime) -> None:
    assert said_after_the_question_about_fever("fever with shaking", now=now).decision.level is Level.emergency


@pytest.mark.parametrize("text", ["yes I have a fever and I feel awful", "a fever, I think", "I feel very strange"])
def test_an_answer_in_other_words_is_read_by_the_model_too(text: str, now: datetime) -> None:
    assert said_after_the_question_about_fever(text, now=now).decision.level is Level.emergency
