"""A sign opens its case with the message itself, and what the patient is told of it comes first, whatever Rasa does."""

from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.answers.reply import Reply, Source, Turn
from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.receive import Received
from bot.conversation.screen import Screen
from bot.conversation.turn import MOST_CHARACTERS, Answerer
from bot.errors import RasaError
from bot.escalations import cases
from bot.escalations.cases import Case, case_of
from bot.records.models import Message, Report
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


def test_a_sign_opens_its_case_with_the_message_itself(
    answerer: Answerer, conversation: str, rasa: EchoRasa
) -> None:
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
    def greet(_: str, *, sender: str, metadata: dict[str, Any]) -> Turn:  # noqa: ARG001
        before = EchoRasa().ask("hi", sender=sender, metadata=metadata)
        return Turn((Reply("Hello!", Source(protocol_version="v", message="greet")),), before.dialogue, "greet")

    object.__setattr__(rasa, "ask", greet)
    turn = say(answerer, conversation, PUS)

    assert case_in(answerer, conversation).flags == ("infection",)
    assert messages(turn)[0] == "flags.infection.tell_now"


def test_the_same_message_twice_is_one_report(answerer: Answerer, conversation: str) -> None:
    for _ in range(2):
        take_in(answerer, conversation, PUS, external_id="1")
    assert len(reports(answerer)) == 1

    say(answerer, conversation, "thanks")
    assert len(reports(answerer)) == 1, "answering it does not tell it again"


def test_what_is_reported_is_told_first_and_the_question_answered_after(
    answerer: Answerer, conversation: str
) -> None:
    turn = say(answerer, conversation, f"{PUS}. can i wear make-up tomorrow?")

    told = messages(turn)
    assert told[0] == "flags.infection.tell_now"
    answered = [place for place, reply in enumerate(turn.replies) if reply.text.startswith("you said")]
    assert answered
    questions = [place for place, name in enumerate(told) if name and ".questions." in name]
    assert len(questions) == 1
    assert 0 < answered[0] < questions[0]


def test_several_flags_are_one_case_at_the_highest_level(answerer: Answerer, conversation: str) -> None:
    take_in(answerer, conversation, f"{PUS}. i want my money back. also i want to talk to a person")

    case = case_in(answerer, conversation)
    assert case.level == "urgent"
    assert {"infection", "complaint"} <= set(case.flags)
    assert len(cases.open_cases(answerer.database)) == 1


def test_a_level_only_rises(answerer: Answerer, conversation: str) -> None:
    seen = []
    for text in ("i want my money back", PUS, "i want my money back", NO_BREATH, "i want my money back"):
        say(answerer, conversation, text)
        seen.append(str(case_in(answerer, conversation).level))

    assert seen == ["routine", "urgent", "urgent", "emergency", "emergency"]
    assert len(cases.open_cases(answerer.database)) == 1


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


def test_the_hour_on_record_is_judged_at_once(answerer: Answerer, now: datetime) -> None:
    late = open_conversation(answerer.database, channel="web", now=now, treated_at=now - timedelta(days=9))
    early = open_conversation(answerer.database, channel="web", now=now, treated_at=now - timedelta(days=1))
    for conversation in (late, early):
        take_in(answerer, conversation, "my face is still red")

    assert case_in(answerer, late).flags == ("prolonged_reaction",)
    assert case_of(answerer.database, conversation_id=early) is None


def test_another_language_is_said_in_it_and_is_no_case(answerer: Answerer, conversation: str, rasa: EchoRasa) -> None:
    turn = say(answerer, conversation, "Hola, buenos días, ¿cuándo puedo usar maquillaje?")

    assert turn.act == "out_of_scope"
    assert [reply.text for reply in turn.replies] == [answerer.protocol.say_other_language("es")]
    assert rasa.asked == []
    assert case_of(answerer.database, conversation_id=conversation) is None
