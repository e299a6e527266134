"""A patient of the soak: writes in bursts, sends again until accepted, and never leaves the stream for long."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter

from bench.client.browser import Browser, Entry, RefusedError
from bench.client.replies import Replies
from bench.soak.law import Line, Sent
from bench.soak.plan import Burst, Letter
from bot.errors import AftercareError

GIVES_UP_AFTER_S = 240.0
_TRY_WITHIN_S = 15.0
_LONGEST_WAIT_S = 2.0
_COMES_BACK_AFTER_S = 0.5
# What a page may meet while the bot is down or busy; any other refusal is a fault.
_PASSING = (429, 503)


class SoakError(AftercareError):
    """The soak cannot go on: the bot stays away, or refuses what it has to take."""


@dataclass
class Heard:
    """What one patient sent and read, and what it took."""

    sent: list[Sent] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    waited_s: list[float] = field(default_factory=list)
    sent_again: int = 0
    came_back: int = 0


class Patient:
    """`live` writes everything; the stream stays open until `leave`, so that what comes too late is heard too."""

    def __init__(self, url: str, *, safe: str, first_wait_s: float = 0.25) -> None:
        self.heard = Heard()
        self.browser = Browser(url, on_entry=self._take)
        self._safe = safe
        self._first_wait_s = first_wait_s
        self._replies = Replies()
        self._following: asyncio.Task[None] | None = None

    async def live(self, bursts: Sequence[Burst]) -> None:
        """Open a chat and write. Raises SoakError when something is not taken for GIVES_UP_AFTER_S seconds."""
        await self.insist(self.browser.open_session)
        self._following = asyncio.create_task(self._follow())
        for burst in bursts:
            await asyncio.sleep(burst.pause_s)
            began = perf_counter()
            sent = [await self._send(letter) for letter in burst.letters]
            for one in sent:
                # One that never comes is found at the end, as lost.
                if await self._replies.wait(one.sequence, within_s=GIVES_UP_AFTER_S):
                    self.heard.waited_s.append(perf_counter() - began)

    async def leave(self) -> None:
        """Close everything. Raises SoakError when the stream was refused."""
        if self._following:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following
        self.browser.close()

    async def read_pages(self) -> list[Line]:
        """The whole chat as its pages show it."""
        entries, earlier = await self.insist(self.browser.read_page)
        while earlier:
            more, earlier = await self.insist(partial(self.browser.read_page, before=entries[0]["sequence"]))
            entries = [*more, *entries]
        return [self._line(entry) for entry in entries]

    async def insist[T](self, call: Callable[[], Awaitable[T]]) -> T:
        """Try until it is taken."""
        wait_s, give_up = self._first_wait_s, perf_counter() + GIVES_UP_AFTER_S
        while True:
            try:
                async with asyncio.timeout(_TRY_WITHIN_S):
                    return await call()
            except OSError as error:
                _must_pass(error)
                if perf_counter() > give_up:
                    raise SoakError(f"Nothing was taken for {GIVES_UP_AFTER_S:.0f} s: {error}.") from error
                self.heard.sent_again += 1
                await asyncio.sleep(max(wait_s, error.retry_after_s if isinstance(error, RefusedError) else 0.0))
                wait_s = min(2 * wait_s, _LONGEST_WAIT_S)

    async def _send(self, letter: Letter) -> Sent:
        accepted = await self.insist(partial(self.browser.say, letter.text, message_id=letter.id))
        sent = Sent(letter.id, accepted.sequence)
        self.heard.sent.append(sent)
        return sent

    async def _follow(self) -> None:
        while True:
            last = self.heard.lines[-1].sequence if self.heard.lines else None
            try:
                async with asyncio.timeout(_TRY_WITHIN_S):
                    await self.browser.follow(last_event_id=last)
                await self.browser.until_cut()
            except OSError as error:
                _must_pass(error)
            self.heard.came_back += 1
            await asyncio.sleep(_COMES_BACK_AFTER_S)

    def _take(self, entry: Entry, at: float) -> None:
        self.heard.lines.append(self._line(entry))
        self._replies.take(entry, at)

    def _line(self, entry: Entry) -> Line:
        return Line(
            sequence=entry["sequence"],
            id=entry["id"],
            answers=entry["answers"],
            turn=entry["at"] if entry["answers"] is not None else "",
            safe=entry["text"] == self._safe,
        )


def _must_pass(error: OSError) -> None:
    """Raise SoakError for a refusal that no page should meet."""
    if isinstance(error, RefusedError) and error.status not in _PASSING:
        raise SoakError(f"A patient was refused: {error}.") from error
