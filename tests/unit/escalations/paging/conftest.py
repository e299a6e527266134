"""A case on a real database, a clinic with three people, a clock that is moved by hand, and providers that are told."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from typing import Protocol as Shape

import pytest
from sqlalchemy import select

from bot.conversation.opening import open_conversation
from bot.escalations.ladder import act_by
from bot.escalations.paging.page_text import PageText
from bot.escalations.paging.pager import Pager
from bot.escalations.paging.plan import begin_ladder, void_pages
from bot.protocol import Clinic, Level, Protocol
from bot.protocol.on_call import OnCall
from bot.records.base import new_id
from bot.records.case_models import CaseEvent, Escalation, Page, PageAttempt
from bot.records.database import Database

ON_CALL: dict[str, Any] = {
    "people": {
        "nora": {"name": "Nora", "contacts": ["one://nora", "two://nora"]},
        "lee": {"name": "Lee", "contacts": ["one://lee", "two://lee"]},
        "sam": {"name": "Sam", "contacts": ["one://sam"]},
    },
    "rota": {
        "first": {"mon-sun": {"00:00-24:00": "nora"}},
        "second": {"mon-sun": {"00:00-24:00": "lee"}},
        "lead": {"mon-sun": {"00:00-24:00": "sam"}},
    },
}


@dataclass
class Clock:
    """Stands until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(frozen=True)
class Sent:
    """One try to send."""

    contact: str
    text: PageText
    at: datetime

    @property
    def person(self) -> str:
        return self.contact.partition("://")[2]


@dataclass
class Providers:
    """Takes every page; `before` may return an error's code or raise."""

    clock: Clock
    before: Callable[[str], str | None] = lambda _: None
    sent: deque[Sent] = field(default_factory=deque)

    def send(self, contact: str, /, text: PageText) -> str | None:
        self.sent.append(Sent(contact, text, self.clock.now))
        return self.before(contact)

    def take(self) -> list[str]:
        """The contacts that were tried since the last call, in any order."""
        contacts = sorted(one.contact for one in self.sent)
        self.sent.clear()
        return contacts


class MakePager(Shape):
    """Makes a pager that is closed at the end of the test."""

    def __call__(self, **changes: object) -> Pager: ...


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def providers(clock: Clock) -> Providers:
    return Providers(clock)


@pytest.fixture
def clinic(protocol: Protocol) -> Clinic:
    return protocol.clinic.model_copy(update={"on_call": OnCall.model_validate(ON_CALL)})


@pytest.fixture
def make_pager(database: Database, clinic: Clinic, providers: Providers, clock: Clock) -> Iterator[MakePager]:
    made: list[Pager] = []

    def make(**changes: object) -> Pager:
        given: dict[str, Any] = {
            "clinic": clinic,
            "transport": providers,
            "clock": clock,
            "chance": lambda: 1.0,
            "link_of": link_of,
        }
        pager = Pager(database, **(given | changes))
        made.append(pager)
        return pager

    yield make
    for each in made:
        each.close()


@pytest.fixture
def pager(make_pager: MakePager) -> Pager:
    return make_pager()


def link_of(page_id: str) -> str:
    return f"https://aftercare.example/p/{page_id}"


def open_case(database: Database, *, clinic: Clinic, now: datetime, level: Level, conversation: str = "") -> str:
    """The id of a case whose ladder has begun."""
    conversation = conversation or open_conversation(database, channel="web", now=now)
    with database.writing() as session:
        case = Escalation(id=new_id(), conversation_id=conversation, level=level, opened_at=now, raised_at=now)
        session.add(case)
        begin_ladder(session, case=case, clinic=clinic, now=now)
        return case.id


def acknowledge(database: Database, *, case_id: str, clinic: Clinic, now: datetime) -> datetime:
    """As a person does; until when something has to be done."""
    with database.writing() as session:
        case = session.get_one(Escalation, case_id, with_for_update=True)
        case.state, case.acknowledged_at, case.acknowledged_by, case.next_page_at = "acknowledged", now, "staff", None
        case.act_by = act_by(clinic, level=Level(case.level), acknowledged_at=now)
        void_pages(session, case=case)
        return case.act_by


def case_of(database: Database, case_id: str) -> Escalation:
    with database.reading() as session:
        return session.get_one(Escalation, case_id)


def pages_of(database: Database, case_id: str) -> list[Page]:
    with database.reading() as session:
        found = select(Page).where(Page.escalation_id == case_id).order_by(Page.round, Page.step, Page.person)
        return list(session.scalars(found))


def attempts_of(database: Database, case_id: str) -> list[PageAttempt]:
    with database.reading() as session:
        found = select(PageAttempt).join(Page, Page.id == PageAttempt.page_id).where(Page.escalation_id == case_id)
        return list(session.scalars(found.order_by(PageAttempt.attempted_at, PageAttempt.contact)))


def change(database: Database, case_id: str, **values: object) -> None:
    with database.writing() as session:
        case = session.get_one(Escalation, case_id)
        for name, value in values.items():
            setattr(case, name, value)


def events_of(database: Database, case_id: str) -> list[str]:
    with database.reading() as session:
        kinds = select(CaseEvent.kind).where(CaseEvent.escalation_id == case_id).order_by(CaseEvent.number)
        return list(session.scalars(kinds))
