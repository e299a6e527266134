"""Writes down which replies were handed to a page, many at a time, behind the back of the streams.

No stream waits for it, and a database that fails costs only this record.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from types import TracebackType
from typing import Self

from sqlalchemy.exc import SQLAlchemyError

from bot.conversation.deliver import record_sent
from bot.records.database import Database

log = logging.getLogger(__name__)

MOST_AT_ONCE = 200
WITHIN_S = 0.5


class Recorder:
    """`with Recorder(database, ...) as recorder:` keeps the record; the end of the block waits for it."""

    def __init__(self, database: Database, *, channel: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._channel = channel
        self._clock = clock
        self._handed_over: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._record, name="recorder", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._handed_over.put(None)
        self._thread.join()

    def add(self, reply_ids: Iterable[str]) -> None:
        """These were handed over just now. Never waits; safe from any thread."""
        for reply_id in reply_ids:
            self._handed_over.put(reply_id)

    def _record(self) -> None:
        more = True
        while more:
            batch, more = self._next_batch()
            if batch:
                try:
                    record_sent(self._database, reply_ids=batch, channel=self._channel, now=self._clock())
                except SQLAlchemyError as error:
                    log.error("that replies were handed over could not be recorded: %s", type(error).__name__)

    def _next_batch(self) -> tuple[list[str], bool]:
        """What came within WITHIN_S of the first, each once; False at the end."""
        first = self._handed_over.get()
        if first is None:
            return [], False
        batch = {first: None}
        over_at = time.monotonic() + WITHIN_S
        while len(batch) < MOST_AT_ONCE:
            try:
                reply_id = self._handed_over.get(timeout=max(0.0, over_at - time.monotonic()))
            except queue.Empty:
                break
            if reply_id is None:
                return list(batch), False
            batch[reply_id] = None
        return list(batch), True
