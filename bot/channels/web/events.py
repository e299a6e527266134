"""The stream of a chat's new entries, as Server-Sent Events: one for each open page, as many as `slots` allows.

A stream looks into the records only when there is news, and listens before it looks, so that nothing falls between.
What stands in the records together arrives in one write. It must never wait for anything but the records and its page.
"""

import asyncio
import json
import logging
from collections.abc import Sequence

from anyio import CapacityLimiter, to_thread
from fastapi.sse import format_sse_event
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.channels.web.entries import entry_json, unsent
from bot.channels.web.recorder import Recorder
from bot.channels.web.refusals import Refused
from bot.channels.web.rows import has_rows
from bot.channels.web.session import Session
from bot.channels.web.slots import Slots
from bot.channels.web.tag import tag_of
from bot.conversation.news import News
from bot.conversation.transcript import Entry, read_after, read_latest
from bot.errors import AftercareError, ConversationGoneError
from bot.records.database import Database

log = logging.getLogger(__name__)

PING_S = 15.0
RETRY_AFTER_S = 30
# So many quiet pings later a stream looks without news: a deletion in another process is seen at last.
_LOOK_AFTER_PINGS = 4
_AT_A_TIME = 50
# Streams read in threads of their own number, so that a crowd of them does not keep messages waiting.
_READERS = 8

_PING = b": ping\n\n"
_GONE = format_sse_event(event="gone", data_str="{}")


class Streams:
    """Opens streams, until `end`: from then on every stream ends at once."""

    def __init__(self, database: Database, *, news: News, recorder: Recorder) -> None:
        self.database = database
        self.news = news
        self.recorder = recorder
        self.readers = CapacityLimiter(_READERS)
        self.slots = Slots()
        self.ended = False

    def open(self, session: Session, *, address: str, after: int) -> "EventStream":
        """The answer to a page that has the entries up to `after`. Raises Refused where too many are open."""
        if not self.slots.free(chat=session.conversation_id, address=address):
            raise Refused("too_many_pages", retry_after_s=RETRY_AFTER_S)
        return EventStream(self, session=session, address=address, after=after)

    def end(self) -> None:
        """End all streams; pages come back by themselves. Safe from any thread."""
        self.ended = True
        self.news.publish(self.news.listened_to)


class EventStream(Response):
    """One page's stream: an answer that goes on until the page leaves, the chat is gone or the streams are ended."""

    media_type = "text/event-stream"

    def __init__(self, streams: Streams, *, session: Session, address: str, after: int) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._streams = streams
        self._conversation_id = session.conversation_id
        self._unmade = session.unmade is not None
        self._address = address
        self._after = after
        self._placed = after == 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Serve the stream."""
        with (
            self._streams.slots.taken(chat=self._conversation_id, address=self._address),
            self._streams.news.listen(self._conversation_id) as woken,
        ):
            leaving = asyncio.create_task(_left(receive, woken))
            try:
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                await self._write(send, _opening(self._conversation_id))
                while not (leaving.done() or self._streams.ended) and await self._send_new(send, woken):
                    await self._until_woken(send, woken)
                await send({"type": "http.response.body", "body": b""})
            except (SQLAlchemyError, AftercareError) as error:
                # The page comes back and asks from where it was.
                log.error("a stream could not read the records: %s", type(error).__name__)
                await send({"type": "http.response.body", "body": b""})
            finally:
                leaving.cancel()

    async def _send_new(self, send: Send, woken: asyncio.Event) -> bool:
        """Send what is new; False when the chat is gone."""
        woken.clear()
        entries = await to_thread.run_sync(self._read, limiter=self._streams.readers)
        if entries is None:
            await self._write(send, _GONE)
            return False
        if entries:
            await self._write(send, b"".join(map(_event, entries)))
            self._after = entries[-1].sequence
            self._streams.recorder.add(unsent(entries))
            if len(entries) == _AT_A_TIME:
                woken.set()
        return True

    async def _until_woken(self, send: Send, woken: asyncio.Event) -> None:
        for _ in range(_LOOK_AFTER_PINGS):
            try:
                async with asyncio.timeout(PING_S):
                    await woken.wait()
            except TimeoutError:
                await self._write(send, _PING)
            else:
                return

    def _read(self) -> Sequence[Entry] | None:
        database, conversation_id = self._streams.database, self._conversation_id
        if self._unmade and not has_rows(database, conversation_id=conversation_id):
            return ()
        self._unmade = False
        if not self._placed:
            # A page that comes from another chat may name a sequence that this one has not reached.
            last = read_latest(database, conversation_id=conversation_id, most=1)
            self._after = min(self._after, last[-1].sequence if last else 0)
            self._placed = True
        try:
            return read_after(database, conversation_id=conversation_id, after=self._after, most=_AT_A_TIME)
        except ConversationGoneError:
            return None

    @staticmethod
    async def _write(send: Send, data: bytes) -> None:
        await send({"type": "http.response.body", "body": data, "more_body": True})


async def _left(receive: Receive, woken: asyncio.Event) -> None:
    """Return when the page has left, and wake its stream."""
    while (await receive())["type"] != "http.disconnect":
        pass
    woken.set()


def _opening(conversation_id: str) -> bytes:
    # First of all the chat's tag: a page that shows another chat takes nothing of this stream.
    return b": open\n\n" + format_sse_event(event="chat", data_str=json.dumps({"chat": tag_of(conversation_id)}))


def _event(entry: Entry) -> bytes:
    return format_sse_event(
        event="entry", id=str(entry.sequence), data_str=json.dumps(entry_json(entry), ensure_ascii=False)
    )
