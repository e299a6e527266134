"""Whether people are called: the pager's heartbeat, and the age of the oldest call that has not gone out.

Asked by a watcher outside, this finds a dead pager within two minutes. It shows nothing about a patient.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from bot.escalations.paging.pager import Pager
from bot.escalations.paging.thread import PagerThread

HOLDS_S = 2.0
DEAD_AFTER = timedelta(minutes=1)
# Two tries of every contact fit into this; a call that is still not out needs a person who looks after the machine.
STUCK_AFTER_S = 120.0


class CallsHealth:
    """What is known of the calls; an answer holds for HOLDS_S seconds."""

    def __init__(
        self,
        pager: Pager,
        *,
        thread: PagerThread,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._pager = pager
        self._thread = thread
        self._clock = clock
        self._monotonic = monotonic
        self._trying = asyncio.Lock()
        self._found: dict[str, float | str | None] = {}
        self._found_at = float("-inf")

    async def look(self) -> dict[str, float | str | None]:
        """`oldest_undelivered_page_s`: seconds, None when every call has gone out, "unknown" without a database."""
        async with self._trying:
            if self._monotonic() - self._found_at >= HOLDS_S:
                self._found = {"oldest_undelivered_page_s": await to_thread.run_sync(self._oldest)}
                self._found_at = self._monotonic()
            return self._found

    def works(self) -> bool:
        """Whether the pager has looked within the last minute, and no call is stuck."""
        heartbeat, oldest = self._thread.heartbeat, self._oldest()
        if heartbeat is None or self._clock() - heartbeat > DEAD_AFTER:
            return False
        return oldest is None or (isinstance(oldest, float) and oldest < STUCK_AFTER_S)

    def _oldest(self) -> float | str | None:
        try:
            return self._pager.oldest_undelivered_s()
        except SQLAlchemyError:
            return "unknown"
