"""Counts what each one did in the last so many seconds, by a clock that never goes back or jumps.

It holds only who did something within the last two windows, so that a crowd that is gone costs no memory.
"""

import threading
from collections import defaultdict, deque
from collections.abc import Callable


class MovingWindow:
    """At most `most` hits for each name within `seconds`; safe from any thread. `monotonic` gives seconds."""

    def __init__(self, most: int, *, seconds: float, monotonic: Callable[[], float]) -> None:
        self._most = most
        self._seconds = seconds
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._hits: defaultdict[str, deque[float]] = defaultdict(deque)
        self._swept_at = monotonic()

    def __len__(self) -> int:
        """How many names are held."""
        return len(self._hits)

    def hit(self, name: str) -> float:
        """Count one and return 0; or count nothing and return the seconds after which one is free."""
        with self._lock:
            now = self._monotonic()
            self._sweep(now)
            hits = self._hits[name]
            while hits and hits[0] <= now - self._seconds:
                hits.popleft()
            if len(hits) >= self._most:
                return hits[0] + self._seconds - now
            hits.append(now)
            return 0.0

    def _sweep(self, now: float) -> None:
        if now - self._swept_at < self._seconds:
            return
        self._swept_at = now
        for name in [name for name, hits in self._hits.items() if hits[-1] <= now - self._seconds]:
            del self._hits[name]
