"""The messages sent and the closed loop that sends them: who writes what, and what counts as answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bench.load import Ask, Timing, closed_loop
from bench.messages import read_messages, write_scripts
from bench.plan import Size, make_plan


def test_sixty_different_messages() -> None:
    messages = read_messages()
    assert len(messages) == len(set(messages)) == 60


def test_scripts_are_the_same_for_the_same_seed_and_repeat_nothing_in_a_conversation() -> None:
    scripts = write_scripts(read_messages(), patients=3, conversations_each=2, messages_each=20, seed=7)
    assert scripts == write_scripts(read_messages(), patients=3, conversations_each=2, messages_each=20, seed=7)
    assert [len(conversations) for conversations in scripts] == [2, 2, 2]
    assert all(len(set(messages)) == 20 for conversations in scripts for messages in conversations)
    assert scripts[0] != scripts[1]


class _Conversations:
    """Answers everything but "lost", and notes what each conversation got and when it was opened and closed."""

    def __init__(self) -> None:
        self.got: list[list[str]] = []
        self.order: list[str] = []

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ask]:
        got: list[str] = []
        self.got.append(got)
        self.order.append("open")

        async def ask(message: str) -> Timing | None:
            got.append(message)
            self.order.append("ask")
            await asyncio.sleep(0)
            return None if message == "lost" else Timing(0.2, 0.1)

        try:
            yield ask
        finally:
            self.order.append("close")


def test_each_conversation_gets_its_messages_in_order() -> None:
    conversations = _Conversations()
    answers = asyncio.run(closed_loop(conversations.open, scripts=[[["a", "lost"], ["b"]], [["c", "d"]]]))
    assert conversations.got == [["a", "lost"], ["b"], ["c", "d"]]
    assert (list(answers.latencies_s), list(answers.accepted_s), answers.unanswered) == ([0.2] * 4, [0.1] * 4, 1)


def test_all_are_opened_before_the_first_message_and_closed_after_the_last() -> None:
    conversations = _Conversations()
    asyncio.run(closed_loop(conversations.open, scripts=[[["a"], ["b"]], [["c"]]]))
    assert conversations.order == ["open"] * 3 + ["ask"] * 3 + ["close"] * 3


def test_the_cpu_of_the_servers_is_what_they_used_meanwhile() -> None:
    used = iter([10.0, 12.5])
    answers = asyncio.run(closed_loop(_Conversations().open, scripts=[[["a"]]], servers_cpu_s=lambda: next(used)))
    assert answers.servers_cpu_s == pytest.approx(2.5)
    assert answers.generator_cpu_s >= 0


def test_what_a_patient_meets_is_raised() -> None:
    @asynccontextmanager
    async def down() -> AsyncIterator[Ask]:
        raise ConnectionError("down")
        yield

    with pytest.raises(ConnectionError, match="down"):
        asyncio.run(closed_loop(down, scripts=[[["a"]], [["b"]]]))


def test_both_runs_load_one_eight_and_sixty_four_patients() -> None:
    quick, normal = (make_plan(quick=quick, all_examples=False) for quick in (True, False))
    assert list(quick.sizes) == list(normal.sizes) == [1, 8, 64]
    assert quick.sizes[8] == Size(conversations=1, messages_each=20)
    assert (normal.turns, normal.streams) == ((1, 100, 1000), 2000)


def test_all_examples_are_used_when_asked_for() -> None:
    assert make_plan(quick=True, all_examples=True).examples_each is None
