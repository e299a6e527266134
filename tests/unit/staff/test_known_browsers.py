"""Whoever types wrong passwords from outside never shuts a browser in which the nurse signed in before."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from bot.staff.accounts.known import KNOWN_FOR, MOST, KnownBrowsers
from bot.staff.accounts.lockout import ALLOWED
from bot.staff.cookies import known_cookie
from tests.unit.staff.conftest import ADDRESS, Desk, give_password, post

NORA, OLGA = "nora@clinic.example", "olga@clinic.example"
STRANGER = "198.51.100.7"


def _shut_by_a_stranger(desk: Desk) -> None:
    for _ in range(ALLOWED):
        give_password(desk.browser(client=STRANGER), password="wrong")  # noqa: S106
    assert give_password(desk.browser(client=STRANGER)).status_code == 422


def _signs_out(browser: TestClient) -> TestClient:
    assert post(browser, "/staff/sign-out").status_code == 303
    return browser


def test_strangers_failures_shut_a_known_browser_never(desk: Desk) -> None:
    desk.add()
    browser = _signs_out(desk.signed_in())
    _shut_by_a_stranger(desk)
    assert give_password(browser).status_code == 303
    # And they stay shut out themselves.
    assert give_password(desk.browser(client=STRANGER)).status_code == 422


def test_a_clinician_gets_through_both_steps_in_a_known_browser(desk: Desk) -> None:
    desk.add(role="clinician")
    browser = _signs_out(desk.signed_in())
    _shut_by_a_stranger(desk)
    assert give_password(browser).headers["location"] == "/staff/sign-in/code"
    answer = browser.post("/staff/sign-in/code", data={"code": desk.code(NORA, half_minutes=1)})
    assert answer.headers["location"] == "/staff/"


def test_the_password_alone_makes_no_browser_known(desk: Desk) -> None:
    desk.add(role="clinician")
    browser = desk.browser()
    give_password(browser)
    assert known_cookie(ADDRESS) not in browser.cookies


def test_a_known_browser_is_shut_by_its_own_failures_and_only_it(desk: Desk) -> None:
    desk.add()
    browser = _signs_out(desk.signed_in())
    for _ in range(ALLOWED):
        give_password(browser, password="wrong")  # noqa: S106
    assert give_password(browser).status_code == 422
    assert give_password(desk.browser()).status_code == 303
    assert desk.row(NORA).known_failures == ALLOWED
    desk.clock.move(timedelta(minutes=15))
    assert give_password(browser).status_code == 303
    assert desk.row(NORA).known_failures == 0


def test_ones_own_browser_is_known_to_nobody_elses_account(desk: Desk) -> None:
    desk.add()
    desk.add(OLGA)
    browser = _signs_out(desk.signed_in(OLGA))
    _shut_by_a_stranger(desk)
    assert give_password(browser).status_code == 422


def test_a_computer_on_a_ward_is_known_to_all_who_use_it(desk: Desk) -> None:
    desk.add()
    desk.add(OLGA)
    browser = _signs_out(desk.signed_in())
    give_password(browser, OLGA)
    _signs_out(browser)
    _shut_by_a_stranger(desk)
    assert give_password(browser).status_code == 303


@pytest.mark.parametrize("act", ["reset_password", "reset_second_factor"])
def test_an_admin_opens_it_for_known_and_unknown_browsers(desk: Desk, act: str) -> None:
    member = desk.add()
    browser = _signs_out(desk.signed_in())
    _shut_by_a_stranger(desk)
    for _ in range(ALLOWED):
        give_password(browser, password="wrong")  # noqa: S106
    getattr(desk.side.accounts, act)(member.id, by=None)
    row = desk.row(NORA)
    assert (row.failures, row.locked_until, row.known_failures, row.known_locked_until) == (0, None, 0, None)


def test_the_cookie_is_of_this_host_alone_out_of_reach_of_scripts_and_tells_nothing(desk: Desk) -> None:
    member = desk.add()
    set_cookie = next(
        value
        for name, value in give_password(desk.browser()).headers.multi_items()
        if name == "set-cookie" and value.startswith(known_cookie(ADDRESS))
    )
    assert known_cookie(ADDRESS).startswith("__Host-")
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", f"Max-Age={int(KNOWN_FOR.total_seconds())}"):
        assert part in set_cookie
    assert member.id not in set_cookie


def test_a_forged_or_old_cookie_or_one_for_something_else_knows_nobody(desk: Desk) -> None:
    known: KnownBrowsers = desk.side.known
    cookie = known.with_one_more("", staff_id="a")
    assert known.staff_ids(cookie) == {"a"}
    assert known.staff_ids("forged") == frozenset()
    assert known.staff_ids(desk.side.enrolments.begin(staff_id="a", login=NORA).sealed) == frozenset()
    desk.clock.move(KNOWN_FOR)
    assert known.staff_ids(cookie) == frozenset()


def test_the_cookie_stays_small_and_forgets_the_oldest(desk: Desk) -> None:
    known, cookie = desk.side.known, ""
    people = [f"{number:032}" for number in range(MOST + 1)]
    for staff_id in people:
        desk.clock.move(timedelta(seconds=1))
        cookie = known.with_one_more(cookie, staff_id=staff_id)
    assert known.staff_ids(cookie) == set(people[1:])
    assert len(cookie) < 3000
