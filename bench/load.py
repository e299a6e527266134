"""A closed loop of patients: each writes, waits for the reply, and writes again, all at once, in one event loop.

A message without a reply is counted and has no latency: it must never make a figure look better.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from time import perf_counter, process_time
from typing import NamedTuple

from bench.figures import Answers
from bench.messages import Scripts


class Timing(NamedTuple):
    """How long a reply took since the message was sent, and since it was accepted where that is said apart; seconds."""

    sent_s: float
    accepted_s: float | None = None


# Sends one message of a conversation; None when it was not answered, or with the safe sentence.
Ask = Callable[[str], Awaitable[Timing | None]]
OpenConversation = Callable[[], AbstractAsyncContextManager[Ask]]
# Plays scripts somewhere and says what came back.
Play = Callable[[Scripts], Answers]


async def closed_loop(
    open_conversation: OpenConversation, *, scripts: Scripts, servers_cpu_s: Callable[[], float] = lambda: 0.0
) -> Answers:
    """Play the scripts, a task a patient. What `open_conversation` or its `Ask` raises is raised here.

    The conversations are opened before the clock runs: what is measured is messages.
    """
    async with AsyncExitStack() as opened:
        patients = [
            [(await opened.enter_async_context(open_conversation()), messages) for messages in conversations]
            for conversations in scripts
        ]
        cpu_before_s, began_cpu_s, began = servers_cpu_s(), process_time(), perf_counter()
        results = await asyncio.gather(*map(_write_all, patients))
        took_s, generator_cpu_s = perf_counter() - began, process_time() - began_cpu_s
        spent_s = servers_cpu_s() - cpu_before_s
    timings = [timing for result in results for timing in result]
    answered = [timing for timing in timings if timing is not None]
    return Answers(
        latencies_s=[timing.sent_s for timing in answered],
        unanswered=len(timings) - len(answered),
        took_s=took_s,
        accepted_s=list(_accepted(answered)),
        generator_cpu_s=generator_cpu_s,
        servers_cpu_s=spent_s,
    )


async def _write_all(conversations: list[tuple[Ask, list[str]]]) -> list[Timing | None]:
    return [await ask(message) for ask, messages in conversations for message in messages]


def _accepted(timings: list[Timing]) -> Iterator[float]:
    return (timing.accepted_s for timing in timings if timing.accepted_s is not None)
