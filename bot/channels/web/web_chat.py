"""The web chat's parts, and what the routes do with them: no decision about a message is made here.

A message is answered with 202 once it is committed; nothing else is waited for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.channels.web.body import read_message_body, read_session_body
from bot.channels.web.entries import unsent
from bot.channels.web.events import Streams
from bot.channels.web.limits import Limits
from bot.channels.web.links import read_link
from bot.channels.web.opening import Opening, decide_opening, session_answer
from bot.channels.web.recorder import Recorder
from bot.channels.web.refusals import Refused
from bot.channels.web.session import Session, Sessions
from bot.conversation.deletion import delete_chat
from bot.conversation.news import News
from bot.conversation.opening import open_conversation
from bot.conversation.receive import receive
from bot.conversation.transcript import Entry, read_latest, still_there
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.records.encryption import Keyring
from bot.settings import Settings

CHANNEL = "web"


class WebChat:
    """The web chat of one process. Its streams have to be ended before the server can stop: `end_streams`."""

    def __init__(
        self, settings: Settings, *, answerer: Answerer, keyring: Keyring, workers: Workers, news: News
    ) -> None:
        self.settings = settings
        self.protocol = answerer.protocol
        self.database = answerer.database
        self.sessions = Sessions(keyring=keyring, secure=settings.address.startswith("https://"), clock=answerer.clock)
        self.limits = Limits(settings, clock=answerer.clock)
        self.recorder = Recorder(answerer.database, channel=CHANNEL, clock=answerer.clock)
        self.streams = Streams(answerer.database, news=news, recorder=self.recorder)
        self._answerer = answerer
        self._keyring = keyring
        self._workers = workers
        self._news = news

    @contextmanager
    def running(self) -> Iterator[None]:
        """The block in which requests are served."""
        with self.recorder:
            yield

    def end_streams(self) -> None:
        """End every open stream, and each that is still opened, at once. Safe from any thread."""
        self.streams.end()

    def session(self, request: Request) -> Session:
        """The browser's session. Raises Refused."""
        session = self.sessions.read(request)
        if session is None:
            raise Refused("no_session")
        return session

    def open(self, request: Request, *, body: bytes) -> Response:
        """Keep the browser's chat or open one."""
        token = read_session_body(body).link
        now = self._answerer.clock()
        link = None if token is None else read_link(self._keyring, token=token, now=now)
        session = self.sessions.read(request)
        there = session if session and self.is_there(session) else None
        opening = decide_opening(there=there, token=token, link=link)
        conversation_id, nonce = self._chat_of(opening, request=request)
        entries = self._latest(conversation_id)
        response = JSONResponse(session_answer(self.protocol, entries=entries, said_of_link=opening.said_of_link))
        self.sessions.write(response, conversation_id=conversation_id, link=nonce)
        return response

    def take(self, session: Session, *, body: bytes) -> Response:
        """Commit a message and have it answered."""
        message = read_message_body(body)
        received = receive(
            self.database,
            conversation_id=session.conversation_id,
            channel=CHANNEL,
            external_id=message.id,
            text=message.text,
            now=self._answerer.clock(),
            lease=self._answerer.lease,
        )
        self._workers.submit(received.claim)
        self._news.publish((session.conversation_id,))
        response = JSONResponse(
            {"sequence": received.sequence, "at": received.received_at.isoformat()}, status_code=202
        )
        self.sessions.renew(response, session=session)
        return response

    def page_of_entries(self, session: Session, *, before: int | None) -> list[Entry]:
        """The entries before a sequence, or the latest. Raises Refused when the chat is gone."""
        self.must_be_there(session)
        return self._latest(session.conversation_id, before=before)

    def delete(self, session: Session) -> Response:
        """Delete the chat; the sentence says what stays."""
        kept = delete_chat(self.database, conversation_id=session.conversation_id, now=self._answerer.clock())
        self._news.publish((session.conversation_id,))
        said: dict[str, Any] = {"say": self.protocol.say("chat_deleted_case_kept" if kept else "chat_deleted")}
        response = JSONResponse(said)
        self.sessions.clear(response)
        return response

    def must_be_there(self, session: Session) -> None:
        """Raise Refused when the chat was deleted: its patient's access ends, even where rows of it stay."""
        if not self.is_there(session):
            raise Refused("no_session")

    def is_there(self, session: Session) -> bool:
        """Whether the chat exists and was not deleted."""
        return still_there(self.database, conversation_id=session.conversation_id)

    def _chat_of(self, opening: Opening, *, request: Request) -> tuple[str, str | None]:
        if opening.keep:
            return opening.keep.conversation_id, opening.keep.link
        self.limits.count_new_chat(request)
        link = opening.link
        conversation_id = open_conversation(
            self.database,
            channel=CHANNEL,
            now=self._answerer.clock(),
            treated_at=link.treated_at if link else None,
            variant=link.variant if link else None,
        )
        return conversation_id, link.nonce if link else None

    def _latest(self, conversation_id: str, *, before: int | None = None) -> list[Entry]:
        entries = read_latest(self.database, conversation_id=conversation_id, before=before)
        self.recorder.add(unsent(entries))
        return entries
