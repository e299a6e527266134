"""Waits for the reply to a message among the entries of a chat, and tells one that helps from the safe sentence."""

import asyncio
from dataclasses import dataclass

from bench.client.browser import Entry


@dataclass(frozen=True)
class Readable:
    """The first reply to a message: when it arrived (perf_counter) and its words."""

    at: float
    text: str


class Replies:
    """Give `take` to a browser; `wait` may be called before or after the reply comes."""

    def __init__(self) -> None:
        self._coming: dict[int, asyncio.Future[Readable]] = {}

    def take(self, entry: Entry, at: float) -> None:
        """An entry arrived."""
        if (answered := entry["answers"]) is not None:
            coming = self._of(answered)
            if not coming.done():
                coming.set_result(Readable(at, entry["text"]))

    async def wait(self, sequence: int, *, within_s: float) -> Readable | None:
        """The reply to the message with this sequence; None when there is none in time."""
        try:
            async with asyncio.timeout(within_s):
                return await self._of(sequence)
        except TimeoutError:
            return None
        finally:
            self._coming.pop(sequence, None)

    def _of(self, sequence: int) -> asyncio.Future[Readable]:
        if sequence not in self._coming:
            self._coming[sequence] = asyncio.get_running_loop().create_future()
        return self._coming[sequence]
