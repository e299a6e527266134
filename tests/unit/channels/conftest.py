"""The public application over a real database, with a Rasa that answers at once and a time that the test sets."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.channels.http import public_app
from bot.channels.web.session import cookie_name
from bot.conversation.claim import Claim
from bot.conversation.news import News
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.escalations.paging.pager import Pager
from bot.escalations.paging.thread import PagerThread
from bot.protocol import Protocol
from bot.records.database import Database
from bot.records.encryption import Keyring
from bot.settings import Settings
from tests.screens import project_screen

COOKIE = cookie_name(Settings().address)


class Clock:
    """The present, until it is moved; `elapsed` is what a clock shows that nobody can set."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.elapsed = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by
        self.elapsed += by.total_seconds()


class EchoRasa:
    """Two replies to each message, and a note of the dialogue that came with it."""

    def __init__(self) -> None:
        self.dialogues: list[dict[str, Any]] = []
        self.works = True

    def ask(self, text: str, *, sender: str, metadata: dict[str, Any]) -> Turn:  # noqa: ARG002
        self.dialogues.append(metadata["dialogue"])
        source = Source(protocol_version="test")
        replies = (Reply(f"first to {text[:20]}", source), Reply("second", source, quick_replies=("STAFF",)))
        act = "talk_to_staff" if text == "STAFF" else None
        return Turn(replies=replies, dialogue=Dialogue.from_json(metadata["dialogue"]), act=act)

    def ready(self) -> bool:
        return self.works


class WorkersAtOnce(Workers):
    """Answers in the thread that submits."""

    @property
    def has_room(self) -> bool:
        return True

    def submit(self, claim: Claim | None) -> None:
        if claim is not None:
            self._work(claim)


@dataclass
class Edge:
    """The application and its parts."""

    app: FastAPI
    settings: Settings
    answerer: Answerer
    keyring: Keyring
    news: News
    clock: Clock
    rasa: EchoRasa

    def browser(self, *, address: str = "192.0.2.1", base_url: str = "http://testserver") -> TestClient:
        """A browser without cookies that shows the chat's own page."""
        return TestClient(
            self.app,
            base_url=base_url,
            headers={"Sec-Fetch-Site": "same-origin"},
            client=(address, 50_000),
            raise_server_exceptions=False,
        )

    def opened(self, **options: str) -> TestClient:
        """A browser with a new chat."""
        browser = self.browser(**options)
        assert browser.post("/chat/session", json={}).status_code == 200
        return browser


def send(browser: TestClient, text: str, *, message_id: str | None = None) -> httpx.Response:
    """Post a message as the page does."""
    answer: httpx.Response = browser.post("/chat/messages", json={"id": message_id or str(uuid4()), "text": text})
    return answer


def entries(browser: TestClient) -> list[dict[str, Any]]:
    """The latest entries."""
    return cast(list[dict[str, Any]], browser.get("/chat/entries").json()["entries"])


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'aftercare.sqlite3'}"


@dataclass
class Calls:
    """The pager, as far as its health is asked for."""

    heartbeat: datetime | None = None
    oldest_s: float | None = None

    def oldest_undelivered_s(self) -> float | None:
        return self.oldest_s


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def make_edge(
    tmp_path: Path, database: Database, keyring: Keyring, protocol: Protocol, clock: Clock
) -> Callable[..., Edge]:
    """Makes the application with settings or keys of the test's own."""

    def make(*, keys: Keyring = keyring, **changes: Any) -> Edge:  # noqa: ANN401
        settings = Settings(data_folder=tmp_path, **changes)
        rasa, news = EchoRasa(), News()
        answerer = Answerer(
            database=database,
            rasa=cast(RasaClient, rasa),
            protocol=protocol,
            screen=project_screen(),
            clock=clock,
            lease=timedelta(seconds=15),
            unclear_after=timedelta(minutes=30),
        )
        workers = WorkersAtOnce(answerer, news=news)
        app = public_app(
            settings,
            answerer=answerer,
            workers=workers,
            news=news,
            keyring=keys,
            calls=(cast(Pager, Calls()), cast(PagerThread, Calls(heartbeat=clock()))),
            monotonic=lambda: clock.elapsed,
        )
        return Edge(app, settings, answerer, keys, news, clock, rasa)

    return make


@pytest.fixture
def edge(make_edge: Callable[..., Edge]) -> Edge:
    return make_edge()
