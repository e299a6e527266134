"""Puts the staff side together from what the bot runs with."""

import time
from collections.abc import Callable
from datetime import datetime

import httpx

from bot.clock import utc_now
from bot.conversation.news import News
from bot.protocol import Protocol
from bot.records.audit import record
from bot.records.base import DEFAULT_CLINIC
from bot.records.database import Database
from bot.records.encryption import Keyring
from bot.staff.accounts.accounts import Accounts
from bot.staff.accounts.audit import Audit
from bot.staff.accounts.enrolment import Enrolments
from bot.staff.accounts.known import KnownBrowsers
from bot.staff.accounts.passwords import Passwords
from bot.staff.accounts.sessions import Sessions
from bot.staff.accounts.sign_in import SignIn
from bot.staff.sign_in.limits import SignInLimits
from bot.staff.sign_in.oidc_settings import OidcSettings
from bot.staff.sign_in.provider import Provider
from bot.staff.views import StaffSide


def open_staff_side(  # noqa: PLR0913
    *,
    address: str,
    database: Database,
    protocol: Protocol,
    keyring: Keyring,
    news: News,
    oidc: OidcSettings | None = None,
    clock: Callable[[], datetime] = utc_now,
    monotonic: Callable[[], float] = time.monotonic,
    passwords: Passwords | None = None,
    audit: Audit = record,
    clinic_id: str = DEFAULT_CLINIC,
    transport: httpx.BaseTransport | None = None,
) -> StaffSide:
    """The staff side that is reached at `address` (no slash at its end); `oidc` is the clinic's own sign-in."""
    passwords = passwords or Passwords()
    sessions = Sessions(database, clock=clock, clinic_id=clinic_id)
    enrolments = Enrolments(keyring, clock=clock, clinic_name=protocol.clinic.name)
    provider = None
    if oidc is not None:
        provider = Provider(oidc, address=address, keyring=keyring, clock=clock, transport=transport)
    return StaffSide(
        settings_address=address,
        database=database,
        protocol=protocol,
        clock=clock,
        monotonic=monotonic,
        keyring=keyring,
        accounts=Accounts(
            database, clock=clock, sessions=sessions, passwords=passwords, audit=audit, clinic_id=clinic_id
        ),
        sessions=sessions,
        sign_in=SignIn(
            database,
            clock=clock,
            sessions=sessions,
            passwords=passwords,
            enrolments=enrolments,
            audit=audit,
            clinic_id=clinic_id,
        ),
        enrolments=enrolments,
        limits=SignInLimits(monotonic=monotonic),
        known=KnownBrowsers(keyring, clock=clock),
        audit=audit,
        news=news,
        provider=provider,
        clinic_id=clinic_id,
    )
