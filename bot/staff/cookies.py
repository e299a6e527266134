"""The cookies of the staff side. No page's script can read them, and no other site's page makes a browser send them.

The session's is `Strict`, as is the one that knows a browser again; the one that waits for the clinic's sign-in to come
back has to be `Lax`.
"""

import hashlib
from typing import Literal

from starlette.responses import Response

from bot.staff.accounts.known import KNOWN_FOR
from bot.staff.accounts.sessions import LONGEST


def session_cookie(address: str) -> str:
    """Differs for each address: browsers tell no ports apart. Under https no other host can set it."""
    return _name("staff", address)


def provider_cookie(address: str) -> str:
    """The cookie that ties a sign-in at the clinic's provider to the browser in which it began."""
    return _name("staff-provider", address)


def known_cookie(address: str) -> str:
    """The cookie by which a browser in which somebody signed in before is known again."""
    return _name("staff-known", address)


def give_session(response: Response, *, address: str, token: str) -> None:
    """The session's token, for this browser."""
    _set(response, session_cookie(address), token, address=address, seconds=int(LONGEST.total_seconds()))


def take_session(response: Response, *, address: str) -> None:
    """Take the session's token away from the browser."""
    _set(response, session_cookie(address), "", address=address, seconds=0)


def give_provider(response: Response, *, address: str, value: str, seconds: int) -> None:
    """Note, for `seconds`, what a sign-in at the provider began with; 0 forgets it."""
    _set(response, provider_cookie(address), value, address=address, seconds=seconds, same_site="lax")


def give_known(response: Response, *, address: str, value: str) -> None:
    """Note who has signed in in this browser. It outlives the session, and opens nothing."""
    _set(response, known_cookie(address), value, address=address, seconds=int(KNOWN_FOR.total_seconds()))


def _name(what: str, address: str) -> str:
    prefix = "__Host-" if address.startswith("https://") else ""
    return f"{prefix}{what}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


def _set(
    response: Response,
    name: str,
    value: str,
    *,
    address: str,
    seconds: int,
    same_site: Literal["strict", "lax"] = "strict",
) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path="/",
        secure=address.startswith("https://"),
        httponly=True,
        samesite=same_site,
    )
