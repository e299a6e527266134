"""The figures' own views in the staff's application, with a browser that is signed in in any role."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest
from starlette.testclient import TestClient

from bot.protocol import Protocol
from bot.records.audit import record
from bot.records.base import DEFAULT_CLINIC, new_id
from bot.records.database import Database
from bot.records.staff_models import Role, Staff
from bot.staff.accounts.sessions import Sessions
from bot.staff.app import staff_app
from bot.staff.cookies import session_cookie
from bot.staff.figures.views import views
from bot.staff.views import StaffSide
from tests.unit.staff.figures.some_cases import AT

ADDRESS = "http://testserver"

Browser = Callable[[Role | None], TestClient]


@pytest.fixture
def browser(database: Database, protocol: Protocol) -> Browser:
    """`browser("admin")` is signed in as one whose id is "admin"; `browser(None)` is not."""
    sessions = Sessions(database, clock=lambda: AT)
    # What these views and what stands before them need: nobody signs in here or is given an account.
    side = SimpleNamespace(
        settings_address=ADDRESS,
        database=database,
        protocol=protocol,
        clock=lambda: AT,
        sessions=sessions,
        audit=record,
        provider=None,
        clinic_id=DEFAULT_CLINIC,
    )
    app = staff_app(cast(StaffSide, side), views())

    def opens(role: Role | None) -> TestClient:
        client = TestClient(app, base_url=ADDRESS, follow_redirects=False)
        if role:
            with database.writing() as session:
                login = f"{new_id()}@example.com"
                session.add(Staff(id=role, clinic_id=DEFAULT_CLINIC, login=login, name="Nora", role=role, made_at=AT))
                session.flush()
                token = sessions.begin(session, staff_id=role, complete=True)
            client.cookies.set(session_cookie(ADDRESS), token)
        return client

    return opens
