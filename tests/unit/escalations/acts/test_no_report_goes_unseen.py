"""What comes after staff have answered still reaches a person, whatever else is broken, late or spoilt."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.conversation.at_once import take_turn
from bot.conversation.claim import take_claim
from bot.conversation.deletion import delete_chat
from bot.conversation.opening import open_conversation
from bot.conversation.transcript import read_latest
from bot.conversation.turn import Answerer
from bot.conversation.unclear import _raise as raise_one
from bot.escalations.acts import PatientWroteError, give_back, log_call, reply, resolve
from bot.escalations.cases import case_of, open_cases
from bot.escalations.safety_record import write_state
from bot.protocol import Level
from bot.records.case_models import Report
from bot.records.database import Database
from bot.records.models import Conversation
from bot.triage.safety_state import SafetyState, Waiting
from tests.unit.conversation.conftest import LEASE, Clock
from tests.unit.escalations.acts.conftest import PUS, Desk

CANNOT_BREATHE = "i cannot breathe"


@pytest.mark.parametrize("words", [PUS, "STAFF"])
@pytest.mark.parametrize("how", ["called", "given back"])
def test_a_report_after_the_answer_calls_people_again(desk: Desk, how: str, words: str) -> None:
    if how == "called":
        log_call(desk.database, **desk.by(desk.ana), reached=True, text="")
    else:
        reply(desk.database, **desk.ana_replies())
        give_back(desk.database, **desk.by(desk.ana))
    desk.move(hours=1)
    desk.says(words)
    assert desk.case().state == "open"
    assert desk.unsent_pages()


def test_a_second_emergency_after_the_answer_calls_people_at_once(desk: Desk) -> None:
    desk.says(CANNOT_BREATHE)
    reply(desk.database, **desk.ana_replies())
    desk.move(hours=1)
    desk.says(CANNOT_BREATHE)
    assert desk.case().state == "open"
    assert {page.level for page in desk.unsent_pages()} == {"emergency"}


def test_evidence_that_cannot_be_opened_keeps_no_report_out(desk: Desk) -> None:
    with desk.database.writing() as session:
        session.execute(text("UPDATE report SET evidence = 'spoilt'"))
    desk.says(CANNOT_BREATHE)
    assert desk.case().level == Level.emergency


def test_one_spoilt_conversation_keeps_no_doubt_of_another_from_staff(desk: Desk) -> None:
    desk.says("could that be a blister from a burn on my cheek")
    other = open_conversation(desk.database, channel="web", now=desk.clock.now)
    take_turn(desk.answerer, conversation_id=other, channel="web", text="could that be pus on my cheek")
    with desk.database.writing() as session:
        session.execute(text("UPDATE message SET sequence = sequence, state = 'answered'"))
        session.execute(text("UPDATE conversation SET unclear_at = (SELECT max(unclear_at) FROM conversation)"))
        session.execute(text("DELETE FROM message WHERE conversation_id = :one"), {"one": desk.conversation_id})
    desk.move(hours=5)
    assert other in desk.answerer.raise_unclear()
    assert case_of(desk.database, conversation_id=other) is not None


def test_a_doubt_that_two_processes_see_is_raised_once(answerer: Answerer, clock: Clock, database: Database) -> None:
    conversation = open_conversation(database, channel="web", now=clock.now)
    take_turn(answerer, conversation_id=conversation, channel="web", text="hello")
    with database.writing() as session:
        doubt = SafetyState(waiting=(Waiting("complaint", Level.routine, ("x",)),), due_at=clock.now)
        write_state(session.get_one(Conversation, conversation), doubt)
    assert answerer.raise_unclear() == [conversation]
    clinic = answerer.protocol.clinic
    with database.writing() as session:
        assert not raise_one(session, conversation_id=conversation, clinic=clinic, now=clock.now)
    (case,) = open_cases(database)
    assert case.level is Level.routine


def test_a_turn_that_staff_overtook_brings_back_nothing_of_the_ended_case(desk: Desk) -> None:
    received = desk.answerer.receive(
        conversation_id=desk.conversation_id, channel="web", external_id=None, text="hello"
    )
    resolve(desk.database, **desk.by(desk.ana), outcome="called", judgement=None, seen=received.sequence)
    assert received.claim is not None
    desk.answerer.answer(received.claim)
    desk.move(days=1)
    before = len(desk.replies())
    desk.says(PUS)
    said = " ".join(each.text for each in desk.replies()[before:])
    assert "Wash your hands" in said


def test_a_promise_is_never_of_a_time_that_has_gone_by(answerer: Answerer, clock: Clock, database: Database) -> None:
    conversation = open_conversation(database, channel="web", now=clock.now)
    answerer.receive(conversation_id=conversation, channel="web", external_id=None, text=PUS, may_claim=False)
    clock.now += timedelta(hours=3)
    claim = take_claim(database, conversation_id=conversation, now=clock.now, lease=LEASE)
    assert claim is not None
    answerer.answer(claim)
    said = " ".join(line.text for line in read_latest(database, conversation_id=conversation))
    assert "by 4 pm today" in said


def test_a_reply_to_what_was_before_a_report_does_not_stop_the_calls_for_it(desk: Desk) -> None:
    seen = desk.conversation().last_sequence
    desk.says(CANNOT_BREATHE)
    with pytest.raises(PatientWroteError):
        reply(desk.database, **desk.ana_replies(text="Please send us a photo tomorrow."), seen=seen)
    assert desk.unsent_pages()
    reply(desk.database, **desk.ana_replies(), seen=desk.conversation().last_sequence)


def test_other_words_under_the_same_id_are_another_reply(desk: Desk) -> None:
    for words in ("Put ice on it.", "STOP. Go to the ER now.", "STOP. Go to the ER now."):
        reply(desk.database, **desk.ana_replies(text=words, external_id="a" * 32))
    said = [each.text for each in desk.replies() if each.staff_id]
    assert said == ["Put ice on it.", "STOP. Go to the ER now."]


def test_a_deleted_chat_leaves_every_waiting_message_and_doubt_with_staff(
    answerer: Answerer, clock: Clock, database: Database
) -> None:
    conversation = open_conversation(database, channel="web", now=clock.now)
    for words in ("my face looks really wrong and i am scared", "hello?"):
        answerer.receive(conversation_id=conversation, channel="web", external_id=None, text=words, may_claim=False)
    clinic = answerer.protocol.clinic
    assert delete_chat(database, conversation_id=conversation, clinic=clinic, now=clock.now)
    with database.reading() as session:
        told = [report.evidence["text"] for report in session.query(Report).order_by(Report.reported_at)]
    assert "my face looks really wrong and i am scared" in told


def test_a_doubt_that_cannot_be_read_outlives_a_deletion(answerer: Answerer, clock: Clock, database: Database) -> None:
    conversation = open_conversation(database, channel="web", now=clock.now)
    take_turn(answerer, conversation_id=conversation, channel="web", text="hello")
    with database.writing() as session:
        session.execute(text("UPDATE conversation SET safety = 'spoilt'"))
        session.get_one(Conversation, conversation).unclear_at = clock.now
    clinic = answerer.protocol.clinic
    assert delete_chat(database, conversation_id=conversation, clinic=clinic, now=clock.now)
