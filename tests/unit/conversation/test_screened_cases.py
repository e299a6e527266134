"""What a screened message leads to: one case a conversation that only rises, judged by the hour that is on record."""

from datetime import datetime, timedelta

from bot.answers.reply import Turn
from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.turn import Answerer
from bot.escalations.cases import Case, case_of, open_cases
from tests.unit.conversation.conftest import EchoRasa

PUS = "there is yellow pus coming out of my cheek"
NO_BREATH = "i cannot breathe"


def say(answerer: Answerer, conversation: str, text: str) -> Turn:
    return take_turn(answerer, conversation_id=conversation, channel="web", text=text)


def case_in(answerer: Answerer, conversation: str) -> Case:
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    return case


def test_self_harm_has_its_own_words_and_no_talk_of_skin(answerer: Answerer, conversation: str) -> None:
    turn = say(answerer, conversation, f"i want to kill myself. {PUS}")

    assert [str(name).split(".")[:2] for name in [reply.source.message for reply in turn.replies]] == [
        ["flags", "self_harm"]
    ]
    assert "skin" not in turn.replies[0].text.casefold()
    assert case_in(answerer, conversation).flags[0] == "self_harm"


def test_several_flags_are_one_case_at_the_highest_level(answerer: Answerer, conversation: str) -> None:
    say(answerer, conversation, f"{PUS}. i want my money back. also i want to talk to a person")

    case = case_in(answerer, conversation)
    assert case.level == "urgent"
    assert {"infection", "complaint"} <= set(case.flags)
    assert len(open_cases(answerer.database)) == 1


def test_a_level_only_rises(answerer: Answerer, conversation: str) -> None:
    seen = []
    for text in ("i want my money back", PUS, "i want my money back", NO_BREATH, "i want my money back"):
        say(answerer, conversation, text)
        seen.append(str(case_in(answerer, conversation).level))

    assert seen == ["routine", "urgent", "urgent", "emergency", "emergency"]
    assert len(open_cases(answerer.database)) == 1


def test_the_hour_on_record_is_judged_at_once(answerer: Answerer, now: datetime) -> None:
    late = open_conversation(answerer.database, channel="web", now=now, treated_at=now - timedelta(days=9))
    early = open_conversation(answerer.database, channel="web", now=now, treated_at=now - timedelta(days=1))
    for conversation in (late, early):
        say(answerer, conversation, "my face is still red")

    assert case_in(answerer, late).flags == ("prolonged_reaction",)
    assert case_of(answerer.database, conversation_id=early) is None


def test_another_language_is_said_in_it_and_is_no_case(answerer: Answerer, conversation: str, rasa: EchoRasa) -> None:
    turn = say(answerer, conversation, "Hola, buenos días, ¿cuándo puedo usar maquillaje?")

    assert turn.act == "out_of_scope"
    assert [reply.text for reply in turn.replies] == [answerer.protocol.say_other_language("es")]
    assert rasa.asked == []
    assert case_of(answerer.database, conversation_id=conversation) is None
