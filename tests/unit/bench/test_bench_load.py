"""The messages sent and the closed loop that sends them: who writes what, and what counts as answered."""

import pytest

from bench.load import Ask, closed_loop
from bench.messages import read_messages, write_scripts
from bench.plan import make_plan


def test_sixty_different_messages() -> None:
    messages = read_messages()
    assert len(messages) == len(set(messages)) == 60


def test_scripts_are_the_same_for_the_same_seed_and_repeat_nothing_in_a_conversation() -> None:
    scripts = write_scripts(read_messages(), patients=3, conversations_each=2, messages_each=20, seed=7)
    assert scripts == write_scripts(read_messages(), patients=3, conversations_each=2, messages_each=20, seed=7)
    assert [len(conversations) for conversations in scripts] == [2, 2, 2]
    assert all(len(set(messages)) == 20 for conversations in scripts for messages in conversations)
    assert scripts[0] != scripts[1]


def test_each_conversation_is_opened_once_and_gets_its_messages_in_order() -> None:
    seen: list[list[str]] = []

    def open_conversation() -> Ask:
        got: list[str] = []
        seen.append(got)

        def ask(message: str) -> bool:
            got.append(message)
            return message != "lost"

        return ask

    answers = closed_loop(open_conversation, scripts=[[["a", "lost"], ["b"]], [["c", "d"]]])
    assert sorted(seen) == [["a", "lost"], ["b"], ["c", "d"]]
    assert (len(answers.latencies_s), answers.unanswered) == (4, 1)


def test_what_a_patient_meets_is_raised() -> None:
    def open_conversation() -> Ask:
        raise ConnectionError("down")

    with pytest.raises(ConnectionError, match="down"):
        closed_loop(open_conversation, scripts=[[["a"]], [["b"]]])


def test_the_quick_run_is_twenty_messages_a_patient_at_one_and_at_eight() -> None:
    plan = make_plan(quick=True, all_examples=False)
    assert plan.conversations_each == {1: 1, 8: 1}
    assert plan.messages_a_conversation == 20


def test_all_examples_are_used_when_asked_for() -> None:
    assert make_plan(quick=True, all_examples=True).examples_each is None
