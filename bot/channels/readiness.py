"""Whether the parts behind the application work: tried rarely, however often somebody wants to know.

Whoever asks while the parts are being tried waits for that answer without holding a thread.
"""

import asyncio
import time
from collections.abc import Callable

from anyio import to_thread

HOLDS_S = 2.0


class Readiness:
    """The parts and whether each works; an answer holds for HOLDS_S seconds."""

    def __init__(
        self, parts: dict[str, Callable[[], bool]], *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._parts = parts
        self._monotonic = monotonic
        self._trying = asyncio.Lock()
        self._found: dict[str, bool] = {}
        self._found_at = float("-inf")

    async def look(self) -> dict[str, bool]:
        """Each part's name and whether it works."""
        async with self._trying:
            if self._monotonic() - self._found_at >= HOLDS_S:
                self._found = await to_thread.run_sync(self._try_all)
                self._found_at = self._monotonic()
            return self._found

    def _try_all(self) -> dict[str, bool]:
        return {name: works() for name, works in self._parts.items()}
