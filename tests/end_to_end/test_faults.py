"""What fails beside the patient changes nothing for staff: each severe report ends with a case at least as high."""

import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.escalations.cases import case_of
from bot.protocol import FLAGS, Level
from bot.records.case_models import Escalation, Report
from bot.records.database import Database
from bot.triage.reading import Reading
from bot.understanding.signs import Finding, Lexicon
from tests.end_to_end.severe_messages import EMERGENCIES, SEVERE, Severe, report, told_too_low

pytestmark = pytest.mark.slow

NEAR_ZERO = Reading.from_json(
    {"levels": {"routine": 0.001, "urgent": 0.001, "emergency": 0.001}, "flags": dict.fromkeys(FLAGS, 0.001)}
)
MOST_MISSED_WITHOUT_WORDS = 0.1


class LyingRasa(RasaClient):
    """Takes everything for a greeting, and is sure that nobody reports anything."""

    def ask(self, text: str, *, sender: str, metadata: dict[str, Any]) -> Turn:
        del text, sender
        hello = Reply("Hello.", Source("0123456789ab", message="greet"))
        dialogue = Dialogue.from_json(metadata["dialogue"])
        return Turn((hello,), dialogue=dialogue, act="greet", reading=NEAR_ZERO)


class WithoutWords(Lexicon):
    """A lexicon that has no word of one flag."""

    def __init__(self, whole: Lexicon, *, flag: str) -> None:
        self.signs, self._whole, self._flag = whole.signs, whole, flag

    def read(self, text: str) -> tuple[Finding, ...]:
        return tuple(finding for finding in self._whole.read(text) if finding.flag != self._flag)


def named(severe: Severe) -> str:
    return severe.text


def test_rasa_down(simulated_bot: Answerer, now: datetime) -> None:
    # Nothing listens on port 9 of loopback.
    with RasaClient("http://127.0.0.1:9", answers_within_s=0.3) as gone:
        bot = replace(simulated_bot, rasa=gone)
        assert told_too_low(bot, now=now) == []
        for severe in EMERGENCIES:
            turn, case = report(bot, severe, now=now)
            assert case is not None
            assert case.flags, "staff should read what it is about"
            assert turn.replies[0].source.message != "failed", severe.text


def test_rasa_lies(simulated_bot: Answerer, now: datetime) -> None:
    with LyingRasa("http://127.0.0.1:9", answers_within_s=1) as lying:
        assert told_too_low(replace(simulated_bot, rasa=lying), now=now) == []


def test_the_model_carries_a_flag_whose_words_are_missing(simulated_bot: Answerer, now: datetime) -> None:
    """What the lexicon has no words for, the model's reading has to find; the share is printed (pytest -s)."""
    low: list[str] = []
    whole = simulated_bot.screen.lexicon
    for flag in dict.fromkeys(severe.flag for severe in SEVERE):
        screen = replace(simulated_bot.screen, lexicon=WithoutWords(whole, flag=flag))
        messages = [severe for severe in SEVERE if severe.flag == flag]
        low += told_too_low(replace(simulated_bot, screen=screen), now=now, messages=messages)
    share = f"told at their level by the model: {1 - len(low) / len(SEVERE):.1%} of {len(SEVERE)}"
    sys.stdout.write("\n".join([share, *low, ""]))
    assert len(low) <= MOST_MISSED_WITHOUT_WORDS * len(SEVERE), low


@contextmanager
def busy(database: Database) -> Iterator[None]:
    """Another process writes for as long as the block lasts."""
    with closing(sqlite3.connect(str(database.engine.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize("severe", SEVERE[::4], ids=named)
def test_the_database_is_busy_for_a_moment(
    running_bot: Answerer, own_records: Database, now: datetime, severe: Severe
) -> None:
    bot = replace(running_bot, database=own_records, clock=lambda: now)
    conversation = open_conversation(own_records, channel="web", now=now)
    waiting = threading.Thread(
        target=bot.receive,
        kwargs={"conversation_id": conversation, "channel": "web", "external_id": None, "text": severe.text},
    )
    with busy(own_records):
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive(), "it should wait for its turn to write"
    waiting.join()
    case = case_of(own_records, conversation_id=conversation)
    assert case is not None, "the case is written with the message, before anything is answered"
    assert case.level.rank >= severe.level.rank


class FailsAfter(Database):
    """The records of `database`, which cannot be written any more after the first `writes` times."""

    def __init__(self, database: Database, *, writes: int) -> None:
        super().__init__(database.engine)
        self._left = writes

    @contextmanager
    def writing(self) -> Iterator[Session]:
        if self._left == 0:
            raise OperationalError("busy", {}, Exception())
        self._left -= 1
        with super().writing() as session:
            yield session


@pytest.mark.parametrize("severe", EMERGENCIES[::5], ids=named)
def test_the_answer_cannot_be_written(
    running_bot: Answerer, own_records: Database, now: datetime, severe: Severe
) -> None:
    conversation = open_conversation(own_records, channel="web", now=now)
    bot = replace(running_bot, database=FailsAfter(own_records, writes=1), clock=lambda: now)
    received = bot.receive(conversation_id=conversation, channel="web", external_id=None, text=severe.text)
    assert received.claim is not None
    with pytest.raises(OperationalError):
        bot.answer(received.claim)
    case = case_of(own_records, conversation_id=conversation)
    assert case is not None
    assert case.level is Level.emergency


def test_a_message_that_is_sent_twice(running_bot: Answerer, own_records: Database, now: datetime) -> None:
    bot = replace(running_bot, database=own_records)
    for severe in SEVERE:
        first, _ = report(bot, severe, now=now, external_id="one", times=2)
        assert first.replies
    with own_records.reading() as session:
        cases = session.scalar(select(func.count()).select_from(Escalation))
        reports = session.scalar(select(func.count()).select_from(Report))
    assert (cases, reports) == (len(SEVERE), len(SEVERE))
