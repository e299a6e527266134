"""Every registered route, called as nobody, each role and another clinic's admin: who may is who the view states."""

import re
from collections.abc import Callable
from itertools import count

import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from bot.records.staff_models import Role, Staff
from bot.staff.parts import all_views
from bot.staff.views import View
from tests.unit.staff.conftest import Desk, csrf

ROLES: tuple[Role, ...] = ("staff", "clinician", "admin")
STATED = [view for view in all_views() if view.roles is not None]
_ADDRESSES = count(2)


@pytest.fixture
def other(make_desk: Callable[..., Desk]) -> Desk:
    """Another clinic in the same database."""
    return make_desk(clinic_id="other")


def _call(browser: TestClient, view: View, *, token: str) -> tuple[int, str]:
    path = re.sub(r"\{[^}]+\}", "0" * 32, view.path)
    data = {"csrf": token} if view.method == "POST" else None
    answer = browser.request(view.method, path, data=data)
    return answer.status_code, answer.headers.get("location", "")


def _is_sent_to_sign_in(answer: tuple[int, str]) -> bool:
    status, location = answer
    return (status, location.partition("?")[0]) == (303, "/staff/sign-in")


def _is_refused(status: int, location: str) -> bool:
    return (status == 303 and location.startswith("/staff/sign-in")) or status in (401, 403)


def _token(browser: TestClient, desk: Desk, login: str) -> str:
    """The token of the forms; a call before may have ended the session."""
    if browser.get("/staff/me").status_code != 200:
        browser.cookies = desk.signed_in(login, client=f"192.0.2.{next(_ADDRESSES)}").cookies
    return csrf(browser)


@pytest.mark.parametrize("role", ROLES)
def test_a_view_answers_the_roles_that_it_states_and_no_other(desk: Desk, role: Role) -> None:
    login = f"{role}@clinic.example"
    desk.add(login, role=role)
    browser = desk.signed_in(login)
    for view in all_views():
        token = _token(browser, desk, login)
        status, location = _call(browser, view, token=token)
        if view.path == "/staff/sign-out":
            # It leads to the sign-in page, as a refusal does.
            assert location == "/staff/sign-in?out=1"
        elif view.roles is None:
            assert status < 500, view
        elif role in view.roles:
            assert status < 500, view
            assert not _is_refused(status, location), view
        else:
            assert status == 403, view


def test_nobody_gets_no_further_than_the_sign_in_page(desk: Desk) -> None:
    for view in STATED:
        assert _is_sent_to_sign_in(_call(desk.browser(), view, token="")), view


def test_an_admin_of_another_clinic_is_nobody(desk: Desk, other: Desk) -> None:
    other.add("far@clinic.example", role="admin")
    far = other.signed_in("far@clinic.example")
    token = csrf(far)
    here = desk.browser()
    here.cookies = far.cookies
    for view in STATED:
        assert _is_sent_to_sign_in(_call(here, view, token=token)), view
    assert far.get("/staff/people").status_code == 200


def test_one_clinics_admin_finds_nobody_of_another(desk: Desk, other: Desk) -> None:
    there = other.add("far@clinic.example", role="admin")
    other.add("second@clinic.example", role="admin")
    desk.add("admin@clinic.example", role="admin")
    browser = desk.signed_in("admin@clinic.example")
    token = csrf(browser)
    before = other.row("far@clinic.example")
    for view in STATED:
        if "{staff_id}" in view.path:
            code = desk.code("admin@clinic.example", half_minutes=1)
            data = {"csrf": token, "code": code}
            answer = browser.request(view.method, view.path.format(staff_id=there.id), data=data)
            assert answer.status_code in (404, 422), view
            assert "far@clinic.example" not in answer.text
    after = other.row("far@clinic.example")
    for column in Staff.__table__.columns:
        assert getattr(after, column.name) == getattr(before, column.name)
    assert "far@clinic.example" not in browser.get("/staff/people").text


def test_no_route_is_open_besides_the_views_and_the_files(desk: Desk) -> None:
    stated = {(view.method, view.path) for view in all_views()}
    for route in desk.app.routes:
        if isinstance(route, Mount):
            assert route.path.startswith("/staff/static")
            continue
        assert isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}:
            assert (method, route.path) in stated


def test_only_signing_in_is_open_to_everybody() -> None:
    assert all(view.path.startswith("/staff/sign-in") for view in all_views() if view.roles is None)


def test_a_form_without_the_token_changes_nothing(desk: Desk) -> None:
    desk.add("admin@clinic.example", role="admin")
    browser = desk.signed_in("admin@clinic.example")
    for view in all_views():
        if view.method == "POST" and view.roles is not None:
            assert _call(browser, view, token="forged") == (403, "")  # noqa: S106
    assert desk.row("admin@clinic.example").disabled_at is None


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none"])
def test_a_form_from_another_site_is_refused_even_with_the_token(desk: Desk, site: str) -> None:
    desk.add("admin@clinic.example", role="admin")
    browser = desk.signed_in("admin@clinic.example")
    token = csrf(browser)
    browser.headers["sec-fetch-site"] = site
    for view in all_views():
        if view.method == "POST":
            assert _call(browser, view, token=token)[0] == 403


def test_a_view_is_not_registered_twice(make_desk: Callable[..., Desk]) -> None:
    with pytest.raises(ValueError, match="twice"):
        make_desk(views=all_views()[:1])
