"""What is read of a conversation while it goes on has no gap, so that a page that asks for the rest misses nothing."""

from typing import Any
from uuid import uuid4

from sqlalchemy import event

from bot.conversation.opening import open_conversation
from bot.conversation.transcript import read_after, read_latest
from bot.conversation.turn import Answerer


def say(answerer: Answerer, conversation_id: str, text: str) -> None:
    received = answerer.receive(conversation_id=conversation_id, channel="web", external_id=str(uuid4()), text=text)
    assert received.claim
    answerer.answer(received.claim)


def test_a_turn_that_is_committed_while_the_entries_are_read_leaves_no_gap(answerer: Answerer) -> None:
    conversation_id = open_conversation(answerer.database, channel="web", now=answerer.clock())
    say(answerer, conversation_id, "one")
    said = False

    def say_between(*arguments: Any) -> None:  # noqa: ANN401
        nonlocal said
        if "FROM reply" in arguments[2] and not said:
            said = True
            say(answerer, conversation_id, "two")

    event.listen(answerer.database.engine, "before_cursor_execute", say_between)
    first = [entry.sequence for entry in read_after(answerer.database, conversation_id=conversation_id, after=0)]
    rest = [entry.sequence for entry in read_after(answerer.database, conversation_id=conversation_id, after=first[-1])]
    assert said
    assert first + rest == [1, 2, 3, 4, 5, 6]


def test_before_a_place_that_is_not_reached_stand_the_latest(answerer: Answerer) -> None:
    conversation_id = open_conversation(answerer.database, channel="web", now=answerer.clock())
    say(answerer, conversation_id, "one")
    latest = read_latest(answerer.database, conversation_id=conversation_id, before=9000)
    assert [entry.sequence for entry in latest] == [1, 2, 3]
