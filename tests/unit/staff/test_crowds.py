"""A crowd at the sign-in holds up no patient, no colleague behind the same address, and fills no log."""

import threading
from collections.abc import Callable
from datetime import timedelta

import anyio
import httpx
import pytest
from anyio import from_thread, to_thread
from sqlalchemy import select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.records.staff_models import AuditEntry
from bot.staff.access import EVERYBODY
from bot.staff.accounts.lockout import ALLOWED
from bot.staff.accounts.member import SignedIn
from bot.staff.guard import THREADS
from bot.staff.parts import all_views
from bot.staff.sign_in.limits import ADDRESS_TRIES, TRIES, WITHIN_S, SignInLimits
from bot.staff.views import View
from tests.unit.staff.conftest import ADDRESS, Desk, give_password

NORA = "nora@clinic.example"


class Slow:
    """A view that holds its thread until it is let go."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.full = anyio.Event()
        self.running = self.most = 0

    def __call__(self, _: Request, __: SignedIn | None) -> Response:
        from_thread.run_sync(self._came)
        self.go.wait(60)
        from_thread.run_sync(self._left)
        return PlainTextResponse("done")

    def _came(self) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        if self.running == THREADS:
            self.full.set()

    def _left(self) -> None:
        self.running -= 1


def _refuse(_: Request) -> None:
    raise HTTPException(429)


def test_a_crowd_that_waits_leaves_the_threads_of_the_patients_alone(make_desk: Callable[..., Desk]) -> None:
    async def crowd() -> None:
        slow = Slow()
        views = (View("GET", "/slow", EVERYBODY, slow), View("GET", "/one-too-many", EVERYBODY, slow, count=_refuse))
        transport = httpx.ASGITransport(app=make_desk(views=views).app)
        async with (
            httpx.AsyncClient(transport=transport, base_url=ADDRESS) as browser,
            anyio.create_task_group() as all_,
        ):
            for _ in range(60):
                all_.start_soon(browser.get, "/slow")
            try:
                with anyio.fail_after(30):
                    await slow.full.wait()
                    assert to_thread.current_default_thread_limiter().borrowed_tokens == 0
                    # Refused without waiting for a thread.
                    assert (await browser.get("/one-too-many")).status_code == 429
                    # The clinic's provider hangs for others, not for those who type a password, and the reverse.
                    assert (await browser.get("/staff/sign-in/provider")).status_code == 303
            finally:
                slow.go.set()
        assert slow.most == THREADS

    anyio.run(crowd)


def test_all_that_waits_for_a_hash_or_another_server_runs_apart_and_counts_first() -> None:
    by_name = {f"{view.method} {view.path}": view for view in all_views()}
    for name in ("POST /staff/me/password", "POST /staff/people", "POST /staff/people/{staff_id}/password"):
        assert by_name[name].threads == "sign_in"
    for name, view in by_name.items():
        if view.roles is None and (view.method == "POST" or "provider" in name):
            assert view.count is not None, name
            assert (view.threads == "provider") is ("provider" in name)


def test_many_tries_with_one_account_leave_the_others_behind_the_address_alone(desk: Desk) -> None:
    desk.add()
    answers = [give_password(desk.browser(), f"{'JUNK' if n % 2 else 'junk'}@x.example") for n in range(TRIES + 30)]
    assert [answer.status_code for answer in answers].count(429) == 30
    assert int(answers[-1].headers["retry-after"]) > 0
    assert give_password(desk.browser()).status_code == 303


def _from(address: str) -> Request:
    return Request({"type": "http", "client": (address, 50_000), "headers": []})


def test_one_address_has_so_many_tries_whoever_they_are_for() -> None:
    now = [0.0]
    limits = SignInLimits(monotonic=lambda: now[0])
    for number in range(ADDRESS_TRIES):
        limits.count(_from("192.0.2.1"), who=f"{number}")
    with pytest.raises(HTTPException) as refused:
        limits.count(_from("192.0.2.1"), who="another")
    assert refused.value.status_code == 429
    limits.count(_from("192.0.2.2"), who="another")
    now[0] += WITHIN_S
    limits.count(_from("192.0.2.1"), who="another")


def test_codes_of_one_browser_are_counted_too(desk: Desk) -> None:
    desk.add(role="clinician")
    browser = desk.browser()
    give_password(browser)
    answers = [browser.post("/staff/sign-in/code", data={"code": "000000"}).status_code for _ in range(TRIES + 1)]
    assert answers == [422] * TRIES + [429]


def _failures(desk: Desk) -> list[int]:
    with desk.side.database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    return [entry.details["times"] for entry in entries if entry.action == "sign_in_failed"]


def test_tries_with_unknown_accounts_are_noted_once_a_minute_with_their_number(desk: Desk) -> None:
    for number in range(20):
        give_password(desk.browser(), f"{number}@clinic.example")
    assert _failures(desk) == [1]
    desk.clock.move(timedelta(minutes=1))
    give_password(desk.browser(), "one-more@clinic.example")
    assert _failures(desk) == [1, 20]


def test_tries_with_an_account_that_is_shut_are_noted_once_a_minute_and_those_that_shut_it_each(desk: Desk) -> None:
    desk.add()
    for number in range(ALLOWED + 20):
        give_password(desk.browser(client=f"192.0.2.{number}"), password="wrong")  # noqa: S106
    assert _failures(desk) == [1] * (ALLOWED + 1)
