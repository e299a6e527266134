"""How long a browser stays signed in, what ends it, and that links from outside and other sites are told apart."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.records.staff_models import StaffSession
from bot.staff.accounts.sessions import IDLE, LONGEST, hash_token
from bot.staff.cookies import session_cookie
from tests.unit.staff.conftest import ADDRESS, PASSWORD, Desk, csrf, give_password, post

A_MINUTE = timedelta(minutes=1)


def test_fifteen_idle_minutes_end_it(desk: Desk) -> None:
    desk.add()
    browser = desk.signed_in()
    desk.clock.move(IDLE - A_MINUTE)
    assert browser.get("/staff/me").status_code == 200
    desk.clock.move(IDLE)
    assert browser.get("/staff/me").status_code == 303


def test_twelve_hours_end_it_however_much_is_done(desk: Desk) -> None:
    desk.add()
    browser = desk.signed_in()
    for _ in range(LONGEST // timedelta(minutes=10) - 1):
        desk.clock.move(timedelta(minutes=10))
        assert browser.get("/staff/me").status_code == 200
    desk.clock.move(timedelta(minutes=10))
    assert browser.get("/staff/me").status_code == 303


def test_what_a_page_asks_for_by_itself_keeps_nobody_signed_in(desk: Desk) -> None:
    desk.add()
    browser = desk.signed_in()
    for _ in range(14):
        desk.clock.move(A_MINUTE)
        assert browser.get("/staff/session").status_code == 200
        assert browser.get("/staff/me", headers={"X-Background": "1"}).status_code == 200
    assert browser.get("/staff/session").json() == {"idle_left_s": 60}
    desk.clock.move(A_MINUTE)
    assert browser.get("/staff/session").status_code == 303


def test_saying_that_one_is_there_keeps_one_signed_in(desk: Desk) -> None:
    desk.add()
    browser = desk.signed_in()
    token = csrf(browser)
    desk.clock.move(IDLE - A_MINUTE)
    assert browser.post("/staff/session", headers={"X-CSRF": token}).json() == {"idle_left_s": IDLE.total_seconds()}


def test_a_stream_learns_that_its_session_has_ended(desk: Desk) -> None:
    member = desk.add()
    desk.signed_in()
    with desk.side.database.reading() as session:
        session_id = session.scalars(select(StaffSession.id)).one()
    assert desk.side.sessions.holds(session_id)
    desk.side.accounts.end_sessions(member.id, by=None)
    assert not desk.side.sessions.holds(session_id)


@pytest.mark.parametrize("act", ["disable", "end_sessions", "reset_password", "reset_second_factor"])
def test_what_an_admin_takes_away_is_gone_at_once(desk: Desk, act: str) -> None:
    member = desk.add()
    browser = desk.signed_in()
    getattr(desk.side.accounts, act)(member.id, by=None)
    assert browser.get("/staff/me").status_code == 303


def test_a_new_role_asks_for_a_new_sign_in_with_all_that_it_needs(desk: Desk) -> None:
    member = desk.add()
    browser = desk.signed_in()
    desk.side.accounts.change_role(member.id, role="admin", by=None)
    assert browser.get("/staff/me").status_code == 303
    assert give_password(browser).headers["location"] == "/staff/sign-in/second-factor"


def test_a_new_password_ends_the_other_browsers(desk: Desk) -> None:
    desk.add()
    mine, other = desk.signed_in(), desk.signed_in()
    fields = {"old": PASSWORD, "new": "a much better password", "again": "a much better password"}
    assert (
        post(mine, "/staff/me/password", page="/staff/me/password", **fields).headers["location"]
        == "/staff/me?said=password"
    )
    assert mine.get("/staff/me").status_code == 200
    assert other.get("/staff/me").status_code == 303


def test_the_cookie_is_of_this_host_alone_and_out_of_reach_of_scripts(desk: Desk) -> None:
    desk.add()
    set_cookie = give_password(desk.browser()).headers["set-cookie"]
    name = session_cookie(ADDRESS)
    assert name.startswith("__Host-")
    for part in (
        f"{name}=",
        "HttpOnly",
        "Secure",
        "SameSite=strict",
        "Path=/",
        f"Max-Age={int(LONGEST.total_seconds())}",
    ):
        assert part in set_cookie
    assert "Domain" not in set_cookie
    assert not session_cookie("http://localhost:8601").startswith("__Host-")


def test_the_records_hold_no_token(desk: Desk) -> None:
    desk.add()
    browser = desk.signed_in()
    token = browser.cookies[session_cookie(ADDRESS)]
    with desk.side.database.reading() as session:
        row = session.scalars(select(StaffSession)).one()
    assert row.token_hash == hash_token(token)
    assert token not in str(vars(row))


def test_a_link_from_an_email_works_for_one_who_is_signed_in(desk: Desk) -> None:
    desk.add()
    signed_in, stranger = desk.signed_in(), desk.browser()
    from_outside = {"Sec-Fetch-Site": "cross-site"}
    # The browser keeps the strict cookie back, as it does for one who was never signed in.
    bounce = stranger.get("/staff/me?said=password", headers=from_outside)
    assert bounce.status_code == 200
    assert '<meta http-equiv="refresh" content="0;url=/staff/me?said=password">' in bounce.text
    assert "Nora" not in bounce.text
    # The page of our own asks again, as same-origin: now with the cookie, or to sign in.
    assert signed_in.get("/staff/me?said=password").status_code == 200
    assert (
        stranger.get("/staff/me?said=password").headers["location"]
        == "/staff/sign-in?next=%2Fstaff%2Fme%3Fsaid%3Dpassword"
    )


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(desk: Desk) -> None:
    page = {"HX-Request": "true", "HX-Current-URL": f"{ADDRESS}/staff/people?q=1"}
    answer = desk.browser().get("/staff/me", headers=page)
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/staff/sign-in?next=%2Fstaff%2Fpeople%3Fq%3D1")
    elsewhere = page | {"HX-Current-URL": "https://evil.example/people"}
    assert desk.browser().get("/staff/me", headers=elsewhere).headers["hx-redirect"] == "/staff/sign-in"
