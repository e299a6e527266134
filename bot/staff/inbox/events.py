"""The stream that tells an open inbox to refresh itself. It carries no case and no word: only that something changed.

It ends when its page leaves, its session ends, the records cannot be read or the server stops. It keeps nobody signed
in, and holds no thread and no connection of the database while it waits.
"""

import asyncio
import logging
import time

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.errors import AftercareError
from bot.staff.access import side_of
from bot.staff.accounts.member import SignedIn
from bot.staff.inbox.marks import mark_of
from bot.staff.inbox.watch import Listener, Watch
from bot.staff.views import StaffSide

log = logging.getLogger(__name__)

# The page takes a stream for lost that is silent for more than twice as long.
ALIVE_EVERY_S = 10.0
MOST_STREAMS = 300
# Nobody may take the streams of everybody else.
MOST_OF_A_SESSION = 10

_CHANGED = b"event: changed\ndata: \n\n"
_ALIVE = b"event: alive\ndata: \n\n"


def watch_of(app: Starlette, *, side: StaffSide) -> Watch:
    """The one watch of this application; asked for on its event loop."""

    def look() -> str:
        with side.database.reading() as session:
            return mark_of(session, clinic_id=side.clinic_id)

    if not hasattr(app.state, "inbox_watch"):
        app.state.inbox_watch = Watch(look)
    watch: Watch = app.state.inbox_watch
    return watch


def end_streams(app: Starlette) -> None:
    """End every stream, for a server that stops; on its event loop. Pages come back by themselves."""
    watch: Watch | None = getattr(app.state, "inbox_watch", None)
    if watch is not None:
        watch.end()


async def show_events(request: Request, signed_in: SignedIn) -> Response:
    """A stream, for who asks for one, or 503 where too many are open: the page asks at intervals then."""
    if EventStream.media_type not in request.headers.get("accept", ""):
        return Response(status_code=406)
    side = side_of(request)
    watch = watch_of(request.app, side=side)
    if watch.listeners >= MOST_STREAMS or watch.listeners_of(signed_in.session_id) >= MOST_OF_A_SESSION:
        return Response(status_code=503, headers={"Retry-After": "60"})
    return EventStream(watch, side=side, session_id=signed_in.session_id)


class EventStream(Response):
    """One page's stream."""

    media_type = "text/event-stream"

    def __init__(self, watch: Watch, *, side: StaffSide, session_id: str) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._watch = watch
        self._side = side
        self._session_id = session_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Serve the stream."""
        async with self._watch.listen(whose=self._session_id) as listener:
            leaving = asyncio.create_task(_left(receive, listener))
            try:
                await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
                await self._tell(send, listener)
            except (SQLAlchemyError, AftercareError) as error:
                log.error("a stream of the inbox could not read the records: %s", type(error).__name__)
            finally:
                leaving.cancel()
        await send({"type": "http.response.body", "body": b""})

    async def _tell(self, send: Send, listener: Listener) -> None:
        checked_at = time.monotonic()
        while not listener.ended:
            data = _CHANGED if await _woken(listener) else _ALIVE
            if time.monotonic() - checked_at >= ALIVE_EVERY_S:
                if not await to_thread.run_sync(self._side.sessions.holds, self._session_id):
                    return
                checked_at = time.monotonic()
            if not listener.ended:
                await send({"type": "http.response.body", "body": data, "more_body": True})


async def _woken(listener: Listener) -> bool:
    """Wait for a change; False when none came for a while."""
    try:
        async with asyncio.timeout(ALIVE_EVERY_S):
            await listener.woken.wait()
    except TimeoutError:
        return False
    listener.woken.clear()
    return True


async def _left(receive: Receive, listener: Listener) -> None:
    """Return when the page has left, and end its stream."""
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.ended = True
    listener.woken.set()
