"""An inbox over real records: cases in any number, and a nurse who is signed in."""

import re

import httpx
import pytest
from starlette.testclient import TestClient

from bot.records.database import Database
from bot.staff.accounts.member import Member
from tests.unit.escalations.reading.conftest import Clinic
from tests.unit.staff.conftest import Clock, Desk


@pytest.fixture
def clinic(database: Database, clock: Clock) -> Clinic:
    return Clinic(database, clock())


@pytest.fixture
def nora(desk: Desk) -> Member:
    return desk.add()


@pytest.fixture
def browser(desk: Desk, nora: Member) -> TestClient:  # noqa: ARG001 - the account has to be there
    return desk.signed_in()


def ids(text: str, place: str) -> list[str]:
    """The cases that stand in a place of the page ("unseen", "list" or "found"), in order."""
    return re.findall(rf'<li class="[^"]*" id="{place}-([0-9a-f]{{32}})"', text)


def line(text: str, case_id: str) -> str:
    """What the page shows of a case."""
    found = re.search(rf'<li class="[^"]*" id="[a-z]+-{case_id}".*?</li>', text, re.DOTALL)
    assert found, text
    return found[0]


def inbox(browser: TestClient, query: str = "") -> str:
    """The page's text."""
    answer: httpx.Response = browser.get(f"/staff/{query}")
    assert answer.status_code == 200, answer.text
    return answer.text
