"""Counts what anybody can do for ever, so that the audit log gets one entry a minute of it and not one each time.

An entry of the log is never removed: without this a stranger could fill the disk. None is left uncounted: the next
entry says how many there were since the last.
"""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

EVERY = timedelta(minutes=1)


class Seldom:
    """Counts for each name in this process. Names must be few: they are kept. Safe for threads."""

    def __init__(self, *, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._since: dict[str, tuple[datetime, int]] = {}

    def count(self, name: str) -> int | None:
        """Count one: how many there were since the last entry, where one is due now, else None."""
        now = self._clock()
        with self._lock:
            noted_at, times = self._since.get(name, (None, 0))
            if noted_at is not None and now - noted_at < EVERY:
                self._since[name] = (noted_at, times + 1)
                return None
            self._since[name] = (now, 0)
            return times + 1
