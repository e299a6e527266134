"""A row that no key opens: it goes to a person, and keeps no other message from being taken in or answered."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.conversation.at_once import take_turn
from bot.conversation.claim import release, take_claim
from bot.conversation.news import News
from bot.conversation.opening import open_conversation
from bot.conversation.receive import Received
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.escalations.cases import case_of
from bot.records.models import Message
from tests.unit.conversation.conftest import LEASE, Clock, EchoRasa


def take_in(answerer: Answerer, conversation: str, words: str) -> Received:
    return answerer.receive(conversation_id=conversation, channel="web", external_id=None, text=words)


def spoil(answerer: Answerer, statement: str, row: str) -> None:
    with answerer.database.writing() as session:
        session.execute(text(statement), {"id": row})


def test_an_unreadable_message_goes_to_a_person_and_the_next_one_is_answered(
    answerer: Answerer, conversation: str, clock: Clock
) -> None:
    unreadable = take_in(answerer, conversation, "hello").message_id
    spoil(answerer, "UPDATE message SET text = 'spoilt' WHERE id = :id", unreadable)
    clock.now += LEASE
    answered = take_turn(answerer, conversation_id=conversation, channel="web", text="and now?")
    assert answered.replies[0].text == "you said: and now?"
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert case.causes == ("unanswered",)


def test_an_unreadable_dialogue_begins_anew(answerer: Answerer, conversation: str, rasa: EchoRasa) -> None:
    spoil(answerer, "UPDATE conversation SET dialogue = 'spoilt' WHERE id = :id", conversation)
    assert take_turn(answerer, conversation_id=conversation, channel="web", text="hi").replies
    assert rasa.asked == ["hi"]


def test_it_keeps_no_other_conversation_from_being_taken_up(
    answerer: Answerer, conversation: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []
    monkeypatch.setattr(Workers, "submit", lambda _, claim: taken.append(claim and claim.conversation_id))
    spoil(
        answerer,
        "UPDATE message SET text = 'spoilt' WHERE id = :id",
        take_in(answerer, conversation, "hello").message_id,
    )
    other = open_conversation(answerer.database, channel="web", now=clock.now)
    take_in(answerer, other, "hi")
    clock.now += LEASE
    monkeypatch.setattr(Workers, "has_room", True)
    Workers(answerer, news=News()).take_up()
    assert sorted(taken) == sorted([conversation, other])


def test_a_claim_given_back_is_free_at_once_and_counts_as_no_try(
    answerer: Answerer, conversation: str, clock: Clock
) -> None:
    claim = take_in(answerer, conversation, "hello").claim
    assert claim
    clock.now += timedelta(seconds=1)
    release(answerer.database, claim=claim)
    again = take_claim(answerer.database, conversation_id=conversation, now=clock.now, lease=LEASE)
    assert again
    assert again.tries == 1
    with answerer.database.reading() as session:
        assert session.get_one(Message, claim.message_id).state == "waiting"
