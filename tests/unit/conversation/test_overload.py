"""More patients than threads, and a slow Rasa: who waits loses neither a try nor a lease, and is asked once."""

import threading
from collections import Counter

import pytest
from sqlalchemy import select

from bot.conversation import workers as workers_module
from bot.conversation.news import News
from bot.conversation.opening import open_conversation
from bot.conversation.transcript import read_after
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.escalations.cases import open_cases
from bot.records.models import Message
from tests.unit.conversation.conftest import LEASE, Clock, EchoRasa

PATIENTS = 12
PATIENCE_S = 60


def test_messages_that_wait_for_a_thread_are_asked_once_and_never_given_up(
    answerer: Answerer, rasa: EchoRasa, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers_module, "THREADS", 2)
    monkeypatch.setattr(workers_module, "POLL_S", 0.01)
    may_answer, both_busy = threading.Event(), threading.Barrier(3)
    first_two = threading.Semaphore(2)

    def slow(_: str) -> None:
        if first_two.acquire(blocking=False):
            both_busy.wait(PATIENCE_S)
        assert may_answer.wait(PATIENCE_S)

    rasa.before = slow
    patients = [open_conversation(answerer.database, channel="web", now=clock.now) for _ in range(PATIENTS)]
    with Workers(answerer, news=News()) as workers:
        workers.begin()
        for number, patient in enumerate(patients):
            received = answerer.receive(
                conversation_id=patient,
                channel="web",
                external_id=None,
                text=f"question {number}",
                may_claim=workers.has_room,
            )
            workers.submit(received.claim)
        both_busy.wait(PATIENCE_S)
        for _ in range(5):
            # Long after every lease: whoever only waits must not have been claimed meanwhile.
            clock.now += LEASE / 2
            workers.take_up()
        may_answer.set()
        for patient in patients:
            while len(read_after(answerer.database, conversation_id=patient, after=0)) < 3:
                workers.take_up()
    with answerer.database.reading() as session:
        tries = session.scalars(select(Message.tries)).all()
    assert max(tries) <= 2, "the two that were being answered may have been taken over, the others not"
    assert Counter(tries)[1] >= PATIENTS - 2
    assert open_cases(answerer.database) == []


def test_until_it_begins_messages_are_received_and_wait(answerer: Answerer, conversation: str, rasa: EchoRasa) -> None:
    with Workers(answerer, news=News()) as workers:
        assert not workers.has_room
        received = answerer.receive(
            conversation_id=conversation, channel="web", external_id=None, text="hi", may_claim=workers.has_room
        )
        workers.submit(received.claim)
        assert rasa.asked == []
        workers.begin()
        workers.take_up()
        while len(read_after(answerer.database, conversation_id=conversation, after=0)) < 3:
            workers.take_up()
    assert rasa.asked == ["hi"]
