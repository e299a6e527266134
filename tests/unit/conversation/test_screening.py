"""A sign opens its case with the message itself, and what the patient is told of it comes first, whatever Rasa does."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.answers.reply import Reply, Source, Turn
from bot.conversation.at_once import take_turn
from bot.conversation.receive import Received
from bot.conversation.screen import Screen
from bot.conversation.turn import MOST_CHARACTERS, Answerer
from bot.errors import RasaError
from bot.escalations import cases
from bot.escalations.cases import Case, case_of
from bot.records.case_models import Report
from bot.records.models import Message
from bot.records.models import Reply as ReplyRow
from tests.unit.conversation.conftest import EchoRasa

PUS = "there is yellow pus coming out of my cheek"
NO_BREATH = "i cannot breathe"


def take_in(answerer: Answerer, conversation: str, text: str, external_id: str | None = None) -> Received:
    return answerer.receive(conversation_id=conversation, channel="web", external_id=external_id, text=text)


def say(answerer: Answerer, conversation: str, text: str) -> Turn:
    return take_turn(answerer, conversation_id=conversation, channel="web", text=text)


def case_in(answerer: Answerer, conversation: str) -> Case:
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    return case


def reports(answerer: Answerer) -> list[Report]:
    with answerer.database.reading() as session:
        return list(session.scalars(select(Report).order_by(Report.reported_at)))


def messages(turn: Turn) -> list[str | None]:
    return [reply.source.message for reply in turn.replies]


def down(_: str) -> None:
    raise RasaError("Rasa cannot be reached")


def test_a_sign_opens_its_case_with_the_message_itself(answerer: Answerer, conversation: str, rasa: EchoRasa) -> None:
    message = take_in(answerer, conversation, PUS)

    assert rasa.asked == [], "no turn has begun"
    case = case_in(answerer, conversation)
    assert (case.level, case.flags, case.causes) == ("urgent", ("infection",), ("signs",))
    (report,) = reports(answerer)
    assert report.message_id == message.message_id
    assert report.evidence["text"] == PUS
    assert any(reason["rule"] == "pus" for reason in report.evidence["reasons"])


def test_the_case_and_the_message_are_one_transaction(
    answerer: Answerer, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(cases, "_report", fail)
    with pytest.raises(RuntimeError):
        take_in(answerer, conversation, PUS)

    with answerer.database.reading() as session:
        assert session.scalars(select(Message)).all() == [], "neither stands without the other"


def test_staff_are_told_in_the_transaction_that_says_so(
    answerer: Answerer, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = take_in(answerer, conversation, PUS).claim
    assert claim

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(cases, "_report", fail)
        with pytest.raises(RuntimeError):
            answerer.answer(claim)
    with answerer.database.reading() as session:
        assert session.scalars(select(ReplyRow)).all() == [], "nothing is said of a report that does not stand"
    answerer.answer(claim)
    with answerer.database.reading() as session:
        assert session.scalars(select(ReplyRow)).all()


def test_it_is_open_also_when_rasa_is_down(answerer: Answerer, conversation: str, rasa: EchoRasa) -> None:
    rasa.before = down
    turn = say(answerer, conversation, PUS)

    case = case_in(answerer, conversation)
    assert (case.level, case.flags) == ("urgent", ("infection",))
    assert messages(turn)[0] == "flags.infection.tell_now"


def test_it_is_open_also_when_rasa_always_says_hello(answerer: Answerer, conversation: str, rasa: EchoRasa) -> None:
    def greet(_: str, *, sender: str, metadata: dict[str, Any]) -> Turn:
        before = EchoRasa().ask("hi", sender=sender, metadata=metadata)
        return Turn((Reply("Hello!", Source(protocol_version="v", message="greet")),), before.dialogue, "greet")

    object.__setattr__(rasa, "ask", greet)
    turn = say(answerer, conversation, PUS)

    assert case_in(answerer, conversation).flags == ("infection",)
    assert messages(turn)[0] == "flags.infection.tell_now"


def test_the_same_message_twice_is_one_report(answerer: Answerer, conversation: str) -> None:
    claim = take_in(answerer, conversation, PUS, external_id="1").claim
    assert take_in(answerer, conversation, PUS, external_id="1").repeated
    assert len(reports(answerer)) == 1

    assert claim
    answerer.answer(claim)
    assert take_in(answerer, conversation, PUS, external_id="1").repeated
    assert len(reports(answerer)) == 1, "answering it does not tell it again"


def test_what_is_reported_is_told_first_and_the_question_answered_after(answerer: Answerer, conversation: str) -> None:
    turn = say(answerer, conversation, f"{PUS}. can i wear make-up tomorrow?")

    told = messages(turn)
    assert told[0] == "flags.infection.tell_now"
    answered = [place for place, reply in enumerate(turn.replies) if reply.text.startswith("you said")]
    assert answered
    questions = [place for place, name in enumerate(told) if name and ".questions." in name]
    assert len(questions) == 1
    assert 0 < answered[0] < questions[0]


@pytest.mark.parametrize("filler", ["", "the weather is nice today. " * (MOST_CHARACTERS // 20)])
def test_an_emergency_in_a_message_of_any_length_is_answered_as_one(
    answerer: Answerer, conversation: str, rasa: EchoRasa, filler: str
) -> None:
    turn = say(answerer, conversation, f"{filler}{NO_BREATH}. can i wear make-up?")

    assert rasa.asked == [], "nothing is waited for"
    assert messages(turn) == ["flags.breathing_or_collapse.tell_now"]
    assert answerer.protocol.fill("{emergency_number}") in turn.replies[0].text.split(".")[0]
    case = case_in(answerer, conversation)
    assert (case.level, case.flags) == ("emergency", ("breathing_or_collapse",))


def test_an_emergency_is_answered_while_rasa_is_down(answerer: Answerer, conversation: str, rasa: EchoRasa) -> None:
    rasa.before = down
    assert messages(say(answerer, conversation, NO_BREATH)) == ["flags.breathing_or_collapse.tell_now"]
    assert case_in(answerer, conversation).causes == ("signs",)


def test_a_screen_that_breaks_keeps_no_message_out(
    answerer: Answerer, conversation: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("Marigold")

    monkeypatch.setattr(Screen, "look", fail)
    turn = say(answerer, conversation, "Marigold has pus")

    assert [reply.text for reply in turn.replies] == [answerer.protocol.say("failed")]
    case = case_in(answerer, conversation)
    assert (case.level, case.causes) == ("urgent", ("unanswered",))
    assert "Marigold" not in caplog.text
