"""Nobody reads a case without an entry in the audit log, however the request is written; a refresh makes few."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.records.audit import verify
from bot.records.staff_models import AuditEntry
from tests.unit.staff.case.conftest import HTMX, PUS, Ward


def _viewed(ward: Ward) -> list[tuple[str | None, str | None, str | None]]:
    with ward.desk.side.database.reading() as session:
        assert verify(session) == []
        found = session.scalars(select(AuditEntry).where(AuditEntry.action == "viewed_case")).all()
    return [(each.staff_id, each.escalation_id, each.conversation_id) for each in found]


@pytest.mark.parametrize("headers", [{}, HTMX, {"X-Background": "1"}])
def test_a_refresh_without_its_page_is_written_down(ward: Ward, headers: dict[str, str]) -> None:
    member, browser = ward.colleague()
    assert PUS in browser.get(f"{ward.page}/live", headers=headers).text
    assert _viewed(ward) == [(member.id, ward.case_id, ward.conversation_id)]


@pytest.mark.parametrize(("name", "fields"), [("canned", {"canned": "hello"}), ("note", {"text": ""}), ("take", {})])
def test_an_act_that_brings_the_case_without_its_page_is_written_down(
    ward: Ward, name: str, fields: dict[str, str]
) -> None:
    member, browser = ward.colleague()
    assert PUS in ward.part(browser, name, **fields).text
    assert _viewed(ward) == [(member.id, ward.case_id, ward.conversation_id)]


def test_a_page_that_refreshes_itself_is_written_down_once_an_hour(ward: Ward) -> None:
    _, browser = ward.colleague()
    browser.get(ward.page)
    _work(ward, browser)
    assert len(_viewed(ward)) == 1
    for _ in range(5):
        ward.desk.clock.move(timedelta(minutes=13))
        browser.get("/staff/me")
        _work(ward, browser)
    assert len(_viewed(ward)) == 2


def _work(ward: Ward, browser: TestClient) -> None:
    """What an open page asks for."""
    for _ in range(3):
        browser.get(f"{ward.page}/live")
    ward.part(browser, "note", text="")


def test_each_session_is_written_down_for_itself(ward: Ward) -> None:
    ana, hers = ward.colleague("Ana")
    ben, his = ward.colleague("Ben")
    for browser in (hers, his, ward.desk.signed_in("ana@clinic.example", client="192.0.2.99")):
        browser.get(f"{ward.page}/live")
    assert [staff_id for staff_id, *_ in _viewed(ward)] == [ana.id, ben.id, ana.id]


def test_nothing_is_shown_where_it_cannot_be_written_down(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    _, browser = ward.colleague()

    def broken(*_: object, **__: object) -> None:
        raise OSError("the log is full")

    # The side is frozen, so that nothing changes it by oversight.
    monkeypatch.setitem(vars(ward.desk.side), "audit", broken)
    quiet = TestClient(
        browser.app, base_url=str(browser.base_url), cookies=browser.cookies, raise_server_exceptions=False
    )
    for path in (ward.page, f"{ward.page}/live", f"{ward.page}/live"):
        answer = quiet.get(path)
        assert (answer.status_code, PUS in answer.text) == (500, False)
