"""One case on one screen: why it came, what was said and asked, what is known, and what was done."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import select, text

from bot.conversation.at_once import take_turn
from bot.conversation.deliver import record_sent
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.escalations.acts import Actor, NotFoundError, note, reply, resolve
from bot.escalations.reading import CaseView, Doubt, read_whole_case
from bot.escalations.safety_record import read_state, write_state
from bot.protocol import Level, Protocol, Variant
from bot.records.base import DEFAULT_CLINIC
from bot.records.case_models import Escalation, Page, PageAttempt
from bot.records.models import Conversation, Reply
from bot.triage.safety_state import Pending, SafetyState, Waiting
from tests.screens import project_screen
from tests.unit.conversation.conftest import LEASE, UNCLEAR_AFTER, Clock, EchoRasa
from tests.unit.escalations.reading.conftest import Clinic

DOUBT = "could that be pus on my cheek"
PUS = "yes there is yellow pus coming out"


class Story:
    """A patient, treated 30 hours ago, is asked about pus, reports it, and is answered by Ana."""

    def __init__(self, clinic: Clinic, protocol: Protocol) -> None:
        self.clinic, self.protocol, self.clock = clinic, protocol, Clock(clinic.now)
        database = clinic.database
        answerer = Answerer(
            database, cast(RasaClient, EchoRasa()), protocol, project_screen(), self.clock, LEASE, UNCLEAR_AFTER
        )
        treated_at = clinic.now - timedelta(hours=30)
        self.conversation = open_conversation(
            database, channel="web", now=clinic.now, treated_at=treated_at, variant=Variant.rf
        )
        for words in (DOUBT, PUS):
            take_turn(answerer, conversation_id=self.conversation, channel="web", text=words)
            self.clock.now += timedelta(minutes=1)
        with database.reading() as session:
            self.case_id = session.scalars(select(Escalation.id)).one()
        self.ana = Actor(clinic.staff("Ana"), "Ana", DEFAULT_CLINIC)
        self.by = {"case_id": self.case_id, "staff": self.ana, "protocol": protocol}

    def answer(self) -> str:
        arguments = {"speaker": "Nurse Ana", "text": "Please come in.", "external_id": "1", "now": self.clock.now}
        return reply(self.clinic.database, **self.by, **arguments)  # type: ignore[arg-type]

    def read(self, case_id: str = "", clinic_id: str = DEFAULT_CLINIC) -> CaseView:
        with self.clinic.database.reading() as session:
            return read_whole_case(session, case_id=case_id or self.case_id, clinic_id=clinic_id, now=self.clinic.now)


@pytest.fixture
def story(clinic: Clinic, protocol: Protocol) -> Story:
    return Story(clinic, protocol)


def test_it_says_why_the_case_came(story: Story) -> None:
    (report,) = story.read().reports
    assert (report.cause, report.level, report.flags, report.text) == ("signs", Level.urgent, ("infection",), PUS)
    assert "pus" in {phrase for reason in report.reasons for phrase in reason.phrase.split()}
    assert all(reason.rule for reason in report.reasons)
    assert report.sequence is not None


def test_it_says_what_was_done_to_the_patient_and_when(story: Story) -> None:
    treatment = story.read().treatment
    assert treatment is not None
    assert (treatment.hours, treatment.variant, treatment.source) == (30.0, "rf", "clinic")


def test_the_transcript_is_whole_and_says_what_became_of_each_line(story: Story) -> None:
    sent = story.answer()
    record_sent(story.clinic.database, reply_ids=[sent], channel="web", now=story.clock.now)
    whole = story.read()
    assert [line.sequence for line in whole.transcript] == list(range(1, whole.last_sequence + 1))
    first, last = whole.transcript[0], whole.transcript[-1]
    assert (first.who, first.text, first.delivery, first.waits) == ("patient", DOUBT, None, False)
    assert (last.who, last.text, last.speaker) == ("staff", "Please come in.", "Nurse Ana")
    assert (last.delivery, last.delivered_at) == ("sent", story.clock.now)
    assert {line.delivery for line in whole.transcript if line.who == "bot"} == {"pending"}
    assert next(line for line in whole.transcript if line.text == PUS).level is Level.urgent


def test_questions_stand_with_their_answers(story: Story) -> None:
    whole = story.read()
    asked = whole.questions[0]
    assert (asked.flag, asked.answer, asked.pending) == ("infection", PUS, False)
    assert asked.text
    assert asked.question
    assert [each.pending for each in whole.questions[1:]] == [True] * len(whole.questions[1:])
    assert whole.doubts == ()


def test_a_doubt_that_waits_is_shown_with_its_time(story: Story) -> None:
    due_at = story.clock.now + timedelta(minutes=5)
    waiting = Waiting("burn_or_blister", Level.urgent, ("blister",))
    with story.clinic.database.writing() as session:
        conversation = session.get_one(Conversation, story.conversation)
        before = read_state(conversation)
        write_state(conversation, replace(before, waiting=(waiting,), due_at=due_at))
    whole = story.read()
    assert whole.doubts == (Doubt("burn_or_blister", Level.urgent),)
    assert whole.unclear_at == due_at


def test_the_question_that_waits_is_marked(story: Story) -> None:
    with story.clinic.database.writing() as session:
        conversation = session.get_one(Conversation, story.conversation)
        asked = story.read().questions[-1]
        write_state(conversation, SafetyState(pending=Pending(asked.flag, asked.question, story.clock.now)))
    assert story.read().questions[-1].pending
    with story.clinic.database.writing() as session:
        write_state(session.get_one(Conversation, story.conversation), SafetyState())
    assert not any(each.pending for each in story.read().questions)


def test_what_was_done_is_shown_with_who_did_it(story: Story) -> None:
    note(story.clinic.database, **story.by, text="Called the doctor.", now=story.clock.now)  # type: ignore[arg-type]
    whole = story.read()
    assert [(each.kind, each.staff) for each in whole.events] == [
        ("opened", None),
        ("acknowledged", "Ana"),
        ("noted", "Ana"),
    ]
    assert whole.events[-1].details == {"text": "Called the doctor."}
    assert [each.number for each in whole.events] == [1, 2, 3]


def test_calls_are_shown_with_their_tries(story: Story) -> None:
    with story.clinic.database.writing() as session:
        page = session.scalars(select(Page)).first()
        assert page is not None
        for contact, outcome in enumerate(("failed", "sent")):
            at = story.clock.now + timedelta(seconds=contact)
            tried = {"contact": contact, "channel": "sms", "attempted_at": at, "outcome": outcome}
            session.add(PageAttempt(page_id=page.id, error=None if contact else "timeout", **tried))
        person = page.person
    (shown,) = [page for page in story.read().pages if page.attempts]
    assert (shown.person, shown.level) == (person, Level.urgent)
    assert [(each.outcome, each.error) for each in shown.attempts] == [("failed", "timeout"), ("sent", None)]


def test_the_takeover_is_shown_while_it_lasts(story: Story) -> None:
    assert story.read().takeover is None
    story.answer()
    takeover = story.read().takeover
    assert takeover is not None
    assert (takeover.staff, takeover.since, takeover.spoke_at) == ("Ana", story.clock.now, story.clock.now)


def test_earlier_cases_of_the_patient_are_named(story: Story) -> None:
    ended = {"outcome": "called", "judgement": "right", "now": story.clock.now}
    resolve(story.clinic.database, **story.by, **ended)  # type: ignore[arg-type]
    answerer = Answerer(
        story.clinic.database,
        *(cast(RasaClient, EchoRasa()), story.protocol, project_screen(), story.clock, LEASE, UNCLEAR_AFTER),
    )
    take_turn(answerer, conversation_id=story.conversation, channel="web", text="i cannot breathe")
    with story.clinic.database.reading() as session:
        newer = session.scalars(select(Escalation.id).where(Escalation.state == "open")).one()
    (earlier,) = story.read(newer).earlier
    assert (earlier.id, earlier.state, earlier.outcome) == (story.case_id, "resolved", "called")
    story.clinic.case()
    assert len(story.read(newer).earlier) == 1, "of this patient alone"


def test_what_the_protocol_said_is_shown_by_topic(story: Story) -> None:
    with story.clinic.database.writing() as session:
        row = session.scalars(select(Reply).order_by(Reply.sequence)).first()
        assert row is not None
        row.source = {"topic": "makeup", "verdict": "avoid", "from_hours": 24, "to_hours": 48, "protocol_version": "v"}
    (phase,) = story.read().phases
    assert (phase.topic, phase.verdict, phase.from_hours, phase.to_hours) == ("makeup", "avoid", 24, 48)


def test_another_clinic_finds_nothing(story: Story) -> None:
    with pytest.raises(NotFoundError):
        story.read(clinic_id="another")
    with pytest.raises(NotFoundError):
        story.read("nothing")


def test_what_no_key_opens_hides_nothing_else(story: Story) -> None:
    with story.clinic.database.writing() as session:
        for column in ("message.text", "message.decision", "report.evidence", "case_event.details", "reply.text"):
            table, name = column.split(".")
            session.execute(text(f"UPDATE {table} SET {name} = 'not sealed'"))  # noqa: S608 - names of this test
        session.execute(text("UPDATE conversation SET safety = 'not sealed'"))
    whole = story.read()
    assert {line.text for line in whole.transcript} == {None}
    assert (whole.reports[0].text, whole.reports[0].flags) == (None, ("infection",))
    assert whole.events[0].details is None
    assert whole.case.preview is None
