"""A patient deletes a chat: everything goes, but for an open case, which the clinic keeps with its evidence."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from bot.conversation.at_once import take_turn
from bot.conversation.deletion import delete_chat
from bot.conversation.deliver import record_sent
from bot.conversation.transcript import read_after, still_there
from bot.conversation.turn import Answerer
from bot.errors import ConversationGoneError
from bot.escalations.cases import case_of
from bot.records.base import Record
from bot.records.case_models import Report
from bot.records.models import Attempt, Reply


def rows(answerer: Answerer) -> dict[str, int]:
    with answerer.database.reading() as session:
        found = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Record.metadata.sorted_tables
        }
    return {name: count for name, count in found.items() if count}


def test_a_chat_without_a_case_leaves_no_row(answerer: Answerer, conversation: str, now: datetime) -> None:
    take_turn(answerer, conversation_id=conversation, channel="web", text="hello")
    replies = [each.reply_id for each in read_after(answerer.database, conversation_id=conversation, after=1)]
    record_sent(answerer.database, reply_ids=[each for each in replies if each], channel="web", now=now)
    assert rows(answerer)["attempt"] == 2
    assert (
        delete_chat(answerer.database, conversation_id=conversation, clinic=answerer.protocol.clinic, now=now) is False
    )
    assert rows(answerer) == {}
    assert not still_there(answerer.database, conversation_id=conversation)
    assert (
        delete_chat(answerer.database, conversation_id=conversation, clinic=answerer.protocol.clinic, now=now) is False
    )


def test_an_open_case_stays_with_its_evidence(answerer: Answerer, conversation: str, now: datetime) -> None:
    take_turn(answerer, conversation_id=conversation, channel="web", text="STAFF")
    assert (
        delete_chat(answerer.database, conversation_id=conversation, clinic=answerer.protocol.clinic, now=now) is True
    )
    assert not still_there(answerer.database, conversation_id=conversation)
    assert case_of(answerer.database, conversation_id=conversation)
    with answerer.database.reading() as session:
        assert session.scalars(select(Report)).one().evidence["text"] == "STAFF"
    with pytest.raises(ConversationGoneError):
        answerer.receive(conversation_id=conversation, channel="web", external_id=None, text="x")


def test_a_chat_deleted_while_it_is_answered_stays_deleted(
    answerer: Answerer, conversation: str, now: datetime
) -> None:
    claim = answerer.receive(conversation_id=conversation, channel="web", external_id=None, text="x").claim
    assert claim
    assert (
        delete_chat(answerer.database, conversation_id=conversation, clinic=answerer.protocol.clinic, now=now) is True
    )
    answerer.answer(claim)
    assert not still_there(answerer.database, conversation_id=conversation)
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert case.causes == ("unanswered",), "nobody had read it yet"


def test_an_open_safety_question_is_told_to_staff_before_the_chat_goes(
    answerer: Answerer, conversation: str, now: datetime
) -> None:
    take_turn(answerer, conversation_id=conversation, channel="web", text="could that be pus on my cheek")
    assert case_of(answerer.database, conversation_id=conversation) is None
    assert (
        delete_chat(answerer.database, conversation_id=conversation, clinic=answerer.protocol.clinic, now=now) is True
    )
    case = case_of(answerer.database, conversation_id=conversation)
    assert case
    assert (case.causes, case.flags) == (("unclear",), ("infection",))


def test_an_attempt_for_a_deleted_reply_is_left_out(answerer: Answerer, conversation: str, now: datetime) -> None:
    take_turn(answerer, conversation_id=conversation, channel="web", text="hello")
    reply = read_after(answerer.database, conversation_id=conversation, after=1)[0].reply_id
    assert reply
    record_sent(answerer.database, reply_ids=[reply, "gone"], channel="web", now=now)
    with answerer.database.reading() as session:
        assert [each.reply_id for each in session.scalars(select(Attempt))] == [reply]
        assert session.get_one(Reply, reply).state == "sent"
