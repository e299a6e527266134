"""Looks each second whether a case has changed: one place for all streams of the process, and only while one is open.

It has no thread of its own: it is a task of the server's loop, which the last stream takes with it however that ends.
When the records cannot be read it says so by ending, and every stream with it: none may seem live that is not.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import AftercareError

log = logging.getLogger(__name__)

EVERY_S = 1.0


class Listener:
    """One stream's ear: `woken` is set at each change; `ended` once nothing more will be heard; `whose` it is."""

    def __init__(self, whose: str = "") -> None:
        self.whose = whose
        self.woken = asyncio.Event()
        self.ended = False
        # What its page shows was read before anybody listened.
        self.woken.set()


class Watch:
    """Watches what `look` returns, on one event loop. `look` is called in a thread, one call at a time."""

    def __init__(self, look: Callable[[], str], *, every_s: float = EVERY_S) -> None:
        self._look = look
        self._every_s = every_s
        self._listeners: set[Listener] = set()
        self._task: asyncio.Task[None] | None = None

    @property
    def listeners(self) -> int:
        """How many streams are open."""
        return len(self._listeners)

    def listeners_of(self, whose: str) -> int:
        """How many of them are one session's."""
        return sum(each.whose == whose for each in self._listeners)

    @property
    def running(self) -> bool:
        """Whether somebody looks."""
        return self._task is not None and not self._task.done()

    @asynccontextmanager
    async def listen(self, *, whose: str = "") -> AsyncIterator[Listener]:
        """Hear of changes for the length of the block; the first comes at once."""
        listener = Listener(whose)
        self._listeners.add(listener)
        if not self.running:
            self._task = asyncio.create_task(self._run())
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners and self._task is not None:
                self._task.cancel()
                self._task = None

    def end(self) -> None:
        """End every stream; on the loop's own thread."""
        for listener in self._listeners:
            listener.ended = True
            listener.woken.set()

    async def _run(self) -> None:
        last: str | None = None
        try:
            while True:
                mark = await to_thread.run_sync(self._look)
                if last not in (None, mark):
                    for listener in self._listeners:
                        listener.woken.set()
                last = mark
                await asyncio.sleep(self._every_s)
        except (SQLAlchemyError, AftercareError) as error:
            log.error("the watch of cases could not read the records: %s", type(error).__name__)
        finally:
            # Not when the last stream has left: the next one may have begun a look of its own by now.
            if self._task is asyncio.current_task():
                self.end()
