"""Signing in with a password and a code: what is refused, for how long, and that every refusal looks alike."""

from datetime import timedelta

import pyotp
import pytest

from bot.staff.accounts.lockout import ALLOWED, LONGEST, shut_for
from tests.unit.staff.conftest import Desk, csrf, give_password, post, shown

NORA = "nora@clinic.example"


def test_staff_sign_in_with_a_password_and_come_to_the_page_they_wanted(desk: Desk) -> None:
    desk.add()
    browser = desk.browser()
    wanted = browser.get("/staff/me?said=password")
    assert wanted.headers["location"] == "/staff/sign-in?next=%2Fstaff%2Fme%3Fsaid%3Dpassword"
    answer = give_password(browser, next="/staff/me?said=password")
    assert answer.headers["location"] == "/staff/me?said=password"
    assert browser.get("/staff/me").status_code == 200
    assert desk.noted()[-1] == "signed_in"


@pytest.mark.parametrize(
    ("login", "password"), [(NORA, "a wrong password"), ("nobody@clinic.example", "whatever it is")]
)
def test_every_refusal_reads_the_same(desk: Desk, login: str, password: str) -> None:
    desk.add()
    answer = give_password(desk.browser(), login, password)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert answer.text.replace(login, "") == give_password(desk.browser(), NORA, "other wrong").text.replace(NORA, "")
    assert "set-cookie" not in answer.headers


def test_a_disabled_account_is_refused_with_the_right_password(desk: Desk) -> None:
    member = desk.add()
    desk.side.accounts.disable(member.id, by=None)
    assert give_password(desk.browser()).status_code == 422


def test_an_unknown_login_costs_a_hash_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add()
    verified: list[str] = []
    hasher = desk.side.sign_in._passwords._hasher

    def verify(_: object, kept: str, __: str) -> bool:
        verified.append(kept)
        return True

    monkeypatch.setattr(type(hasher), "verify", verify)
    give_password(desk.browser(), "nobody@clinic.example")
    assert len(verified) == 1
    assert give_password(desk.browser(), "nobody@clinic.example").status_code == 422


def test_after_five_failures_even_the_right_password_waits(desk: Desk) -> None:
    desk.add()
    for _ in range(ALLOWED):
        give_password(desk.browser(), password="wrong password")  # noqa: S106
    assert give_password(desk.browser()).status_code == 422
    desk.clock.move(timedelta(minutes=15))
    assert give_password(desk.browser()).status_code == 303
    assert desk.row(NORA).failures == 0
    assert "account_shut" in desk.noted()


def test_the_time_doubles_up_to_an_hour() -> None:
    assert [shut_for(failures) for failures in (4, 5, 6, 7, 8, 500)] == [
        None,
        timedelta(minutes=15),
        timedelta(minutes=30),
        LONGEST,
        LONGEST,
        LONGEST,
    ]


def test_a_clinician_needs_the_code(desk: Desk) -> None:
    desk.add(role="clinician")
    browser = desk.browser()
    assert give_password(browser, next="/staff/me").headers["location"] == "/staff/sign-in/code?next=%2Fstaff%2Fme"
    assert browser.get("/staff/me").status_code == 303
    half = dict(browser.cookies)
    answer = browser.post("/staff/sign-in/code", data={"code": desk.code(NORA), "next": "/staff/me"})
    assert answer.headers["location"] == "/staff/me"
    assert browser.get("/staff/me").status_code == 200
    assert dict(browser.cookies) != half


def test_a_code_holds_once(desk: Desk) -> None:
    desk.add(role="clinician")
    code = desk.code(NORA)
    for status in (303, 422):
        browser = desk.browser()
        give_password(browser)
        assert browser.post("/staff/sign-in/code", data={"code": code}).status_code == status


@pytest.mark.parametrize(("seconds", "status"), [(-60, 422), (-30, 303), (30, 303), (60, 422)])
def test_a_code_of_the_half_minute_beside_holds(desk: Desk, seconds: int, status: int) -> None:
    desk.add(role="admin")
    browser = desk.browser()
    give_password(browser)
    code = pyotp.TOTP(desk.secrets[NORA]).at(int(desk.clock().timestamp()) + seconds)
    assert browser.post("/staff/sign-in/code", data={"code": code}).status_code == status


def test_wrong_codes_shut_the_account_and_a_new_password_step_does_not_open_it(desk: Desk) -> None:
    desk.add(role="clinician")
    for _ in range(ALLOWED):
        browser = desk.browser()
        give_password(browser)
        browser.post("/staff/sign-in/code", data={"code": "000000"})
    right = desk.code(NORA)
    assert browser.post("/staff/sign-in/code", data={"code": right}).status_code == 422
    assert give_password(desk.browser()).status_code == 422


