"""Who may do what: the only way by which a view gets its member.

A request without a session, with one that has ended, or of another clinic, is nobody's.
"""

from typing import Final, cast

from starlette.datastructures import ImmutableMultiDict
from starlette.requests import Request

from bot.records.staff_models import Role
from bot.staff.accounts.member import Member, SignedIn
from bot.staff.cookies import session_cookie
from bot.staff.views import StaffSide

__all__ = [
    "ADMINS",
    "CLINICIANS",
    "EVERYBODY",
    "STAFF",
    "Member",
    "NotAllowed",
    "SignInNeeded",
    "SignedIn",
    "form_of",
    "require",
    "side_of",
    "signed_in",
]

EVERYBODY: Final = None
STAFF: Final[frozenset[Role]] = frozenset({"staff", "clinician", "admin"})
CLINICIANS: Final[frozenset[Role]] = frozenset({"clinician", "admin"})
ADMINS: Final[frozenset[Role]] = frozenset({"admin"})


class SignInNeeded(Exception):  # noqa: N818 - not an error of the program: an answer
    """Nobody is signed in here."""


class NotAllowed(Exception):  # noqa: N818 - not an error of the program: an answer
    """Somebody is signed in whose role may not do this."""


def side_of(request: Request) -> StaffSide:
    """The staff side that serves this request."""
    return cast(StaffSide, request.app.state.side)


def form_of(request: Request) -> ImmutableMultiDict[str, str]:
    """The fields of a POST; empty for a GET."""
    return getattr(request.state, "form", ImmutableMultiDict())


def signed_in(request: Request, *, acts: bool = True) -> SignedIn | None:
    """Who is signed in in this browser, or None. With `acts` the request counts as something that a person did."""
    side = side_of(request)
    token = request.cookies.get(session_cookie(side.settings_address))
    return side.sessions.find(token, acts=acts) if token else None


def require(request: Request, *roles: Role, acts: bool = True) -> SignedIn:
    """Who is signed in. Raises SignInNeeded, and NotAllowed where the role is none of `roles`."""
    found = signed_in(request, acts=acts)
    if found is None:
        raise SignInNeeded
    if found.member.role not in roles:
        raise NotAllowed
    return found
