"""What one screen shows of a case: why it came, all that was said, and nothing that a patient wrote as HTML."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.records.case_models import Escalation
from bot.records.staff_models import AuditEntry
from tests.unit.staff.case.conftest import PUS, Ward
from tests.unit.staff.conftest import Desk

SCRIPT = "<script>alert(1)</script>"


def test_it_shows_why_the_case_came(ward: Ward) -> None:
    _, browser = ward.colleague()
    text = browser.get(ward.page).text
    for part in ("Urgent", "infection", PUS, "<mark>", "rule <code>", "signs in what the patient wrote"):
        assert part in text
    assert ward.desk.side.protocol.flags["infection"].response in text


def test_it_shows_the_chat_with_who_spoke_and_what_became_of_it(ward: Ward) -> None:
    ward.says("is that bad?")
    _, browser = ward.colleague()
    ward.act(browser, "reply", text="Please call me.", **ward.form(browser))
    text = browser.get(ward.page).text
    assert "is that bad?" in text
    assert "<strong>Patient</strong>" in text
    assert "<strong>Bot</strong>" in text
    assert "<strong>Ana</strong>" in text
    assert "not delivered yet" in text


def test_it_shows_the_treatment_and_the_hours_since_it(open_ward: Callable[..., Ward], now: datetime) -> None:
    ward = open_ward(treated_at=now - timedelta(hours=26))
    _, browser = ward.colleague()
    assert "26 hours (day 2)" in browser.get(ward.page).text


def test_it_shows_who_was_called(ward: Ward) -> None:
    _, browser = ward.colleague()
    assert "<strong>Nora</strong>, step 1 of call 1" in browser.get(ward.page).text


def test_earlier_cases_are_linked(ward: Ward) -> None:
    _, browser = ward.colleague()
    ward.act(browser, "resolve", outcome="answered", judgement="right", **ward.form(browser, "resolve"))
    ward.says("more yellow pus came out today")
    first, ward.case_id = ward.case_id, _newest(ward)
    assert f'href="/staff/cases/{first}"' in browser.get(ward.page).text


def _newest(ward: Ward) -> str:
    with ward.desk.side.database.reading() as session:
        return session.scalars(select(Escalation.id).where(Escalation.state != "resolved")).one()


def test_what_anybody_wrote_stands_as_text(open_ward: Callable[..., Ward]) -> None:
    ward = open_ward(f"{PUS} {SCRIPT}")
    _, browser = ward.colleague("<b>Ana</b>")
    ward.act(browser, "note", text=f"note {SCRIPT}")
    ward.act(browser, "reply", text=f"reply {SCRIPT}", **ward.form(browser))
    for answer in (browser.get(ward.page), ward.part(browser, "reply", text="<i>draft", seen="0")):
        assert "<script>alert" not in answer.text
        assert "&lt;script&gt;alert" in answer.text
        assert "<b>Ana" not in answer.text


def test_the_title_names_no_patient(ward: Ward) -> None:
    _, browser = ward.colleague()
    assert f"<title>Urgent case {ward.case_id[:6]} - " in browser.get(ward.page).text


def test_each_view_is_written_down_and_no_refresh_is(ward: Ward) -> None:
    member, browser = ward.colleague()
    browser.get(ward.page)
    browser.get(ward.page)
    browser.get(f"{ward.page}/live")
    with ward.desk.side.database.reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.action == "viewed_case")).all()
    assert [(each.staff_id, each.escalation_id, each.conversation_id) for each in found] == [
        (member.id, ward.case_id, ward.conversation_id)
    ] * 2


def test_a_case_of_another_clinic_is_not_there(ward: Ward, make_desk: Callable[..., Desk]) -> None:
    other = make_desk(clinic_id="other")
    other.add("far@clinic.example", role="staff", name="Far")
    browser = other.signed_in("far@clinic.example")
    assert browser.get(ward.page).status_code == 404
    assert browser.get(f"{ward.page}/live").status_code == 404
    for name in ("take", "acknowledge", "reply", "note", "resolve", "give-back", "canned", "wait"):
        answer = ward.act(browser, name, text="hello", outcome="answered", judgement="right")
        assert answer.status_code == 404, name
        assert PUS not in answer.text
    assert ward.kinds() == ["opened"]
    assert "viewed_case" not in ward.desk.noted()


@pytest.mark.parametrize("shown", ["", "x", "1.2.3"])
def test_a_refresh_brings_everything_where_it_is_not_known_what_is_shown(ward: Ward, shown: str) -> None:
    _, browser = ward.colleague()
    answer = browser.get(f"{ward.page}/live", params={"v": shown})
    assert answer.text.count("hx-swap-oob") == 8


def test_a_refresh_brings_only_what_has_changed_and_never_a_draft(ward: Ward) -> None:
    _, browser = ward.colleague()
    version = _version(browser.get(ward.page).text)
    assert browser.get(f"{ward.page}/live", params={"v": version}).status_code == 204
    ward.says("and it smells")
    answer = browser.get(f"{ward.page}/live", params={"v": version})
    assert "and it smells" in answer.text
    assert 'id="live-transcript"' in answer.text
    assert 'id="live-pages"' not in answer.text
    assert "<textarea" not in answer.text
    assert browser.get(f"{ward.page}/live", params={"v": _version(answer.text)}).status_code == 204


def _version(text: str) -> str:
    return text.partition('id="live-version" name="v" value="')[2].partition('"')[0]


def test_a_refresh_keeps_nobody_signed_in(ward: Ward) -> None:
    _, browser = ward.colleague(role="staff")
    for _ in range(4):
        ward.desk.clock.move(timedelta(minutes=5))
        answer = browser.get(f"{ward.page}/live", headers={"HX-Request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/staff/sign-in")
