"""The staff side over a real SQLite database, with a time that the test sets and browsers that sign in."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.conversation.news import News
from bot.protocol import Protocol
from bot.records.database import Database
from bot.records.encryption import Keyring
from bot.records.staff_models import AuditEntry, Role, Staff
from bot.staff.accounts.member import Member
from bot.staff.accounts.passwords import Passwords
from bot.staff.app import staff_app
from bot.staff.parts import all_views
from bot.staff.side import open_staff_side
from bot.staff.sign_in.oidc_settings import OidcSettings
from bot.staff.views import StaffSide, View

ADDRESS = "https://staff.example"
PASSWORD = "four plain random words"  # noqa: S105 - the tests' own
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """The present, until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.elapsed = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by
        self.elapsed += by.total_seconds()


@dataclass
class Desk:
    """The staff side and its people."""

    side: StaffSide
    app: Starlette
    clock: Clock
    secrets: dict[str, str] = field(default_factory=dict)

    def browser(self, *, client: str = "192.0.2.1") -> TestClient:
        """A browser without cookies, on a page of the staff side."""
        return TestClient(
            self.app,
            base_url=ADDRESS,
            headers={"Sec-Fetch-Site": "same-origin"},
            client=(client, 50_000),
            follow_redirects=False,
        )

    def add(self, login: str = "nora@clinic.example", *, role: Role = "staff", name: str = "Nora") -> Member:
        """An account with PASSWORD; a clinician or admin has a second factor too."""
        member = self.side.accounts.add(login=login, name=name, role=role, password=PASSWORD, by=None).member
        if role != "staff":
            self.secrets[login] = pyotp.random_base32()
            with self.side.database.writing() as session:
                row = session.get_one(Staff, member.id)
                row.totp_secret, row.totp_confirmed_at = self.secrets[login], self.clock()
        return member

    def code(self, login: str, *, half_minutes: int = 0) -> str:
        """What the app on the phone shows; the clock moves on to a code that was not used yet."""
        self.clock.move(timedelta(seconds=30 * half_minutes))
        return pyotp.TOTP(self.secrets[login]).at(int(self.clock().timestamp()))

    def signed_in(self, login: str = "nora@clinic.example", *, client: str = "192.0.2.1") -> TestClient:
        """A browser in which the account is signed in."""
        browser = self.browser(client=client)
        answer = give_password(browser, login)
        if answer.headers["location"].startswith("/staff/sign-in/code"):
            answer = browser.post("/staff/sign-in/code", data={"code": self.code(login, half_minutes=1)})
        assert answer.status_code == 303, answer.text
        assert not answer.headers["location"].startswith("/staff/sign-in")
        return browser

    def noted(self) -> list[str]:
        """The actions in the audit log, in order."""
        with self.side.database.reading() as session:
            return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))

    def row(self, login: str) -> Staff:
        """The account's row."""
        with self.side.database.reading() as session:
            return session.scalars(select(Staff).where(Staff.login == login)).one()


def give_password(
    browser: TestClient, login: str = "nora@clinic.example", password: str = PASSWORD, **more: str
) -> httpx.Response:
    """The first step."""
    answer: httpx.Response = browser.post("/staff/sign-in", data={"login": login, "password": password, **more})
    return answer


def csrf(browser: TestClient, path: str = "/staff/me") -> str:
    """The token that a page's forms carry."""
    found = re.search(r'name="csrf" value="([^"]+)"', browser.get(path).text)
    assert found
    return found[1]


def post(browser: TestClient, path: str, *, page: str = "/staff/me", **fields: str) -> httpx.Response:
    """Send a form with the page's token."""
    answer: httpx.Response = browser.post(path, data={"csrf": csrf(browser, page), **fields})
    return answer


def shown(answer: httpx.Response, pattern: str) -> str:
    """What a page shows between the brackets of a pattern."""
    found = re.search(pattern, answer.text, re.DOTALL)
    assert found, answer.text
    return found[1]


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'aftercare.sqlite3'}"


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def passwords() -> Passwords:
    """Hashes at the least cost."""
    return Passwords(CHEAP)


@pytest.fixture
def make_desk(
    database: Database, keyring: Keyring, protocol: Protocol, clock: Clock, passwords: Passwords
) -> Callable[..., Desk]:
    """Makes a staff side with views, a clinic or a provider of the test's own."""

    def make(
        *,
        views: tuple[View, ...] = (),
        clinic_id: str = "clinic",
        oidc: OidcSettings | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> Desk:
        side = open_staff_side(
            address=ADDRESS,
            database=database,
            protocol=protocol,
            keyring=keyring,
            news=News(),
            clock=clock,
            monotonic=lambda: clock.elapsed,
            passwords=passwords,
            clinic_id=clinic_id,
            oidc=oidc,
            transport=transport,
        )
        return Desk(side, staff_app(side, (*all_views(), *views)), clock)

    return make


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    return make_desk()
