"""Turns of a long chat: the ones around each length are timed, with the same messages, and no other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bench.errors import NoAnswerError
from bench.load import Ask, Timing
from bench.messages import read_messages
from bench.turn_lengths import AROUND, measure_turns, windows


class _Chats:
    """Each answer takes as many seconds as its turn's number; `lost` is a turn without an answer."""

    def __init__(self, *, lost: int = 0) -> None:
        self.chats: list[list[str]] = []
        self._lost = lost

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        chat: list[str] = []
        self.chats.append(chat)

        async def ask(message: str) -> Timing | None:
            chat.append(message)
            return None if len(chat) == self._lost else Timing(float(len(chat)))

        yield ask


def test_the_median_is_that_of_the_turns_around_each() -> None:
    chats = _Chats()
    assert asyncio.run(measure_turns(chats.open, turns=(1, 25, 100))) == {1: 1000.0, 25: 25_000.0, 100: 100_000.0}


def test_the_same_messages_are_timed_at_each_length() -> None:
    chats = _Chats()
    asyncio.run(measure_turns(chats.open, turns=(1, 25, 100)))
    *firsts, long = chats.chats
    asked = read_messages()[:AROUND]
    assert firsts == [[message] for message in asked]
    assert long[19:30] == long[94:105] == asked
    assert not set(long[:19]) & set(asked)


def test_a_turn_without_an_answer_is_an_error() -> None:
    with pytest.raises(NoAnswerError):
        asyncio.run(measure_turns(_Chats(lost=40).open, turns=(1, 25, 100)))


def test_windows_may_not_overlap() -> None:
    assert windows((1, 100)) == [range(95, 106)]
    for turns in ((1, 5), (1, 100, 105)):
        with pytest.raises(ValueError, match="too near"):
            windows(turns)
