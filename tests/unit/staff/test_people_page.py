"""The people page: what an admin does there is done, said, and shown once where it is a secret."""

from datetime import timedelta

import httpx
import pytest
from starlette.testclient import TestClient

from bot.records.staff_models import Staff
from bot.staff.accounts.lockout import ALLOWED
from tests.unit.staff.conftest import PASSWORD, Desk, give_password, post, shown

ADMIN, NORA = "admin@clinic.example", "nora@clinic.example"
BETTER = "a much better password"


def _act(desk: Desk, browser: TestClient, path: str, **fields: str) -> httpx.Response:
    """Send a form of the page with the code that it asks for."""
    return post(browser, path, code=desk.code(ADMIN, half_minutes=1), **fields)


def _own(browser: TestClient, *, old: str, new: str = BETTER) -> httpx.Response:
    return post(browser, "/staff/me/password", page="/staff/me/password", old=old, new=new, again=new)


def test_an_admin_adds_somebody_and_sees_the_password_once(desk: Desk) -> None:
    desk.add(ADMIN, role="admin", name="Ada")
    browser = desk.signed_in(ADMIN)
    answer = _act(desk, browser, "/staff/people", name="Nora", login=NORA, role="staff", person="")
    once = shown(answer, r'class="card once" role="status">([^<]+)<')
    assert once not in browser.get("/staff/people").text
    assert "Nora" in browser.get("/staff/people").text
    new = desk.browser()
    assert give_password(new, NORA, once).headers["location"] == "/staff/"
    assert new.get("/staff/me").headers["location"] == "/staff/me/password"


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.add(ADMIN, role="admin")
    browser = desk.signed_in(ADMIN)
    answer = _act(desk, browser, "/staff/people", name="<b>Nora</b>", login="no-address", role="staff", person="")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert "<title>Error: People" in answer.text
    assert 'value="no-address" aria-invalid="true"' in answer.text
    assert "&lt;b&gt;Nora" in answer.text
    assert "<b>Nora" not in answer.text


@pytest.mark.parametrize("role", ["owner", "", "ADMIN"])
def test_an_unknown_role_is_refused(desk: Desk, role: str) -> None:
    desk.add(ADMIN, role="admin")
    browser = desk.signed_in(ADMIN)
    assert _act(desk, browser, "/staff/people", name="Nora", login=NORA, role=role).status_code == 422
    assert desk.side.accounts.by_login(NORA) is None


def test_an_admin_helps_with_everything(desk: Desk) -> None:
    desk.add(ADMIN, role="admin")
    nora = desk.add(NORA, role="clinician")
    browser = desk.signed_in(ADMIN)
    base, (person, *_) = f"/staff/people/{nora.id}", desk.side.protocol.clinic.on_call.people
    assert browser.get(base).status_code == 200
    theirs = desk.signed_in(NORA)
    assert _act(desk, browser, f"{base}/sessions").headers["location"] == f"{base}?said=sessions"
    assert theirs.get("/staff/me").status_code == 303
    assert "signed out everywhere" in browser.get(f"{base}?said=sessions").text
    _act(desk, browser, f"{base}/person", person=person)
    _act(desk, browser, f"{base}/role", role="staff")
    _act(desk, browser, f"{base}/second-factor")
    row = desk.row(NORA)
    assert (row.person, row.role, row.totp_secret) == (person, "staff", None)
    shown(_act(desk, browser, f"{base}/password"), r'class="card once" role="status">([^<]+)<')
    assert give_password(desk.browser(), NORA, PASSWORD).status_code == 422
    _act(desk, browser, f"{base}/disable")
    assert desk.row(NORA).disabled_at == desk.clock()
    _act(desk, browser, f"{base}/enable")
    assert desk.row(NORA).disabled_at is None


@pytest.mark.parametrize(("act", "fields"), [("disable", {}), ("role", {"role": "staff"})])
def test_nobody_shuts_themselves_out(desk: Desk, act: str, fields: dict[str, str]) -> None:
    admin = desk.add(ADMIN, role="admin")
    desk.add("second@clinic.example", role="admin")
    browser = desk.signed_in(ADMIN)
    answer = _act(desk, browser, f"/staff/people/{admin.id}/{act}", **fields)
    assert answer.status_code == 422
    assert "own" in shown(answer, r'id="problem"><p>([^<]+)<')
    assert (desk.row(ADMIN).role, desk.row(ADMIN).disabled_at) == ("admin", None)


def test_a_shut_account_is_shown_as_such(desk: Desk) -> None:
    desk.add(ADMIN, role="admin")
    nora = desk.add(NORA)
    for _ in range(5):
        give_password(desk.browser(), NORA, "wrong")
    assert "Shut after wrong passwords" in desk.signed_in(ADMIN).get(f"/staff/people/{nora.id}").text


