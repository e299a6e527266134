"""Nothing is lost, nothing is said twice, and a patient's messages are answered in order, on both kinds of database."""

import threading
from datetime import timedelta

import pytest

from bot.conversation.at_once import read_turn, take_turn
from bot.conversation.claim import take_claim, waiting_conversations
from bot.conversation.receive import Received
from bot.conversation.transcript import read_after, read_latest
from bot.conversation.turn import MOST_CHARACTERS, MOST_TRIES, Answerer
from bot.errors import ConversationGoneError, RasaError
from bot.escalations.cases import case_of
from tests.unit.conversation.conftest import LEASE, Clock, EchoRasa


def take_in(answerer: Answerer, conversation: str, text: str, external_id: str | None = None) -> Received:
    return answerer.receive(conversation_id=conversation, channel="web", external_id=external_id, text=text)


def said(answerer: Answerer, conversation: str) -> list[str]:
    return [entry.text for entry in read_after(answerer.database, conversation_id=conversation, after=0)]


def test_a_message_is_answered_once_and_numbered_before_its_replies(answerer: Answerer, conversation: str) -> None:
    turn = take_turn(answerer, conversation_id=conversation, channel="web", text="hello", external_id="1")
    assert [reply.text for reply in turn.replies] == ["you said: hello", "anything else?"]
    entries = read_after(answerer.database, conversation_id=conversation, after=0)
    assert [(each.sequence, each.who, each.answers) for each in entries] == [
        (1, "patient", None),
        (2, "bot", 1),
        (3, "bot", 1),
    ]
    assert read_latest(answerer.database, conversation_id=conversation, most=2) == entries[1:]


def test_the_same_external_id_is_one_message_and_one_turn(
    answerer: Answerer, conversation: str, rasa: EchoRasa
) -> None:
    first = take_turn(answerer, conversation_id=conversation, channel="web", text="hello", external_id="1")
    again = take_in(answerer, conversation, "hello", external_id="1")
    assert again.repeated
    assert again.sequence == 1
    assert read_turn(answerer.database, message_id=again.message_id) == first
    assert rasa.asked == ["hello"]


def test_the_same_id_on_another_channel_is_another_message(answerer: Answerer, conversation: str) -> None:
    take_turn(answerer, conversation_id=conversation, channel="web", text="hello", external_id="1")
    turn = take_turn(answerer, conversation_id=conversation, channel="terminal", text="hi", external_id="1")
    assert turn.replies[0].text == "you said: hi"


