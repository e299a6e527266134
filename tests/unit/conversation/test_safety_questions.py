"""A sign in doubt is asked about: by quick reply or in own words, three questions at most, and a "no" opens no case."""

import pytest

from bot.answers.reply import Turn
from bot.conversation.at_once import take_turn
from bot.conversation.turn import Answerer
from bot.escalations.cases import case_of
from bot.triage.questions import MOST_QUESTIONS

DOUBT = "could that be pus on my cheek"


def say(answerer: Answerer, conversation: str, text: str) -> Turn:
    return take_turn(answerer, conversation_id=conversation, channel="web", text=text)


def question(turn: Turn) -> str | None:
    names = [reply.source.message for reply in turn.replies]
    return next((name for name in names if name and ".questions." in name), None)


def asked_about_pus(answerer: Answerer, conversation: str) -> None:
    """The doubt is told, and questions are denied until the one about pus comes."""
    turn = say(answerer, conversation, DOUBT)
    while question(turn) != "flags.infection.questions.pus":
        assert question(turn), "the question that settles the doubt is always among those that are asked"
        turn = say(answerer, conversation, "no")


def test_a_doubt_is_asked_about_with_quick_replies_and_is_no_case_yet(answerer: Answerer, conversation: str) -> None:
    turn = say(answerer, conversation, DOUBT)

    assert question(turn)
    assert turn.replies[-1].quick_replies
    assert case_of(answerer.database, conversation_id=conversation) is None


@pytest.mark.parametrize("answer", ["pus", "yes there is yellow pus coming out", "2"])
def test_an_answer_that_reports_opens_the_case(answerer: Answerer, conversation: str, answer: str) -> None:
    asked_about_pus(answerer, conversation)
    turn = say(answerer, conversation, answer)

    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert (case.level, case.flags) == ("urgent", ("infection",))
    assert turn.replies[0].source.message == "flags.infection.tell_now"


@pytest.mark.parametrize("answer", ["none", "no"])
def test_a_doubt_that_is_denied_opens_no_case(answerer: Answerer, conversation: str, answer: str) -> None:
    asked_about_pus(answerer, conversation)
    turn = say(answerer, conversation, answer)

    assert question(turn) is None
    assert case_of(answerer.database, conversation_id=conversation) is None
    assert answerer.raise_unclear() == []


def test_a_new_sign_in_the_middle_of_the_questions_is_told_at_once(answerer: Answerer, conversation: str) -> None:
    say(answerer, conversation, DOUBT)
    turn = say(answerer, conversation, "i cannot breathe")

    assert [reply.source.message for reply in turn.replies] == ["flags.breathing_or_collapse.tell_now"]
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert case.level == "emergency"


def test_a_case_is_asked_three_questions_at_most(answerer: Answerer, conversation: str) -> None:
    texts = [DOUBT, "no", "maybe i have a fever", "no", "there might be hives", "no", "could it be a burn", "no"]
    questions = [question(say(answerer, conversation, text)) for text in texts]

    assert 0 < len([name for name in questions if name]) <= MOST_QUESTIONS


def test_what_cannot_be_asked_any_more_goes_to_a_person_at_once(answerer: Answerer, conversation: str) -> None:
    say(answerer, conversation, DOUBT)
    for _ in range(2):
        say(answerer, conversation, "the weather is nice")

    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert case.flags == ("infection",)
    assert case.level == "urgent"
