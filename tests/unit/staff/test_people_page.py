"""The people page: what an admin does there is done, said, and shown once where it is a secret."""

import pytest

from tests.unit.staff.conftest import PASSWORD, Desk, give_password, post, shown

ADMIN, NORA = "admin@clinic.example", "nora@clinic.example"


def test_an_admin_adds_somebody_and_sees_the_password_once(desk: Desk) -> None:
    desk.add(ADMIN, role="admin", name="Ada")
    browser = desk.signed_in(ADMIN)
    answer = post(browser, "/staff/people", name="Nora", login=NORA, role="staff", person="")
    once = shown(answer, r'class="card once" role="status">([^<]+)<')
    assert once not in browser.get("/staff/people").text
    assert "Nora" in browser.get("/staff/people").text
    new = desk.browser()
    assert give_password(new, NORA, once).headers["location"] == "/staff/"
    assert new.get("/staff/me").headers["location"] == "/staff/me/password"


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.add(ADMIN, role="admin")
    browser = desk.signed_in(ADMIN)
    answer = post(browser, "/staff/people", name="<b>Nora</b>", login="no-address", role="staff", person="")
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
    assert post(browser, "/staff/people", name="Nora", login=NORA, role=role).status_code == 422
    assert desk.side.accounts.by_login(NORA) is None


def test_an_admin_helps_with_everything(desk: Desk) -> None:
    desk.add(ADMIN, role="admin")
    nora = desk.add(NORA, role="clinician")
    browser = desk.signed_in(ADMIN)
    base, (person, *_) = f"/staff/people/{nora.id}", desk.side.protocol.clinic.on_call.people
    assert browser.get(base).status_code == 200
    theirs = desk.signed_in(NORA)
    assert post(browser, f"{base}/sessions").headers["location"] == f"{base}?said=sessions"
    assert theirs.get("/staff/me").status_code == 303
    assert "signed out everywhere" in browser.get(f"{base}?said=sessions").text
    post(browser, f"{base}/person", person=person)
    post(browser, f"{base}/role", role="staff")
    post(browser, f"{base}/second-factor")
    row = desk.row(NORA)
    assert (row.person, row.role, row.totp_secret) == (person, "staff", None)
    shown(post(browser, f"{base}/password"), r'class="card once" role="status">([^<]+)<')
    assert give_password(desk.browser(), NORA, PASSWORD).status_code == 422
    post(browser, f"{base}/disable")
    assert desk.row(NORA).disabled_at == desk.clock()
    post(browser, f"{base}/enable")
    assert desk.row(NORA).disabled_at is None


@pytest.mark.parametrize(("act", "fields"), [("disable", {}), ("role", {"role": "staff"})])
def test_nobody_shuts_themselves_out(desk: Desk, act: str, fields: dict[str, str]) -> None:
    admin = desk.add(ADMIN, role="admin")
    desk.add("second@clinic.example", role="admin")
    browser = desk.signed_in(ADMIN)
    assert post(browser, f"/staff/people/{admin.id}/{act}", **fields).status_code == 422
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
    assert desk.row(NORA).failures == 1
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