def test_the_half_way_sign_in_ends_after_ten_minutes(desk: Desk) -> None:
    desk.add(role="clinician")
    browser = desk.browser()
    give_password(browser)
    desk.clock.move(timedelta(minutes=10))
    answer = browser.post("/staff/sign-in/code", data={"code": desk.code(NORA)})
    assert answer.headers["location"] == "/staff/sign-in"


def test_an_admin_without_a_second_factor_sets_one_up_first(desk: Desk) -> None:
    desk.side.accounts.add(login=NORA, name="Nora", role="admin", password="four plain random words", by=None)  # noqa: S106
    browser = desk.browser()
    assert give_password(browser).headers["location"] == "/staff/sign-in/second-factor"
    assert browser.get("/staff/people").status_code == 303
    page = browser.get("/staff/sign-in/second-factor")
    assert "data:image/svg+xml" in page.text
    sealed, key = shown(page, r'name="sealed" value="([^"]+)"'), shown(page, r'id="key">([^<]+)<').replace(" ", "")
    wrong = browser.post("/staff/sign-in/second-factor", data={"sealed": sealed, "code": "000000"})
    assert wrong.status_code == 422
    assert key in wrong.text.replace(" ", "")
    code = pyotp.TOTP(key).at(int(desk.clock().timestamp()))
    assert browser.post("/staff/sign-in/second-factor", data={"sealed": sealed, "code": code}).status_code == 303
    assert browser.get("/staff/people").status_code == 200
    assert desk.row(NORA).totp_secret == key


def test_a_password_alone_never_replaces_a_second_factor(desk: Desk) -> None:
    member = desk.add(role="clinician")
    browser = desk.browser()
    give_password(browser)
    enrolment = desk.side.enrolments.begin(staff_id=member.id, login=NORA)
    code = pyotp.TOTP(enrolment.key.replace(" ", "")).at(int(desk.clock().timestamp()))
    answer = browser.post("/staff/sign-in/second-factor", data={"sealed": enrolment.sealed, "code": code})
    assert answer.headers["location"] == "/staff/sign-in"
    assert desk.row(NORA).totp_secret == desk.secrets[NORA]
    assert browser.get("/staff/me").status_code == 303


def test_an_enrolment_of_somebody_else_or_of_an_hour_ago_does_not_hold(desk: Desk) -> None:
    enrolments = desk.side.enrolments
    sealed = enrolments.begin(staff_id="somebody", login=NORA).sealed
    assert enrolments.secret(sealed, staff_id="somebody") is not None
    assert enrolments.secret(sealed, staff_id="else") is None
    assert enrolments.secret("forged", staff_id="somebody") is None
    desk.clock.move(timedelta(hours=1))
    assert enrolments.secret(sealed, staff_id="somebody") is None


def test_a_one_time_password_opens_nothing_but_the_page_to_change_it(desk: Desk) -> None:
    added = desk.side.accounts.add(login=NORA, name="Nora", role="staff", by=None)
    assert added.one_time_password
    browser = desk.browser()
    give_password(browser, password=added.one_time_password)
    assert browser.get("/staff/me").headers["location"] == "/staff/me/password"
    fields = {"new": "a much better password", "again": "a much better password"}
    assert post(browser, "/staff/me/password", page="/staff/me/password", **fields).headers["location"] == "/staff/"
    assert browser.get("/staff/me").status_code == 200
    assert give_password(desk.browser(), password=added.one_time_password).status_code == 422


def test_signing_out_ends_the_session_and_not_only_the_cookie(desk: Desk) -> None:
    desk.add()
    browser = desk.signed_in()
    kept = dict(browser.cookies)
    answer = post(browser, "/staff/sign-out")
    assert answer.headers["location"] == "/staff/sign-in?out=1"
    # Its storage stays: the patients' chat on the same address keeps what is being written there.
    assert answer.headers["clear-site-data"] == '"cache"'
    browser.cookies.update(kept)
    assert browser.get("/staff/me").status_code == 303
    assert desk.noted()[-1] == "signed_out"


def test_changing_the_second_factor_needs_a_code_of_the_old_one(desk: Desk) -> None:
    desk.add(role="clinician")
    browser = desk.signed_in()
    page = browser.get("/staff/me/second-factor")
    sealed, key = shown(page, r'name="sealed" value="([^"]+)"'), shown(page, r'id="key">([^<]+)<').replace(" ", "")
    token = csrf(browser)
    for old, status in (("000000", 422), (desk.code(NORA, half_minutes=1), 303)):
        code = pyotp.TOTP(key).at(int(desk.clock().timestamp()))
        fields = {"csrf": token, "sealed": sealed, "code": code, "old_code": old}
        assert browser.post("/staff/me/second-factor", data=fields).status_code == status
    assert desk.row(NORA).totp_secret == key
