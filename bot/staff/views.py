"""What every part of the staff side is made of: its views, and what they are given to work with.

Each view states its roles; there is no default, so that none is open by oversight.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response

from bot.conversation.news import News
from bot.protocol import Protocol
from bot.records.base import DEFAULT_CLINIC
from bot.records.database import Database
from bot.records.encryption import Keyring
from bot.records.staff_models import Role
from bot.staff.accounts.accounts import Accounts
from bot.staff.accounts.audit import Audit
from bot.staff.accounts.enrolment import Enrolments
from bot.staff.accounts.known import KnownBrowsers
from bot.staff.accounts.sessions import Sessions
from bot.staff.accounts.sign_in import SignIn
from bot.staff.sign_in.limits import SignInLimits
from bot.staff.sign_in.provider import Provider

Threads = Literal["sign_in", "provider"]
# Any: `SignedIn` where roles are stated, `SignedIn | None` where they are not.
Handler = Callable[[Request, Any], Response | Awaitable[Response]]


@dataclass(frozen=True)
class View:
    """One method of one path. `roles` None: for everybody, signed in or not.

    `handle(request, signed_in)` runs in a thread of its own, unless it is `async def`. A POST has passed the checks of
    its origin and, with roles, of its CSRF token; its fields are `form_of(request)`. `background`: the page asks for it
    by itself (a stream, a poll), so it does not keep anybody signed in; a request of another view says so with the
    header `X-Background: 1`. `password_due`: open also to those who have to choose a password first.

    `count(request)` is called before anything else, on the event loop: it must not wait, and raises HTTPException 429
    for one request too many. `threads` names the few threads in which the view runs, apart from those that answer
    patients: for whatever waits for a password's hash or for another server, and for all that is open to everybody.
    """

    method: Literal["GET", "POST"]
    path: str
    roles: frozenset[Role] | None
    handle: Handler
    background: bool = False
    password_due: bool = False
    count: Callable[[Request], None] | None = None
    threads: Threads | None = None


@dataclass(frozen=True)
class StaffSide:
    """What views work with: `side_of(request)`. `settings_address` is where staff reach these pages.

    `audit` is called in the transaction of what it notes. Times come from `clock`, seconds that cannot be set back
    from `monotonic`. `provider` is the clinic's own sign-in, where it has one.
    """

    settings_address: str
    database: Database
    protocol: Protocol
    clock: Callable[[], datetime]
    monotonic: Callable[[], float]
    keyring: Keyring
    accounts: Accounts
    sessions: Sessions
    sign_in: SignIn
    enrolments: Enrolments
    limits: SignInLimits
    known: KnownBrowsers
    audit: Audit
    news: News
    provider: Provider | None = None
    clinic_id: str = DEFAULT_CLINIC
