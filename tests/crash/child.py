"""The lives that die: one that takes in and answers the story, and one that comes after a death and puts all right.

Everything is opened here, in the child process: no connection is shared with another process. What the parent has to
know, the journal says.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from typing import cast, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import configure_mappers

from bot.conversation.claim import Claim
from bot.conversation.news import News
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.records.database import open_database
from bot.records.encryption import open_keyring
from bot.records.models import Message
from bot.understanding.language import hear_language
from tests.crash.journal import Journal
from tests.crash.points import Points, die, stand_still, watch_commits
from tests.crash.story import CHANNEL, ON_RECORD, PROTOCOL, STORY, Line, StoryRasa, Who
from tests.screens import project_screen
from tests.unit.conversation.conftest import Clock

LEASE = timedelta(seconds=15)
PATIENCE_S = 60
# What is slow is done once, before the fork, not in each child.
configure_mappers()
for line in STORY:
    hear_language(line.text)

# Loaded with the module, which every child finds in memory: it takes two seconds.
SCREEN = project_screen()


@dataclass(frozen=True)
class Life:
    """One process: where its records are, the time at its start, and the point at which it ends or stands still.

    `held_until` is when the last lease of the life before it ends. With a `parent` it stands still instead of dying.
    """

    database_url: str
    keys: Path
    journal: Path
    now: datetime
    held_until: datetime | None = None
    ends_at: int | None = None
    parent: Connection | None = None


class _Heard(News):
    """News that also tells the main thread that a worker has finished a turn."""

    def __init__(self) -> None:
        super().__init__()
        self.turns: SimpleQueue[Collection[str]] = SimpleQueue()

    def publish(self, conversation_ids: Collection[str]) -> None:
        super().publish(conversation_ids)
        self.turns.put(conversation_ids)


@dataclass(frozen=True)
class _Bot:
    """A running application as far as a message's life goes."""

    answerer: Answerer
    clock: Clock
    journal: Journal

    def open_all(self) -> None:
        """Open each conversation that is not known to be open."""
        for who in get_args(Who):
            if who not in self.journal.opened:
                treated_at = self.clock.now - timedelta(hours=30) if who == "first" else None
                opened = open_conversation(
                    self.answerer.database,
                    channel=CHANNEL,
                    now=self.clock.now,
                    treated_at=treated_at,
                    variant=ON_RECORD if treated_at else None,
                )
                self.journal.write("opened", [who, opened])

    def deliver(self, line: Line) -> Claim | None:
        """Take a message in, as its channel does."""
        received = self.answerer.receive(
            conversation_id=self.journal.opened[line.who],
            channel=CHANNEL,
            external_id=line.external_id,
            text=line.text,
        )
        self.journal.write("accepted", line.external_id)
        return received.claim

    def waiting(self) -> int:
        """How many messages wait for their answer."""
        with self.answerer.database.reading() as session:
            return session.scalar(select(func.count()).where(Message.state == "waiting")) or 0


@contextmanager
def _running(life: Life) -> Iterator[_Bot]:
    points = Points(at=life.ends_at, happens=partial(stand_still, life.parent) if life.parent else die)
    database = open_database(life.database_url, keyring=open_keyring(keys="", file=life.keys, say=lambda _: None))
    watch_commits(database.engine, points=points)
    clock = Clock(life.now)
    rasa = cast(RasaClient, StoryRasa(points.step))
    bot = _Bot(
        Answerer(database, rasa, PROTOCOL, SCREEN, clock, LEASE, timedelta(minutes=30)),
        clock,
        Journal(life.journal),
    )
    yield bot
    bot.journal.write("ended", points.passed)
    database.close()


def first_life(life: Life) -> None:
    """Open the conversations, take the story in and answer it; messages come in while others are being answered."""
    with _running(life) as bot:
        bot.open_all()
        first, second, _ = [bot.deliver(line) for line in STORY[:3]]
        first = bot.answerer.answer(first) if first else None
        second = bot.answerer.answer(second) if second else None
        bot.deliver(STORY[3])
        while first:
            first = bot.answerer.answer(first)


def restarted_life(life: Life) -> None:
    """After a death: the channel delivers everything again, twice, and the workers take up what was left."""
    with _running(life) as bot:
        bot.open_all()
        news = _Heard()
        with Workers(bot.answerer, news=news) as workers:
            workers.begin()
            for line in (*STORY, *reversed(STORY)):
                workers.submit(bot.deliver(line))
            if life.held_until:
                bot.clock.now = max(bot.clock.now, life.held_until)
            workers.take_up()
            while bot.waiting():
                news.turns.get(timeout=PATIENCE_S)