def test_redelivered_by_twenty_threads_at_once_it_is_one_message(
    answerer: Answerer, conversation: str, rasa: EchoRasa
) -> None:
    together = threading.Barrier(20)

    def deliver() -> None:
        together.wait()
        take_turn(answerer, conversation_id=conversation, channel="web", text="hello", external_id="1")

    threads = [threading.Thread(target=deliver) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said(answerer, conversation) == ["hello", "you said: hello", "anything else?"]
    assert rasa.asked == ["hello"]


def test_messages_that_come_while_one_is_answered_follow_in_order(
    answerer: Answerer, conversation: str, rasa: EchoRasa
) -> None:
    first = take_in(answerer, conversation, "one")
    assert take_in(answerer, conversation, "two").claim is None, "one conversation, one answer at a time"
    assert take_in(answerer, conversation, "three").claim is None
    claim = first.claim
    while claim:
        claim = answerer.answer(claim)
    assert rasa.asked == ["one", "two", "three"]
    assert said(answerer, conversation)[3::2] == ["you said: one", "you said: two", "you said: three"]


def test_what_a_dead_holder_left_is_taken_up_when_its_lease_ends(
    answerer: Answerer, conversation: str, clock: Clock
) -> None:
    dead = take_in(answerer, conversation, "hello").claim
    assert dead
    assert waiting_conversations(answerer.database, now=clock.now) == []
    assert take_claim(answerer.database, conversation_id=conversation, now=clock.now, lease=LEASE) is None
    clock.now += LEASE
    assert waiting_conversations(answerer.database, now=clock.now) == [conversation]
    claim = take_claim(answerer.database, conversation_id=conversation, now=clock.now, lease=LEASE)
    assert claim
    assert answerer.answer(claim) is None
    assert answerer.answer(dead) is None, "it was not dead, only slow: now it is too late"
    assert said(answerer, conversation) == ["hello", "you said: hello", "anything else?"]


def test_a_message_that_always_ends_the_process_is_given_up_to_a_person(
    answerer: Answerer, conversation: str, rasa: EchoRasa, clock: Clock
) -> None:
    claim = take_in(answerer, conversation, "poison").claim
    for _ in range(MOST_TRIES):
        clock.now += LEASE + timedelta(seconds=1)
        claim = take_claim(answerer.database, conversation_id=conversation, now=clock.now, lease=LEASE)
    assert claim
    answerer.answer(claim)
    assert rasa.asked == []
    assert said(answerer, conversation) == ["poison", answerer.protocol.say("failed")]
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert case.causes == ("unanswered",)


@pytest.mark.parametrize("error", [RasaError("down"), KeyError("anything")])
def test_whatever_breaks_the_patient_gets_the_safe_sentence_and_a_case_is_open(
    answerer: Answerer, conversation: str, rasa: EchoRasa, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: str) -> None:
        raise error

    rasa.before = fail
    turn = take_turn(answerer, conversation_id=conversation, channel="web", text="it is Marigold")
    assert [reply.text for reply in turn.replies] == [answerer.protocol.say("failed")]
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert (case.level, case.causes) == ("urgent", ("unanswered",))
    assert "Marigold" not in caplog.text
    rasa.before = lambda _: None
    assert take_turn(answerer, conversation_id=conversation, channel="web", text="again").replies[0].text == (
        "you said: again"
    )


def test_a_wish_for_a_person_opens_one_case_however_often_it_is_said(answerer: Answerer, conversation: str) -> None:
    for _ in range(3):
        take_turn(answerer, conversation_id=conversation, channel="web", text="STAFF")
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert (case.level, case.causes, case.flags) == ("routine", ("signs",), ("patient_request",))


def test_a_case_only_rises(answerer: Answerer, conversation: str) -> None:
    take_turn(answerer, conversation_id=conversation, channel="web", text="x" * (MOST_CHARACTERS + 1))
    take_turn(answerer, conversation_id=conversation, channel="web", text="STAFF")
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert (case.level, case.causes) == ("urgent", ("unread", "signs"))


@pytest.mark.parametrize("text", ["", "  \n ", "\t\u200b"])
def test_an_empty_message_gets_a_kind_reply(answerer: Answerer, conversation: str, text: str) -> None:
    take_turn(answerer, conversation_id=conversation, channel="web", text=text)
    assert said(answerer, conversation)[1:] == [answerer.protocol.say("empty")]


def test_a_hundred_thousand_characters_are_kept_whole_and_go_to_a_person(
    answerer: Answerer, conversation: str, rasa: EchoRasa
) -> None:
    text = "my cheek hurts " * 7000
    turn = take_turn(answerer, conversation_id=conversation, channel="web", text=text)
    assert [reply.text for reply in turn.replies] == [answerer.protocol.say("too_long")]
    assert said(answerer, conversation)[0] == text
    assert rasa.asked == []
    assert case_of(answerer.database, conversation_id=conversation)


def test_a_broken_character_is_stored_as_one_that_can_be(answerer: Answerer, conversation: str) -> None:
    take_turn(answerer, conversation_id=conversation, channel="web", text="red \ud83d and \0")
    assert said(answerer, conversation)[0] == "red ? and \ufffd"


def test_a_conversation_that_is_gone_takes_no_message(answerer: Answerer) -> None:
    with pytest.raises(ConversationGoneError):
        take_in(answerer, "nowhere", "hello")


def test_another_language_is_answered_in_it_and_red_flags_are_read_all_the_same(
    answerer: Answerer, conversation: str, rasa: EchoRasa
) -> None:
    text = "Hola, tengo la cara muy roja desde ayer, ¿cuándo puedo usar maquillaje?"
    turn = take_turn(answerer, conversation_id=conversation, channel="web", text=text)
    assert [reply.text for reply in turn.replies] == [answerer.protocol.say_other_language("es")]
    assert answerer.protocol.say("other_language") in turn.replies[0].text
    assert turn.act == "out_of_scope"
    assert rasa.asked == []
    assert case_of(answerer.database, conversation_id=conversation) is None
    take_turn(answerer, conversation_id=conversation, channel="web", text="me sale pus de la mejilla y tengo fiebre")
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert (case.level, case.flags) == ("urgent", ("infection",))
