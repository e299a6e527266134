"""What must hold of the story's rows at every moment, whoever died before and wherever."""

import re
from collections import Counter

from sqlalchemy import select

from bot.answers.dialogue import Dialogue
from bot.conversation.transcript import read_after
from bot.records.case_models import Escalation, Report
from bot.records.database import Database
from bot.records.models import Conversation, Message, Patient, Treatment
from tests.crash.journal import Journal
from tests.crash.story import ON_RECORD, STORY, THEN, Line


def check_law(database: Database, *, journal: Journal) -> list[str]:
    """Assert what holds after any death. The ids of the replies that stand, by conversation and in order."""
    accepted = set(journal.all_of("accepted"))
    said: list[str] = []
    for who, conversation_id in journal.opened.items():
        lines = [line for line in STORY if line.who == who]
        answered = _check_row(database, conversation_id=conversation_id, lines=lines, accepted=accepted)
        seen = [
            line for line in _stored(database, conversation_id=conversation_id, lines=lines) if line.cause == "signs"
        ]
        told = [*seen, *(line for line in answered if line.cause == "unanswered")]
        _check_cases(database, conversation_id=conversation_id, told=told)
        _check_effects(database, conversation_id=conversation_id, answered=answered, on_record=who == "first")
        entries = read_after(database, conversation_id=conversation_id, after=0)
        said += [entry.reply_id for entry in entries if entry.reply_id]
    return said


def check_all_answered(database: Database, *, journal: Journal) -> None:
    """Assert that nothing waits, that nobody holds a conversation, and that no patient is without one."""
    assert set(journal.opened) == {line.who for line in STORY}
    with database.reading() as session:
        for conversation_id in journal.opened.values():
            found = session.execute(
                select(Message.state, Message.external_id).where(Message.conversation_id == conversation_id)
            ).all()
            assert {state for state, _ in found} == {"answered"}, found
            conversation = session.get_one(Conversation, conversation_id)
            assert conversation.lease_token is None, "a conversation that nobody answers is held"
        assert sum(1 for _ in STORY) == sum(
            len(session.scalars(select(Message.id).where(Message.conversation_id == one)).all())
            for one in journal.opened.values()
        )
        alone = select(Patient.id).outerjoin(Conversation).where(Conversation.id.is_(None))
        assert session.scalars(alone).all() == [], "a patient was written without the conversation"


def _check_row(database: Database, *, conversation_id: str, lines: list[Line], accepted: set[str]) -> list[Line]:
    """Assert that messages and replies are whole, numbered and in order. The lines that are answered."""
    entries = read_after(database, conversation_id=conversation_id, after=0)
    with database.reading() as session:
        last = session.get_one(Conversation, conversation_id).last_sequence
        states = dict(
            session.execute(
                select(Message.external_id, Message.state).where(Message.conversation_id == conversation_id)
            ).all()
        )
    assert [entry.sequence for entry in entries] == list(range(1, last + 1)), "a number is missing or given twice"
    messages = [entry for entry in entries if entry.who == "patient"]
    stored = lines[: len(messages)]
    assert [(entry.id, entry.text) for entry in messages] == [(line.external_id, line.text) for line in stored]
    lost = accepted & {line.external_id for line in lines} - set(states)
    assert not lost, f"accepted, and not there: {lost}"
    answered = [line for line in stored if states[line.external_id] == "answered"]
    assert answered == stored[: len(answered)], "a message was passed over"
    numbers = {entry.sequence: entry.id for entry in messages}
    replies = [(numbers.get(entry.answers or 0), _timeless(entry.text)) for entry in entries if entry.who == "bot"]
    assert replies == [(line.external_id, text) for line in answered for text in line.replies], "said wrongly"
    return answered


def _timeless(said: str) -> str:
    return re.sub(r"(?<=answer you here by ).+?(?=\. )", THEN, said)


def _check_effects(database: Database, *, conversation_id: str, answered: list[Line], on_record: bool) -> None:
    """Assert that cases, treatments and the dialogue are what the answered messages led to, each once."""
    with database.reading() as session:
        dialogue = Dialogue.from_json(session.get_one(Conversation, conversation_id).dialogue)
        treatments = session.scalars(
            select(Treatment.variant).where(Treatment.conversation_id == conversation_id)
        ).all()
    changes = [line.variant for line in answered if line.variant]
    recorded = [ON_RECORD] if on_record else []
    assert Counter(treatments) == Counter([*recorded, *changes]), "a treatment was recorded twice, or not"
    assert dialogue.variant == ([None, *recorded, *changes][-1])
    assert dialogue.topics == tuple(line.external_id for line in answered if line.understood), "a turn was lost"


def _check_cases(database: Database, *, conversation_id: str, told: list[Line]) -> None:
    """Assert that staff were told of these messages, once each and in one case: a sign as soon as it was received."""
    with database.reading() as session:
        cases = session.scalars(select(Escalation.id).where(Escalation.conversation_id == conversation_id)).all()
        reports = session.execute(
            select(Message.external_id, Report.cause)
            .select_from(Report)
            .join(Escalation, Escalation.id == Report.escalation_id)
            .outerjoin(Message, Message.id == Report.message_id)
            .where(Escalation.conversation_id == conversation_id)
        ).all()
        reported = Counter((external_id, cause) for external_id, cause in reports)
    assert reported == Counter((line.external_id, line.cause) for line in told)
    assert len(cases) == bool(reported), "a case was opened twice"


def _stored(database: Database, *, conversation_id: str, lines: list[Line]) -> list[Line]:
    with database.reading() as session:
        found = select(Message.external_id).where(Message.conversation_id == conversation_id)
        stored = set(session.scalars(found))
    return [line for line in lines if line.external_id in stored]
