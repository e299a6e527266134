"""The workers answer everything, in order, whatever fails in one turn, and leave what they did not answer to others."""

import asyncio
import random
import threading
from collections import Counter
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from queue import SimpleQueue
from typing import cast

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.conversation import workers as workers_module
from bot.conversation.at_once import take_turn
from bot.conversation.news import News
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.receive import Received
from bot.conversation.transcript import read_after
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.records.database import Database, open_database
from bot.records.encryption import Keyring
from bot.records.models import Message
from tests.unit.conversation.conftest import LEASE, Clock, EchoRasa

PATIENCE_S = 30
POLL_S = 0.01


class Heard(News):
    """News that also tells the test of each turn that has ended."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: SimpleQueue[Collection[str]] = SimpleQueue()

    def publish(self, conversation_ids: Collection[str]) -> None:
        super().publish(conversation_ids)
        self.turns.put(conversation_ids)


@dataclass
class WatchedClock(Clock):
    """A clock that stands, and that knows how often it was read: the poller reads it twice a round."""

    _read: int = 0
    _reading: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self) -> datetime:
        with self._reading:
            self._read += 1
            self._reading.notify_all()
        return self.now

    def wait_for_rounds(self, rounds: int) -> None:
        """Until the poller has begun and ended so many rounds from now on."""
        with self._reading:
            wanted = self._read + 2 * (rounds + 1)
            while self._read < wanted:
                assert any(thread.name == "poller" for thread in threading.enumerate()), "the poller has ended"
                self._reading.wait(timeout=POLL_S)


@pytest.fixture
def clock(now: datetime) -> WatchedClock:
    return WatchedClock(now)


@pytest.fixture
def news() -> Heard:
    return Heard()


@pytest.fixture(autouse=True)
def quick_poller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers_module, "POLL_S", POLL_S)


def take_in(answerer: Answerer, conversation: str, text: str) -> Received:
    return answerer.receive(conversation_id=conversation, channel="web", external_id=None, text=text)


def said(answerer: Answerer, conversation: str) -> list[str]:
    return [entry.text for entry in read_after(answerer.database, conversation_id=conversation, after=0)]


def waiting(answerer: Answerer) -> int:
    with answerer.database.reading() as session:
        return session.scalar(select(func.count()).where(Message.state == "waiting")) or 0


def wait_until_all_is_answered(answerer: Answerer, *, news: Heard) -> None:
    while waiting(answerer):
        news.turns.get(timeout=PATIENCE_S)


def test_forty_messages_of_eight_conversations_are_answered_in_order_and_one_at_a_time(
    answerer: Answerer, rasa: EchoRasa, news: Heard, now: datetime
) -> None:
    conversations = [open_conversation(answerer.database, channel="web", now=now) for _ in range(8)]
    at_rasa = [threading.Lock() for _ in conversations]
    together: list[str] = []

    def one_at_a_time(text: str) -> None:
        lock = at_rasa[int(text[0])]
        if not lock.acquire(blocking=False):
            together.append(text)
            return
        # Long enough for another worker to come.
        answerer.database.answers()
        lock.release()

    rasa.before = one_at_a_time
    deliveries = [(number, f"{number} word {turn}") for number in range(8) for turn in range(5)]
    random.Random(7).shuffle(deliveries)

    with Workers(answerer, news=news) as workers:
        workers.begin()

        def deliver(number: int, words: str) -> None:
            workers.submit(take_in(answerer, conversations[number], words).claim)

        with ThreadPoolExecutor(4) as channels:
            list(channels.map(deliver, *zip(*deliveries, strict=True)))
        wait_until_all_is_answered(answerer, news=news)
    assert together == []
    assert Counter(rasa.asked) == Counter(text for _, text in deliveries), "each is asked once"
    for conversation in conversations:
        entries = read_after(answerer.database, conversation_id=conversation, after=0)
        messages = [entry for entry in entries if entry.who == "patient"]
        assert len(messages) == 5
        replies = [(entry.answers, entry.text) for entry in entries if entry.who == "bot"]
        assert replies == [
            (message.sequence, text) for message in messages for text in (f"you said: {message.text}", "anything else?")
        ]


def test_what_a_dead_process_left_is_taken_up_when_its_lease_ends_and_not_before(
    answerer: Answerer, conversation: str, rasa: EchoRasa, clock: WatchedClock, news: Heard
) -> None:
    assert take_in(answerer, conversation, "hello").claim, "and nobody answers it"
    with Workers(answerer, news=news) as workers:
        workers.begin()
        clock.now += LEASE - timedelta(seconds=1)
        clock.wait_for_rounds(2)
        assert rasa.asked == []
        clock.now += timedelta(seconds=1)
        wait_until_all_is_answered(answerer, news=news)
    assert said(answerer, conversation) == ["hello", "you said: hello", "anything else?"]


def broken_once(database: Database, monkeypatch: pytest.MonkeyPatch, *, name: str) -> threading.Event:
    """The next `reading()` or `writing()` raises; the event is set when it has."""
    whole = getattr(database, name)
    has_failed = threading.Event()
    turn = threading.Lock()

    @contextmanager
    def broken() -> Iterator[Session]:
        with turn:
            first = not has_failed.is_set()
            has_failed.set()
        if first:
            raise OperationalError("a statement", None, Exception("the disk is full"))
        with whole() as session:
            yield session

    monkeypatch.setattr(database, name, broken)
    return has_failed


def test_a_database_error_in_a_turn_ends_no_worker_and_the_message_is_answered_later(
    answerer: Answerer,
    conversation: str,
    clock: WatchedClock,
    news: Heard,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(workers_module, "THREADS", 1)
    claim = take_in(answerer, conversation, "it is Marigold").claim
    other = open_conversation(answerer.database, channel="web", now=clock.now)
    other_claim = take_in(answerer, other, "hi").claim
    has_failed = broken_once(answerer.database, monkeypatch, name="writing")
    with Workers(answerer, news=news) as workers:
        workers.begin()
        workers.submit(claim)
        assert has_failed.wait(PATIENCE_S)
        workers.submit(other_claim)
        assert news.turns.get(timeout=PATIENCE_S) == (other,), "by the only worker"
        assert said(answerer, conversation) == ["it is Marigold"], "nothing was said in the turn that failed"
        clock.now += LEASE
        wait_until_all_is_answered(answerer, news=news)
    assert said(answerer, conversation) == ["it is Marigold", "you said: it is Marigold", "anything else?"]
    assert "a turn could not be written down: OperationalError" in caplog.text
    assert "Marigold" not in caplog.text


@pytest.mark.parametrize("name", ["reading", "writing"])
def test_a_database_error_does_not_end_the_poller(
    answerer: Answerer,
    conversation: str,
    clock: WatchedClock,
    news: Heard,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
) -> None:
    take_in(answerer, conversation, "hello")
    clock.now += LEASE
    has_failed = broken_once(answerer.database, monkeypatch, name=name)
    with Workers(answerer, news=news) as workers:
        workers.begin()
        assert has_failed.wait(PATIENCE_S)
        clock.wait_for_rounds(1)
        monkeypatch.undo()
        wait_until_all_is_answered(answerer, news=news)
    assert said(answerer, conversation) == ["hello", "you said: hello", "anything else?"]


def test_what_another_process_has_said_is_news(
    answerer: Answerer,
    conversation: str,
    rasa: EchoRasa,
    clock: WatchedClock,
    news: Heard,
    database_url: str,
    keyring: Keyring,
) -> None:
    elsewhere = open_database(database_url, keyring=keyring)
    other = replace(answerer, database=elsewhere, rasa=cast(RasaClient, EchoRasa()))
    clock.now += timedelta(minutes=1)

    async def listen() -> None:
        with news.listen(conversation) as woken:
            await asyncio.to_thread(clock.wait_for_rounds, 2)
            assert not woken.is_set(), "nothing was said yet"
            await asyncio.to_thread(take_turn, other, conversation_id=conversation, channel="web", text="hello")
            await asyncio.wait_for(woken.wait(), PATIENCE_S)

    with Workers(answerer, news=news) as workers:
        workers.begin()
        asyncio.run(listen())
    elsewhere.close()
    assert rasa.asked == [], "the other process has answered"


def test_leaving_ends_the_turn_that_runs_and_leaves_the_rest_waiting_for_the_next_process(
    answerer: Answerer, conversation: str, rasa: EchoRasa, clock: WatchedClock, news: Heard
) -> None:
    begun, may_end = threading.Event(), threading.Event()

    def hold(_: str) -> None:
        begun.set()
        assert may_end.wait(PATIENCE_S)

    rasa.before = hold
    claim = take_in(answerer, conversation, "one").claim
    take_in(answerer, conversation, "two")

    def let_go_when_the_block_is_left() -> None:
        # The poller ends with the block.
        next(thread for thread in threading.enumerate() if thread.name == "poller").join(PATIENCE_S)
        may_end.set()

    with Workers(answerer, news=news) as workers:
        workers.begin()
        workers.submit(claim)
        assert begun.wait(PATIENCE_S)
        letting_go = threading.Thread(target=let_go_when_the_block_is_left)
        letting_go.start()
    letting_go.join()
    assert said(answerer, conversation)[2:] == ["you said: one", "anything else?"]
    later = open_conversation(answerer.database, channel="web", now=clock.now)
    workers.submit(take_in(answerer, later, "three").claim)
    assert rasa.asked == ["one"], "a turn that has not begun is left to the next process"
    assert waiting(answerer) == 2
    rasa.before = lambda _: None
    clock.now += LEASE
    with Workers(answerer, news=news) as workers:
        workers.begin()
        wait_until_all_is_answered(answerer, news=news)
    assert said(answerer, conversation)[2:] == ["you said: one", "anything else?", "you said: two", "anything else?"]
    assert said(answerer, later)[1:] == ["you said: three", "anything else?"]
