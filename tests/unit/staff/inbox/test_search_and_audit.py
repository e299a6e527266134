"""Searching keeps its words out of addresses and the log; who saw the list is noted, whoever asked for it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.records.audit import verify
from bot.records.staff_models import AuditEntry
from bot.staff.accounts.member import Member
from tests.unit.escalations.reading.conftest import Clinic
from tests.unit.staff.conftest import Desk, csrf, post
from tests.unit.staff.inbox.conftest import ids, inbox


def entries(desk: Desk, action: str) -> list[AuditEntry]:
    with desk.side.database.reading() as session:
        assert verify(session) == []
        return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.number)))


@pytest.mark.parametrize("words", ["marigold", "555 0199", "GOLD EX"])
def test_a_search_finds_open_and_resolved_cases_by_name_and_phone(
    clinic: Clinic, browser: TestClient, words: str
) -> None:
    opened = clinic.case(name="Marigold Example", phone="+1 555-0199", state="acknowledged")
    ended = clinic.case(name="Marigold Example", phone="+1 555-0199 1", state="resolved", resolved_at=clinic.now)
    clinic.case(name="Rosemary", phone="+1 555 0100")
    answer = post(browser, "/staff/search", search=words)
    assert ids(answer.text, "found") == [opened, ended]
    assert "Found: 1 open, 1 resolved" in answer.text


def test_a_search_finds_a_case_by_the_beginning_of_its_number(clinic: Clinic, browser: TestClient) -> None:
    case = clinic.case()
    assert ids(post(browser, "/staff/search", search=case[:8]).text, "found") == [case]


def test_htmx_gets_what_was_found_alone(clinic: Clinic, browser: TestClient) -> None:
    clinic.case(name="Marigold")
    token = csrf(browser)
    answer = browser.post("/staff/search", data={"search": "marigold"}, headers={"HX-Request": "true", "X-CSRF": token})
    assert answer.text.lstrip().startswith('<section id="found"')
    assert "<html" not in answer.text


def test_a_search_by_its_address_finds_nothing(clinic: Clinic, browser: TestClient) -> None:
    clinic.case(name="Marigold")
    assert browser.get("/staff/search?search=marigold").status_code == 405
    assert not ids(inbox(browser, "?search=marigold"), "found")


def test_a_search_is_noted_without_its_words(clinic: Clinic, browser: TestClient, desk: Desk, nora: Member) -> None:
    clinic.case(name="Marigold")
    post(browser, "/staff/search", search="marigold")
    (entry,) = entries(desk, "searched")
    assert (entry.staff_id, entry.details) == (nora.id, {"found": 1})
    # An empty one looks for nobody.
    post(browser, "/staff/search", search="  ")
    assert len(entries(desk, "searched")) == 1


def test_every_view_of_the_page_is_noted(browser: TestClient, desk: Desk, nora: Member) -> None:
    inbox(browser)
    inbox(browser, "?list=resolved")
    found = entries(desk, "viewed_inbox")
    assert [(entry.staff_id, entry.details) for entry in found] == [
        (nora.id, {"list": "open", "page": 0}),
        (nora.id, {"list": "resolved", "page": 0}),
    ]


def test_a_page_that_refreshes_itself_is_noted_once_an_hour(browser: TestClient, desk: Desk, clinic: Clinic) -> None:
    clinic.case()
    inbox(browser)
    for _ in range(5):
        browser.get("/staff/list")
    assert len(entries(desk, "viewed_inbox")) == 1
    for _ in range(5):
        desk.clock.move(timedelta(minutes=13))
        browser.get("/staff/me")
        browser.get("/staff/list")
    assert len(entries(desk, "viewed_inbox")) == 2


def test_a_list_that_is_asked_for_without_its_page_is_noted_too(browser: TestClient, desk: Desk) -> None:
    browser.get("/staff/list", headers={"X-Background": "1"})
    browser.get("/staff/list?list=resolved&page=2", headers={"X-Background": "1"})
    assert [entry.details["list"] for entry in entries(desk, "viewed_inbox")] == ["open", "resolved"]


def test_a_refresh_keeps_nobody_signed_in(browser: TestClient, desk: Desk) -> None:
    for _ in range(2):
        desk.clock.move(timedelta(minutes=8))
        answer = browser.get("/staff/list", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/staff/sign-in")
