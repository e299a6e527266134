"""Remembers what a session has been noted with in the audit log, so that what refreshes itself is noted once an hour.

It never says that something was noted which was not: it is told only after the entry was committed.
"""

import threading
from datetime import datetime, timedelta
from typing import Final

AGAIN_AFTER: Final = timedelta(hours=1)


class Noted[Shown]:
    """What each session has been noted with, and when; lost with the process, and noted once more then."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._at: dict[tuple[str, Shown], datetime] = {}

    def is_due(self, session_id: str, shown: Shown, *, now: datetime) -> bool:
        """Whether it has not been noted for an hour."""
        with self._lock:
            at = self._at.get((session_id, shown))
        return at is None or now - at >= AGAIN_AFTER

    def add(self, session_id: str, shown: Shown, *, now: datetime) -> None:
        """It was noted now."""
        with self._lock:
            self._at = {key: at for key, at in self._at.items() if now - at < AGAIN_AFTER}
            self._at[session_id, shown] = now
