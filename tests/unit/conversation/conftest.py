"""A conversation on a real database, with a stand-in for Rasa that answers with the words it was given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.protocol import Protocol
from bot.records.database import Database
from tests.screens import project_screen

LEASE = timedelta(seconds=15)
UNCLEAR_AFTER = timedelta(minutes=30)


@dataclass
class EchoRasa:
    """Answers every text with "you said: ..." in two replies; `before` runs first and may raise."""

    before: Callable[[str], None] = lambda _: None
    asked: list[str] = field(default_factory=list)

    def ask(self, text: str, *, sender: str, metadata: dict[str, Any]) -> Turn:  # noqa: ARG002
        self.asked.append(text)
        self.before(text)
        dialogue = Dialogue.from_json(metadata["dialogue"])
        source = Source(protocol_version="v")
        act = "talk_to_staff" if text == "STAFF" else None
        return Turn((Reply(f"you said: {text}", source), Reply("anything else?", source)), dialogue, act)


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def rasa() -> EchoRasa:
    return EchoRasa()


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def answerer(database: Database, protocol: Protocol, rasa: EchoRasa, clock: Clock) -> Answerer:
    return Answerer(
        database=database,
        rasa=cast(RasaClient, rasa),
        protocol=protocol,
        screen=project_screen(),
        clock=clock,
        lease=LEASE,
        unclear_after=UNCLEAR_AFTER,
    )


@pytest.fixture
def conversation(database: Database, now: datetime) -> str:
    return open_conversation(database, channel="web", now=now)
