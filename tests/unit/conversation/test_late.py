"""A patient hears once that the promised answer takes longer, from the bot alone, and where it can be read."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.web.entries import entry_json
from bot.conversation.at_once import take_turn
from bot.conversation.deletion import delete_chat
from bot.conversation.late import MESSAGE, tell_of_delay
from bot.conversation.transcript import Entry, changed_since, read_after, read_latest
from bot.conversation.turn import Answerer
from bot.escalations.acts import give_back, reply
from bot.escalations.paging.due import LATE_BEFORE
from bot.escalations.paging.page_text import PageText
from bot.escalations.paging.pager import Pager
from bot.protocol import Protocol
from bot.records.case_models import Escalation
from bot.records.models import Reply
from tests.unit.conversation.conftest import Clock
from tests.unit.escalations.acts.conftest import PUS, add_staff

PROMISED = timedelta(hours=1)
MOMENT = timedelta(seconds=1)


class Silent:
    """Takes every page."""

    def send(self, contact: str, /, text: PageText) -> str | None:  # noqa: ARG002
        return None


@pytest.fixture
def pager(answerer: Answerer, clock: Clock) -> Iterator[Pager]:
    """A pager that tells of a delay as the application's does."""

    def on_late(session: Session, case: Escalation) -> None:
        tell_of_delay(session, case=case, protocol=answerer.protocol, now=clock.now)

    clinic = answerer.protocol.clinic
    made = Pager(
        answerer.database, clinic=clinic, transport=Silent(), link_of=lambda page: page, clock=clock, on_late=on_late
    )
    yield made
    made.close()


@pytest.fixture
def case(answerer: Answerer, conversation: str) -> Escalation:
    """An urgent case: its patient has reported pus, and is promised an answer within the hour."""
    take_turn(answerer, conversation_id=conversation, channel="web", text=PUS)
    with answerer.database.reading() as session:
        found = session.scalars(select(Escalation)).one()
    assert found.promised_at == answerer.clock() + PROMISED
    return found


def told(answerer: Answerer, conversation: str) -> list[Entry]:
    """Where the patient reads of a delay."""
    entries = read_latest(answerer.database, conversation_id=conversation)
    return [entry for entry in entries if entry.text == answerer.protocol.say(MESSAGE)]


def test_it_is_said_before_the_promise_is_broken_and_not_sooner(
    answerer: Answerer, conversation: str, case: Escalation, pager: Pager, clock: Clock
) -> None:
    assert case.promised_at
    clock.now = case.promised_at - LATE_BEFORE - MOMENT
    pager.look()
    assert told(answerer, conversation) == []
    clock.now += MOMENT
    pager.look()
    assert len(told(answerer, conversation)) == 1


def test_it_is_said_once_for_a_promise(
    answerer: Answerer, conversation: str, case: Escalation, pager: Pager, clock: Clock
) -> None:
    assert case.promised_at
    clock.now = case.promised_at
    for _ in range(3):
        pager.look()
        clock.now += timedelta(minutes=20)
    assert len(told(answerer, conversation)) == 1


def test_it_is_an_entry_of_the_transcript_that_answers_no_message(
    answerer: Answerer, conversation: str, case: Escalation, pager: Pager, clock: Clock
) -> None:
    before = read_after(answerer.database, conversation_id=conversation, after=0)
    assert case.promised_at
    clock.now = case.promised_at
    pager.look()
    [entry] = read_after(answerer.database, conversation_id=conversation, after=before[-1].sequence)
    assert entry_json(entry) == {
        "sequence": before[-1].sequence + 1,
        "who": "bot",
        "speaker": None,
        "text": answerer.protocol.say(MESSAGE),
        "at": clock.now.isoformat(),
        "quick_replies": [],
        "id": None,
        "answers": None,
    }
    assert entry.unsent, "it waits in the outbox"
    assert conversation in changed_since(answerer.database, since=clock.now), "an open page hears of it"


def test_it_names_where_it_stands_in_the_protocol(
    answerer: Answerer, conversation: str, case: Escalation, pager: Pager, clock: Clock, protocol: Protocol
) -> None:
    assert case.promised_at
    clock.now = case.promised_at
    pager.look()
    [entry] = told(answerer, conversation)
    with answerer.database.reading() as session:
        row = session.get_one(Reply, entry.reply_id)
    assert (row.protocol_version, row.channel, row.message_id) == (protocol.version, "web", None)
    assert row.source["message"] == MESSAGE
    assert protocol.clinic.phone in row.text
    assert "{" not in row.text, "nothing is left unfilled"


def test_the_next_message_is_answered_after_it(
    answerer: Answerer, conversation: str, case: Escalation, pager: Pager, clock: Clock
) -> None:
    assert case.promised_at
    clock.now = case.promised_at
    pager.look()
    take_turn(answerer, conversation_id=conversation, channel="web", text="Can I swim?")
    entries = read_after(answerer.database, conversation_id=conversation, after=0)
    assert [entry.sequence for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[-1].who == "bot"
    assert "you said: Can I swim?" in [entry.text for entry in entries]


def test_while_a_person_speaks_the_bot_says_nothing_of_it(
    answerer: Answerer, conversation: str, case: Escalation, clock: Clock, now: datetime
) -> None:
    ana = add_staff(answerer.database, name="Ana", now=now)
    by: dict[str, Any] = {"case_id": case.id, "staff": ana, "protocol": answerer.protocol}
    reply(answerer.database, **by, speaker="Ana", text="I am here.", external_id="1", now=clock.now)
    before = read_after(answerer.database, conversation_id=conversation, after=0)
    _tell(answerer, case)
    assert read_after(answerer.database, conversation_id=conversation, after=0) == before
    give_back(answerer.database, **by, now=clock.now)
    _tell(answerer, case)
    assert len(told(answerer, conversation)) == 1, "it was for the takeover alone that nothing was said"


def test_in_a_deleted_chat_nothing_is_said(
    answerer: Answerer, conversation: str, case: Escalation, pager: Pager, clock: Clock
) -> None:
    kept = delete_chat(answerer.database, conversation_id=conversation, clinic=answerer.protocol.clinic, now=clock.now)
    assert kept, "the case goes on, and so does its promise"
    assert case.promised_at
    clock.now = case.promised_at
    pager.look()
    assert told(answerer, conversation) == []
    with answerer.database.reading() as session:
        assert session.get_one(Escalation, case.id).late_told_at == clock.now, "more people are called all the same"


def test_an_answer_in_time_needs_no_excuse(
    answerer: Answerer, conversation: str, case: Escalation, pager: Pager, clock: Clock, now: datetime
) -> None:
    ana = add_staff(answerer.database, name="Ana", now=now)
    by: dict[str, Any] = {"case_id": case.id, "staff": ana, "protocol": answerer.protocol, "now": clock.now}
    reply(answerer.database, **by, speaker="Ana", text="I am here.", external_id="1")
    give_back(answerer.database, **by)
    assert case.promised_at
    clock.now = case.promised_at
    pager.look()
    assert told(answerer, conversation) == []


def _tell(answerer: Answerer, case: Escalation) -> None:
    with answerer.database.writing() as session:
        tell_of_delay(session, case=case, protocol=answerer.protocol, now=answerer.clock())
