"""A safety question that gets no answer goes to staff when it is due: by itself, after a restart, and never before."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.conversation import workers as workers_module
from bot.conversation.at_once import take_turn
from bot.conversation.news import News
from bot.conversation.screen import Look, Screen
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.escalations.cases import Case, case_of
from bot.protocol import Level
from bot.records.database import open_database
from bot.records.encryption import Keyring
from bot.triage.decision import Reason
from tests.unit.conversation.conftest import UNCLEAR_AFTER, Clock

PATIENCE_S = 30
DOUBT = "could that be pus on my cheek"
SECOND = timedelta(seconds=1)


def say(answerer: Answerer, conversation: str, words: str) -> None:
    take_turn(answerer, conversation_id=conversation, channel="web", text=words)


def case_in(answerer: Answerer, conversation: str) -> Case | None:
    return case_of(answerer.database, conversation_id=conversation)


def raised_by_workers(answerer: Answerer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the poller of new workers run until it has looked for what is due once."""
    monkeypatch.setattr(workers_module, "POLL_S", 0.01)
    looked = threading.Event()
    look = Answerer.raise_unclear

    def raise_unclear(self: Answerer) -> list[str]:
        raised = look(self)
        looked.set()
        return raised

    monkeypatch.setattr(Answerer, "raise_unclear", raise_unclear)
    with Workers(answerer, news=News()) as workers:
        workers.begin()
        assert looked.wait(PATIENCE_S)


def test_no_answer_in_time_is_a_case_and_not_a_second_before(
    answerer: Answerer, conversation: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(answerer, conversation, DOUBT)
    clock.now += UNCLEAR_AFTER - SECOND
    raised_by_workers(answerer, monkeypatch)
    assert case_in(answerer, conversation) is None

    clock.now += SECOND
    raised_by_workers(answerer, monkeypatch)
    case = case_in(answerer, conversation)
    assert case
    assert (case.level, case.causes, case.flags) == ("urgent", ("unclear",), ("infection",))
    assert answerer.raise_unclear() == [], "once is enough"


def test_doubt_is_raised_after_a_restart(
    answerer: Answerer,
    conversation: str,
    clock: Clock,
    database_url: str,
    keyring: Keyring,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    say(answerer, conversation, DOUBT)
    clock.now += UNCLEAR_AFTER
    with_nothing_in_memory = replace(answerer, database=open_database(database_url, keyring=keyring))
    try:
        raised_by_workers(with_nothing_in_memory, monkeypatch)
    finally:
        with_nothing_in_memory.database.close()

    case = case_in(answerer, conversation)
    assert case
    assert case.causes == ("unclear",)


def test_a_denial_in_time_is_no_case(answerer: Answerer, conversation: str, clock: Clock) -> None:
    say(answerer, conversation, DOUBT)
    for _ in range(3):
        say(answerer, conversation, "no")
    clock.now += 2 * UNCLEAR_AFTER

    assert answerer.raise_unclear() == []
    assert case_in(answerer, conversation) is None


def test_a_doubt_about_an_emergency_waits_for_no_answer(
    answerer: Answerer, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt = Reason("a_rule", "infection", Level.emergency, asks=True)
    look = Screen.look

    def doubted(self: Screen, words: str, **known: object) -> Look:
        return replace(look(self, words, **known), reasons=(doubt,))  # type: ignore[arg-type]

    monkeypatch.setattr(Screen, "look", doubted)
    say(answerer, conversation, "i feel odd")

    case = case_in(answerer, conversation)
    assert case
    assert (case.level, case.flags) == ("emergency", ("infection",))


def test_a_state_that_cannot_be_read_goes_to_staff_when_it_is_due(
    answerer: Answerer, conversation: str, clock: Clock
) -> None:
    say(answerer, conversation, DOUBT)
    with answerer.database.writing() as session:
        session.execute(text("UPDATE conversation SET safety = 'spoilt' WHERE id = :id"), {"id": conversation})
    clock.now += UNCLEAR_AFTER

    assert answerer.raise_unclear() == [conversation]
    case = case_in(answerer, conversation)
    assert case
    assert (case.level, case.causes) == ("urgent", ("unanswered",))
    assert answerer.raise_unclear() == []


def test_a_message_that_is_just_being_answered_may_still_clear_it_up(
    answerer: Answerer, conversation: str, clock: Clock
) -> None:
    say(answerer, conversation, DOUBT)
    clock.now += UNCLEAR_AFTER
    claim = answerer.receive(conversation_id=conversation, channel="web", external_id=None, text="hm").claim
    assert claim

    assert answerer.raise_unclear() == []
    clock.now += answerer.lease
    assert answerer.raise_unclear() == [conversation]
