"""A patient whose message opened a case, and colleagues of each role who look at it in browsers of their own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

import httpx
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.rasa_client import RasaClient
from bot.conversation.turn import Answerer
from bot.records.case_models import CaseEvent, Escalation, Page
from bot.records.models import Conversation, Reply
from bot.records.staff_models import Role
from bot.staff.accounts.member import Member
from tests.screens import project_screen
from tests.unit.conversation.conftest import LEASE, UNCLEAR_AFTER, EchoRasa
from tests.unit.staff.conftest import Desk, csrf, shown

PUS = "yellow pus is coming out of my cheek"
HTMX = {"HX-Request": "true"}


@dataclass
class Ward:
    """What the tests act on: the staff side and one patient's case."""

    desk: Desk
    answerer: Answerer
    conversation_id: str
    case_id: str
    tokens: dict[int, str] = field(default_factory=dict)

    @property
    def page(self) -> str:
        return f"/staff/cases/{self.case_id}"

    def colleague(self, name: str = "Ana", *, role: Role = "clinician") -> tuple[Member, TestClient]:
        """Somebody with a browser."""
        login = f"{''.join(filter(str.isalpha, name)).lower()}@clinic.example"
        member = self.desk.add(login, role=role, name=name)
        return member, self.desk.signed_in(login, client=f"192.0.2.{10 + len(self.desk.secrets)}")

    def says(self, text: str) -> None:
        """The patient writes, and the turn is taken."""
        take_turn(self.answerer, conversation_id=self.conversation_id, channel="web", text=text)

    def act(self, browser: TestClient, name: str, **fields: str) -> httpx.Response:
        """Press a button of the page, as a form sends it without script."""
        return self._send(browser, name, fields=fields, headers={})

    def part(self, browser: TestClient, name: str, **fields: str) -> httpx.Response:
        """Press it as htmx does."""
        return self._send(browser, name, fields=fields, headers=HTMX)

    def _send(
        self, browser: TestClient, name: str, *, fields: dict[str, str], headers: dict[str, str]
    ) -> httpx.Response:
        token = self.tokens.setdefault(id(browser), csrf(browser))
        answer: httpx.Response = browser.post(f"{self.page}/{name}", data={"csrf": token, **fields}, headers=headers)
        return answer

    def form(self, browser: TestClient, name: str = "reply") -> dict[str, str]:
        """The hidden fields of a form of the page as it is now."""
        return hidden_fields(browser.get(self.page), name=name)

    def case(self) -> Escalation:
        with self.desk.side.database.reading() as session:
            return session.get_one(Escalation, self.case_id)

    def conversation(self) -> Conversation:
        with self.desk.side.database.reading() as session:
            return session.get_one(Conversation, self.conversation_id)

    def first_page(self) -> Page:
        with self.desk.side.database.reading() as session:
            return session.scalars(select(Page).order_by(Page.person)).all()[0]

    def staff_words(self) -> list[str]:
        """What people of the clinic have written to the patient."""
        with self.desk.side.database.reading() as session:
            return list(session.scalars(select(Reply.text).where(Reply.staff_id.is_not(None)).order_by(Reply.sequence)))

    def kinds(self) -> list[str]:
        with self.desk.side.database.reading() as session:
            return list(session.scalars(select(CaseEvent.kind).order_by(CaseEvent.number)))


def hidden_fields(answer: httpx.Response, *, name: str = "reply") -> dict[str, str]:
    """Those of one form in an answer."""
    form = shown(answer, rf'(<div id="form-{name}">.*?</form>)')
    pieces = [piece.partition(">")[0] for piece in form.split('<input type="hidden" name="')[1:]]
    return {piece.partition('"')[0]: piece.partition('value="')[2].rstrip('"') for piece in pieces}


@pytest.fixture
def open_ward(desk: Desk) -> Callable[..., Ward]:
    """Opens a case by what a patient writes first."""

    def opened(first_message: str = PUS, *, treated_at: datetime | None = None) -> Ward:
        side = desk.side
        answerer = Answerer(
            database=side.database,
            rasa=cast(RasaClient, EchoRasa()),
            protocol=side.protocol,
            screen=project_screen(),
            clock=desk.clock,
            lease=LEASE,
            unclear_after=UNCLEAR_AFTER,
        )
        conversation_id = open_conversation(side.database, channel="web", now=desk.clock(), treated_at=treated_at)
        take_turn(answerer, conversation_id=conversation_id, channel="web", text=first_message)
        with side.database.reading() as session:
            case_id = session.scalars(select(Escalation.id)).one()
        desk.clock.move(timedelta(minutes=1))
        return Ward(desk, answerer, conversation_id, case_id)

    return opened


@pytest.fixture
def ward(open_ward: Callable[..., Ward]) -> Ward:
    """A patient has reported pus: an urgent case, of which people are told."""
    return open_ward()
