"""A clinic with two colleagues, a patient whose message opened a case, and the bot that answers with an echo."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from sqlalchemy import select

from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.escalations.acts import Actor
from bot.protocol import Protocol
from bot.records.audit import verify
from bot.records.base import DEFAULT_CLINIC, new_id
from bot.records.case_models import CaseEvent, Escalation, Page
from bot.records.database import Database
from bot.records.models import Conversation, Message, Reply
from bot.records.staff_models import AuditEntry, Staff
from tests.screens import project_screen
from tests.unit.conversation.conftest import LEASE, UNCLEAR_AFTER, Clock, EchoRasa

PUS = "yellow pus is coming out of my cheek"


def add_staff(database: Database, *, name: str, now: datetime, clinic_id: str = DEFAULT_CLINIC) -> Actor:
    """A member of staff with an account."""
    with database.writing() as session:
        row = Staff(id=new_id(), clinic_id=clinic_id, login=f"{new_id()}@clinic.example", name=name, role="staff")
        row.made_at = now
        session.add(row)
        return Actor(row.id, name, clinic_id)


@dataclass
class Desk:
    """What the tests act on: the clinic's database and bot, and one patient's case."""

    answerer: Answerer
    clock: Clock
    rasa: EchoRasa
    ana: Actor
    ben: Actor
    conversation_id: str
    case_id: str

    @property
    def database(self) -> Database:
        return self.answerer.database

    @property
    def protocol(self) -> Protocol:
        return self.answerer.protocol

    def by(self, staff: Actor) -> dict[str, Any]:
        """The arguments that every act has."""
        return {"case_id": self.case_id, "staff": staff, "protocol": self.protocol, "now": self.clock.now}

    def ana_replies(
        self,
        text: str = "Hello, this is Ana.",
        external_id: str = "1",
        **changes: Any,  # noqa: ANN401
    ) -> dict[str, Any]:
        """The arguments of a reply."""
        return {**self.by(self.ana), "speaker": "Nurse Ana", "text": text, "external_id": external_id, **changes}

    def says(self, text: str) -> None:
        """The patient writes, and the turn is taken."""
        take_turn(self.answerer, conversation_id=self.conversation_id, channel="web", text=text)

    def move(self, **by: float) -> None:
        self.clock.now += timedelta(**by)

    def case(self, case_id: str = "") -> Escalation:
        with self.database.reading() as session:
            return session.get_one(Escalation, case_id or self.case_id)

    def conversation(self) -> Conversation:
        with self.database.reading() as session:
            return session.get_one(Conversation, self.conversation_id)

    def kinds(self) -> list[str]:
        """The kinds of the case's events, in order, which are numbered without a gap."""
        with self.database.reading() as session:
            found = session.scalars(
                select(CaseEvent).where(CaseEvent.escalation_id == self.case_id).order_by(CaseEvent.number)
            ).all()
        assert [event.number for event in found] == list(range(1, len(found) + 1))
        return [event.kind for event in found]

    def details(self, kind: str) -> dict[str, Any]:
        """Those of the case's last event of the kind."""
        with self.database.reading() as session:
            found = session.scalars(
                select(CaseEvent)
                .where(CaseEvent.escalation_id == self.case_id, CaseEvent.kind == kind)
                .order_by(CaseEvent.number.desc())
            ).first()
        assert found is not None
        return found.details

    def audited(self) -> list[tuple[str, str | None]]:
        """The audit's actions with who did each; its chain holds."""
        with self.database.reading() as session:
            assert verify(session) == []
            found = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
        assert {entry.escalation_id for entry in found} <= {self.case_id}
        return [(entry.action, entry.staff_id) for entry in found]

    def unsent_pages(self) -> list[Page]:
        with self.database.reading() as session:
            return list(
                session.scalars(
                    select(Page).where(Page.escalation_id == self.case_id, Page.state.in_(("pending", "failed")))
                )
            )

    def replies(self, *, after: int = 0) -> list[Reply]:
        with self.database.reading() as session:
            return list(
                session.scalars(
                    select(Reply)
                    .where(Reply.conversation_id == self.conversation_id, Reply.sequence > after)
                    .order_by(Reply.sequence)
                )
            )

    def bot_words(self, *, after: int = 0) -> list[str]:
        return [row.text for row in self.replies(after=after) if row.staff_id is None]

    def last_message(self) -> Message:
        with self.database.reading() as session:
            found = select(Message).where(Message.conversation_id == self.conversation_id)
            return session.scalars(found.order_by(Message.sequence.desc()).limit(1)).one()


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def rasa() -> EchoRasa:
    return EchoRasa()


@pytest.fixture
def answerer(database: Database, protocol: Protocol, rasa: EchoRasa, clock: Clock) -> Answerer:
    return Answerer(
        database=database,
        rasa=cast(RasaClient, rasa),
        protocol=protocol,
        screen=project_screen(),
        clock=clock,
        lease=LEASE,
        unclear_after=UNCLEAR_AFTER,
    )


@pytest.fixture
def desk(answerer: Answerer, clock: Clock, rasa: EchoRasa) -> Desk:
    """A patient has reported pus: an urgent case is open, and its first page is written."""
    return make_desk(answerer, clock=clock, rasa=rasa, first_message=PUS)


@pytest.fixture
def routine_desk(answerer: Answerer, clock: Clock, rasa: EchoRasa) -> Desk:
    """A patient has asked for a person: a routine case is open."""
    return make_desk(answerer, clock=clock, rasa=rasa, first_message="STAFF")


def make_desk(answerer: Answerer, *, clock: Clock, rasa: EchoRasa, first_message: str) -> Desk:
    database = answerer.database
    conversation_id = open_conversation(database, channel="web", now=clock.now)
    take_turn(answerer, conversation_id=conversation_id, channel="web", text=first_message)
    with database.reading() as session:
        case_id = session.scalars(select(Escalation.id)).one()
    ana, ben = (add_staff(database, name=name, now=clock.now) for name in ("Ana", "Ben"))
    clock.now += timedelta(minutes=1)
    return Desk(answerer, clock, rasa, ana, ben, conversation_id, case_id)
