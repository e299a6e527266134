"""The web chat's parts, and what the routes do with them: no decision about a message is made here.

A message is answered with 202 once it is committed; nothing else is waited for.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.channels.web.body import read_message_body, read_session_body
from bot.channels.web.entries import that_fit, unsent
from bot.channels.web.events import Streams
from bot.channels.web.limits import Limits
from bot.channels.web.links import read_link, seal_treatment
from bot.channels.web.opening import Opening, decide_opening, session_answer
from bot.channels.web.recorder import Recorder
from bot.channels.web.refusals import Refused
from bot.channels.web.rows import has_rows, is_there, make_rows
from bot.channels.web.session import Session, Sessions
from bot.channels.web.tag import HEADER, tag_of
from bot.channels.web.transcript_file import read_whole, transcript_text
from bot.conversation.deletion import delete_chat
from bot.conversation.news import News
from bot.conversation.transcript import Entry, read_after, read_latest
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.records.base import new_id
from bot.records.encryption import Keyring
from bot.settings import Settings

CHANNEL = "web"
MOST_BYTES_OF_ENTRIES = 2**18


class WebChat:
    """The web chat of one process. Its streams have to be ended before the server can stop: `end_streams`."""

    def __init__(
        self,
        settings: Settings,
        *,
        answerer: Answerer,
        keyring: Keyring,
        workers: Workers,
        news: News,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.settings = settings
        self.protocol = answerer.protocol
        self.database = answerer.database
        self.sessions = Sessions(keyring=keyring, address=settings.address, clock=answerer.clock)
        self.limits = Limits(settings, monotonic=monotonic)
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
        """The browser's session. Raises Refused, also where the page shows another chat than the cookie names."""
        session = self.sessions.read(request)
        if session is None:
            raise Refused("no_session")
        if request.headers.get(HEADER) not in {None, tag_of(session.conversation_id)}:
            raise Refused("other_chat")
        return session

    def open(self, request: Request, *, body: bytes) -> Response:
        """Keep the browser's chat or open one."""
        asked = read_session_body(body)
        session = self.sessions.read(request)
        self.limits.count_reading(request, conversation_id=session.conversation_id if session else None)
        now = self._answerer.clock()
        link = None if asked.link is None else read_link(self._keyring, token=asked.link, now=now)
        there = session if session and self.is_there(session) else None
        entries = self._latest(there.conversation_id) if there else []
        opening = decide_opening(there=there, written=bool(entries), token=asked.link, link=link, start=asked.start)
        session = opening.keep or self._fresh(opening, now=now)
        answer = session_answer(
            self.protocol,
            chat=tag_of(session.conversation_id),
            entries=entries if opening.keep else [],
            said_of_link=opening.said_of_link,
        )
        response = JSONResponse(answer)
        self.sessions.write(response, session=session)
        return response

    def take(self, request: Request, session: Session, *, body: bytes) -> Response:
        """Commit a message and have it answered; the first one makes the chat's rows."""
        message = read_message_body(body)
        if session.unmade is not None and not has_rows(self.database, conversation_id=session.conversation_id):
            self.limits.count_new_chat(request)
            now = self._answerer.clock()
            make_rows(self.database, session=session, keyring=self._keyring, channel=CHANNEL, now=now)
        received = self._answerer.receive(
            conversation_id=session.conversation_id,
            channel=CHANNEL,
            external_id=message.id,
            text=message.text,
            may_claim=self._workers.has_room,
        )
        if received.repeated:
            self._must_be_the_same(message.text, conversation_id=session.conversation_id, sequence=received.sequence)
        self._workers.submit(received.claim)
        self._news.publish((session.conversation_id,))
        response = JSONResponse(
            {
                "sequence": received.sequence,
                "at": received.received_at.isoformat(),
                "chat": tag_of(session.conversation_id),
            },
            status_code=202,
        )
        if session.unmade is None:
            self.sessions.renew(response, session=session)
        else:
            self.sessions.write(response, session=replace(session, unmade=None))
        return response

    def page_of_entries(self, session: Session, *, before: int | None) -> list[Entry]:
        """The entries before a sequence, or the latest. Raises Refused when the chat is gone."""
        self.must_be_there(session)
        return self._latest(session.conversation_id, before=before)

    def transcript(self, session: Session) -> Response:
        """The whole chat as a file. Raises Refused when the chat is gone."""
        self.must_be_there(session)
        parts = read_whole(self.database, conversation_id=session.conversation_id)
        return StreamingResponse(
            transcript_text(parts, protocol=self.protocol),
            media_type="text/plain",
            headers={"Content-Disposition": 'attachment; filename="chat.txt"'},
        )

    def delete(self, session: Session) -> Response:
        """Delete the chat; the sentence says what stays."""
        kept = delete_chat(
            self.database,
            conversation_id=session.conversation_id,
            clinic=self.protocol.clinic,
            now=self._answerer.clock(),
        )
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
        """Whether the chat was not deleted."""
        return is_there(self.database, session=session)

    def _fresh(self, opening: Opening, *, now: datetime) -> Session:
        link = opening.link
        unmade = seal_treatment(self._keyring, link=link)
        return Session(new_id(), link.nonce if link else None, now, unmade)

    def _must_be_the_same(self, text: str, *, conversation_id: str, sequence: int) -> None:
        [known] = read_after(self.database, conversation_id=conversation_id, after=sequence - 1, most=1)
        # As it is kept: PostgreSQL has no zero byte.
        if known.text != text.replace("\0", "\ufffd"):
            raise Refused("id_used")

    def _latest(self, conversation_id: str, *, before: int | None = None) -> list[Entry]:
        entries = read_latest(self.database, conversation_id=conversation_id, before=before)
        entries = that_fit(entries, most_bytes=MOST_BYTES_OF_ENTRIES)
        self.recorder.add(unsent(entries))
        return entries
