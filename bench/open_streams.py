"""Holds many streams of the web chat open at once, and speaks on some of them meanwhile: memory, and what waits."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from functools import partial
from time import perf_counter
from uuid import uuid4

from bench.client.browser import Browser, Entry
from bench.client.replies import Replies
from bench.errors import NoAnswerError
from bench.figures import OpenStreams, percentiles_ms
from bench.messages import read_messages
from bench.own_process import in_own_process
from bench.process import memory_mb
from bench.web_chat import ANSWERS_WITHIN_S, Chat

SPEAKING = 100
_AT_A_TIME = 32


def measure_open_streams(chat: Chat, *, count: int) -> OpenStreams:
    """Open so many, and speak on SPEAKING of them, one at a time. Raises NoAnswerError or OSError."""
    return in_own_process(_measure, chat, count)


class _Page:
    """An open page; notes when each of its patient's own messages came back on the stream, on the clock of the wall."""

    def __init__(self, chat: Chat) -> None:
        self.replies = Replies()
        self.arrived_at: dict[int, float] = {}
        self.browser = Browser(chat.url, on_entry=self._take)

    def _take(self, entry: Entry, at: float) -> None:
        if entry["who"] == "patient":
            self.arrived_at[entry["sequence"]] = time.time() - (perf_counter() - at)
        self.replies.take(entry, at)

    async def speak(self, text: str, *, safe: str) -> tuple[float, float]:
        """Seconds until the message was on the stream since the server took it in, and until its reply since sent."""
        sent_at = perf_counter()
        accepted = await self.browser.say(text, message_id=str(uuid4()))
        reply = await self.replies.wait(accepted.sequence, within_s=ANSWERS_WITHIN_S)
        if reply is None or reply.text == safe or accepted.sequence not in self.arrived_at:
            raise NoAnswerError("A message got no reply while many streams were open.")
        taken_in_at = datetime.fromisoformat(accepted.taken_in_at).timestamp()
        return self.arrived_at[accepted.sequence] - taken_in_at, reply.at - sent_at


async def _measure(chat: Chat, count: int) -> OpenStreams:
    application_mb = partial(memory_mb, chat.application_pid, without=chat.rasa_pid)
    pages = [_Page(chat) for _ in range(count)]
    try:
        await _for_all(pages, lambda page: page.browser.open_session(link=chat.link))
        before_mb, began = application_mb(), perf_counter()
        await _for_all(pages, lambda page: page.browser.follow())
        opened_in_s = perf_counter() - began
        messages = read_messages()
        speaking = pages[:: max(1, count // SPEAKING)][:SPEAKING]
        delays = [
            await page.speak(messages[number % len(messages)], safe=chat.safe) for number, page in enumerate(speaking)
        ]
        return OpenStreams(
            count=count,
            opened_in_s=opened_in_s,
            memory_before_mb=before_mb,
            memory_with_mb=application_mb(),
            arrival_ms=percentiles_ms([arrival for arrival, _ in delays]),
            reply_ms=percentiles_ms([reply for _, reply in delays]),
        )
    finally:
        for page in pages:
            page.browser.close()


async def _for_all(pages: Iterable[_Page], do: Callable[[_Page], Awaitable[None]]) -> None:
    places = asyncio.Semaphore(_AT_A_TIME)

    async def one(page: _Page) -> None:
        async with places:
            await do(page)

    await asyncio.gather(*map(one, pages))