@pytest.mark.parametrize("old", ["wrong", ""])
def test_ones_own_password_needs_the_present_one(desk: Desk, old: str) -> None:
    desk.add()
    browser = desk.signed_in()
    fields = {"old": old, "new": "a much better password", "again": "a much better password"}
    assert post(browser, "/staff/me/password", page="/staff/me/password", **fields).status_code == 422
    assert desk.row(NORA).known_failures == 1
    assert give_password(desk.browser()).status_code == 303


@pytest.mark.parametrize(
    ("new", "again"), [("short", "short"), ("a much better password", "another"), (PASSWORD, PASSWORD)]
)
def test_a_new_password_has_to_be_good_typed_twice_and_new(desk: Desk, new: str, again: str) -> None:
    desk.add()
    browser = desk.signed_in()
    answer = post(browser, "/staff/me/password", page="/staff/me/password", old=PASSWORD, new=new, again=again)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


@pytest.mark.parametrize("act", ["password", "second-factor"])
def test_an_admin_does_not_reset_what_is_their_own(desk: Desk, act: str) -> None:
    admin = desk.add(ADMIN, role="admin")
    browser = desk.signed_in(ADMIN)
    before = desk.row(ADMIN)
    answer = _act(desk, browser, f"/staff/people/{admin.id}/{act}")
    assert (answer.status_code, "Change your own" in answer.text) == (422, True)
    after = desk.row(ADMIN)
    assert (after.password_hash, after.totp_secret) == (before.password_hash, before.totp_secret)


@pytest.mark.parametrize("code", ["", "000000"])
def test_nothing_is_changed_from_a_page_left_open_without_a_code(desk: Desk, code: str) -> None:
    desk.add(ADMIN, role="admin")
    nora = desk.add(NORA)
    browser, before = desk.signed_in(ADMIN), desk.row(NORA)
    noted = [action for action in desk.noted() if action.startswith("account_")]
    for act in ("password", "disable", "enable", "role", "person", "second-factor", "sessions"):
        answer = post(browser, f"/staff/people/{nora.id}/{act}", code=code, role="admin")
        assert (answer.status_code, "your code does not hold" in answer.text) == (422, True)
        assert 'aria-invalid="true"' in answer.text
    new = {"name": "Eve", "login": "eve@clinic.example", "role": "admin"}
    assert post(browser, "/staff/people", code=code, **new).status_code == 422
    after = desk.row(NORA)
    assert (after.password_hash, after.role, after.disabled_at) == (before.password_hash, before.role, None)
    assert desk.side.accounts.by_login("eve@clinic.example") is None
    assert [action for action in desk.noted() if action.startswith("account_") and action != "account_shut"] == noted


def test_a_code_of_the_people_page_holds_once(desk: Desk) -> None:
    desk.add(ADMIN, role="admin")
    nora = desk.add(NORA)
    browser, code = desk.signed_in(ADMIN), desk.code(ADMIN, half_minutes=1)
    assert [post(browser, f"/staff/people/{nora.id}/sessions", code=code).status_code for _ in range(2)] == [303, 422]


def test_guessed_codes_shut_the_people_page(desk: Desk) -> None:
    desk.add(ADMIN, role="admin")
    nora = desk.add(NORA)
    browser = desk.signed_in(ADMIN)
    for _ in range(ALLOWED):
        post(browser, f"/staff/people/{nora.id}/disable", code="000000")
    assert _act(desk, browser, f"/staff/people/{nora.id}/disable").status_code == 422
    assert desk.row(NORA).disabled_at is None


def test_an_admin_who_came_by_the_clinics_sign_in_is_asked_for_no_code_that_they_do_not_have(desk: Desk) -> None:
    admin = desk.add(ADMIN, role="admin")
    nora = desk.add(NORA)
    browser = desk.signed_in(ADMIN)
    with desk.side.database.writing() as session:
        row = session.get_one(Staff, admin.id)
        row.totp_secret = row.totp_confirmed_at = None
    assert 'name="code"' not in browser.get(f"/staff/people/{nora.id}").text
    assert post(browser, f"/staff/people/{nora.id}/sessions").status_code == 303


def test_the_right_old_password_prolongs_nothing_while_the_account_is_shut(desk: Desk) -> None:
    desk.add()
    browser = desk.signed_in()
    for _ in range(ALLOWED):
        _own(browser, old="wrong")
    before = desk.row(NORA)
    for old in (PASSWORD, "wrong", PASSWORD):
        desk.clock.move(timedelta(minutes=3))
        assert _own(browser, old=old).status_code == 422
    after = desk.row(NORA)
    assert (after.known_failures, after.known_locked_until) == (ALLOWED, before.known_locked_until)
    desk.clock.move(timedelta(minutes=6))
    assert _own(browser, old=PASSWORD).status_code == 303


def test_the_form_for_a_new_password_does_not_tell_whether_a_guess_is_the_old_one(desk: Desk) -> None:
    desk.add()
    browser = desk.signed_in()
    said = [shown(_own(browser, old="wrong", new=new), r'id="problem"><p>([^<]+)<') for new in (PASSWORD, BETTER)]
    assert said[0] == said[1]
    assert desk.row(NORA).known_failures == 2
