"""A page's link: it needs a sign-in, opens nothing by being opened, is used once, and is refused in words."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest
from sqlalchemy import select

from bot.channels.web.links import make_link
from bot.records.encryption import Keyring
from bot.records.staff_models import AuditEntry
from bot.staff.case.page_link import HOLDS, LinkRefusedError, page_link, read_page_link
from tests.unit.staff.case.conftest import PUS, Ward
from tests.unit.staff.conftest import ADDRESS, PASSWORD, Desk, csrf, give_password


def _path(ward: Ward) -> str:
    side = ward.desk.side
    link = page_link(side.keyring, address=ADDRESS, page_id=ward.first_page().id, now=ward.desk.clock())
    assert link.startswith(f"{ADDRESS}/staff/p/")
    return link.removeprefix(ADDRESS)


def _refusals(ward: Ward) -> list[str]:
    with ward.desk.side.database.reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.action == "link_refused")).all()
    return [each.details["why"] for each in found]


def test_a_link_is_read_until_a_day_has_gone_by(keyring: Keyring, now: datetime) -> None:
    token = page_link(keyring, address=ADDRESS, page_id="abc", now=now).rpartition("/")[2]
    assert token.replace("-", "").replace("_", "").isalnum()
    assert read_page_link(keyring, token=token, now=now + HOLDS - timedelta(seconds=1)) == "abc"
    with pytest.raises(LinkRefusedError) as refused:
        read_page_link(keyring, token=token, now=now + HOLDS)
    assert (refused.value.why, refused.value.page_id) == ("expired", "abc")


def test_nothing_else_that_the_keys_have_sealed_is_a_link(keyring: Keyring, now: datetime) -> None:
    other = make_link(keyring, address=ADDRESS, treated_at=now, variant=None, until=now + HOLDS)
    good = page_link(keyring, address=ADDRESS, page_id="abc", now=now).rpartition("/")[2]
    for token in (other.partition("=")[2], good[:-4] + "AAAA", good[1:], "", "x" * 5000, "\u00e9", keyring.seal("{}")):
        with pytest.raises(LinkRefusedError) as refused:
            read_page_link(keyring, token=token, now=now)
        assert refused.value.why == "forged"


def test_it_leads_through_the_sign_in_and_back(ward: Ward) -> None:
    ward.desk.add("sam@clinic.example", name="Sam")
    path, browser = _path(ward), ward.desk.browser()
    location = browser.get(path).headers["location"]
    assert unquote(location) == f"/staff/sign-in?next={path}"
    answer = give_password(browser, "sam@clinic.example", PASSWORD, next=path)
    assert answer.headers["location"] == path


def test_opening_it_never_acknowledges(ward: Ward) -> None:
    _, browser = ward.colleague()
    for _ in range(2):
        answer = browser.get(_path(ward))
        assert answer.status_code == 200
    assert "Urgent" in answer.text
    assert "I have it" in answer.text
    assert PUS not in answer.text
    assert (ward.case().state, ward.first_page().link_used_at) == ("open", None)


def test_who_was_shown_the_line_is_written_down(ward: Ward) -> None:
    ana, browser = ward.colleague()
    for _ in range(2):
        browser.get(_path(ward))
    with ward.desk.side.database.reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.action == "opened_link")).all()
    assert [(each.staff_id, each.escalation_id, each.conversation_id, each.details) for each in found] == [
        (ana.id, ward.case_id, ward.conversation_id, {"page": ward.first_page().id})
    ] * 2


def test_the_button_acknowledges_and_goes_on_to_the_case(ward: Ward) -> None:
    ana, browser = ward.colleague()
    answer = browser.post(_path(ward), data={"csrf": csrf(browser)})
    assert answer.headers["location"] == f"{ward.page}?said=acknowledge"
    assert (ward.case().acknowledged_by, ward.first_page().link_used_at) == (ana.id, ward.desk.clock())


def test_a_link_is_used_once_by_whoever_comes_first(ward: Ward) -> None:
    ana, hers = ward.colleague("Ana")
    _, his = ward.colleague("Ben")
    path = _path(ward)
    hers.post(path, data={"csrf": csrf(hers)})
    for browser in (his, hers):
        for answer in (browser.get(path), browser.post(path, data={"csrf": csrf(browser)})):
            assert answer.status_code == 410
            assert "This link was used before" in answer.text
            assert ward.page in answer.text
    assert _refusals(ward) == ["used"] * 4
    assert ward.case().acknowledged_by == ana.id


def test_a_link_of_a_case_that_a_colleague_acknowledged_says_so(ward: Ward) -> None:
    _, hers = ward.colleague("Ana")
    _, his = ward.colleague("Ben")
    ward.act(hers, "take")
    answer = his.post(_path(ward), data={"csrf": csrf(his)})
    assert answer.headers["location"] == f"{ward.page}?said=acknowledged_before"


def test_a_forged_and_an_old_link_are_refused_in_words(ward: Ward) -> None:
    ward.colleague()
    path = _path(ward)
    ward.desk.clock.move(HOLDS)
    browser = ward.desk.signed_in("ana@clinic.example")
    old = browser.post(path, data={"csrf": csrf(browser)})
    assert (old.status_code, "This link is too old" in old.text) == (410, True)
    forged = browser.get("/staff/p/forged")
    assert (forged.status_code, "This link is not whole" in forged.text) == (404, True)
    assert _refusals(ward) == ["expired", "forged"]
    assert ward.case().state == "open"


def test_a_link_of_another_clinics_page_is_nothing_here(ward: Ward, make_desk: Callable[..., Desk]) -> None:
    other = make_desk(clinic_id="other")
    other.add("far@clinic.example", name="Far")
    browser = other.signed_in("far@clinic.example")
    for answer in (browser.get(_path(ward)), browser.post(_path(ward), data={"csrf": csrf(browser)})):
        assert answer.status_code == 404
        assert ward.case_id not in answer.text
    assert ward.case().state == "open"
