"""The views of signing in and out. Before the last step nothing of a patient can be reached."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from bot.staff.access import EVERYBODY, STAFF, form_of, side_of
from bot.staff.accounts.member import Member, SignedIn
from bot.staff.accounts.sign_in import Begun, HalfGoneError, Next
from bot.staff.cookies import (
    give_known,
    give_provider,
    give_session,
    known_cookie,
    provider_cookie,
    session_cookie,
    take_session,
)
from bot.staff.own_path import own_path, with_next
from bot.staff.refusals import onward
from bot.staff.sign_in.counting import count_address, count_browser, count_login
from bot.staff.sign_in.identity import ProviderError
from bot.staff.sign_in.provider import LASTS
from bot.staff.templating import page
from bot.staff.views import View

log = logging.getLogger(__name__)

_PAGES = {"code": "/staff/sign-in/code", "enrol": "/staff/sign-in/second-factor"}
_WRONG = "The e-mail address or the password is not right, or there were too many tries. Check both and try again."
_WRONG_CODE = "This code does not hold. Wait for the next one in your app, then type it."
_WRONG_CODE_SHUT = f"{_WRONG_CODE} After five wrong ones you have to wait 15 minutes."
_PROVIDER = "The clinic's sign-in did not work, or it knows you under an address that has no account here."


def views() -> tuple[View, ...]:
    """Every view of this part."""
    return (
        View("GET", "/staff/sign-in", EVERYBODY, show_sign_in),
        View("POST", "/staff/sign-in", EVERYBODY, give_password, count=count_login),
        View("GET", "/staff/sign-in/code", EVERYBODY, show_code),
        View("POST", "/staff/sign-in/code", EVERYBODY, give_code, count=count_browser),
        View("GET", "/staff/sign-in/second-factor", EVERYBODY, show_enrolment),
        View("POST", "/staff/sign-in/second-factor", EVERYBODY, enrol, count=count_browser),
        View("GET", "/staff/sign-in/provider", EVERYBODY, to_provider, count=count_address, threads="provider"),
        View("GET", "/staff/sign-in/provider/back", EVERYBODY, from_provider, count=count_address, threads="provider"),
        View("POST", "/staff/sign-out", STAFF, sign_out, password_due=True),
        View("GET", "/staff/session", STAFF, show_session, background=True, password_due=True),
        View("POST", "/staff/session", STAFF, show_session, password_due=True),
    )


def show_sign_in(request: Request, signed_in: SignedIn | None) -> Response:
    """The form, or onward for one who is signed in."""
    if signed_in is not None:
        return RedirectResponse(own_path(request.query_params.get("next")), status_code=303)
    return _sign_in_page(request)


def give_password(request: Request, _: SignedIn | None) -> Response:
    """The first step."""
    side, form = side_of(request), form_of(request)
    login = form.get("login", "")
    begun = side.sign_in.by_password(login=login, password=form.get("password", ""), known=_known(request))
    if begun is None:
        return _sign_in_page(request, problem=_WRONG, login=login[:254], status=422)
    return _go_on(request, begun, next_path=form.get("next"))


def show_code(request: Request, _: SignedIn | None) -> Response:
    """The form of the second step."""
    half = _half(request)
    if half is None or half[1] != "code":
        return _again(request)
    return _code_page(request, next_path=request.query_params.get("next"))


def give_code(request: Request, _: SignedIn | None) -> Response:
    """The second step."""
    side, form = side_of(request), form_of(request)
    try:
        begun = side.sign_in.by_code(token=_token(request), code=form.get("code", ""), known=_known(request))
    except HalfGoneError:
        return _again(request)
    if begun is None:
        return _code_page(request, next_path=form.get("next"), problem=_WRONG_CODE_SHUT, status=422)
    return _go_on(request, begun, next_path=form.get("next"))


def show_enrolment(request: Request, _: SignedIn | None) -> Response:
    """The second step of somebody who has no second factor yet."""
    half = _half(request)
    if half is None or half[1] != "enrol":
        return _again(request)
    return _enrolment_page(request, half[0].id, half[0].login, next_path=request.query_params.get("next"))


def enrol(request: Request, _: SignedIn | None) -> Response:
    """A second factor, proved by its first code."""
    side, form = side_of(request), form_of(request)
    half = _half(request)
    if half is None:
        return _again(request)
    sealed, next_path = form.get("sealed", ""), form.get("next")
    try:
        begun = side.sign_in.by_enrolling(
            token=_token(request), sealed=sealed, code=form.get("code", ""), known=_known(request)
        )
    except HalfGoneError:
        return _again(request)
    if begun is None:
        member = half[0]
        return _enrolment_page(
            request, member.id, member.login, next_path=next_path, sealed=sealed, problem=_WRONG_CODE, status=422
        )
    return _go_on(request, begun, next_path=next_path)


def to_provider(request: Request, _: SignedIn | None) -> Response:
    """To the clinic's own sign-in."""
    side = side_of(request)
    if side.provider is None:
        return _again(request)
    try:
        address, noted = side.provider.begin(next_path=own_path(request.query_params.get("next")))
    except ProviderError as error:
        return _provider_failed(request, error)
    response = RedirectResponse(address, status_code=303)
    give_provider(response, address=side.settings_address, value=noted, seconds=int(LASTS.total_seconds()))
    return response


def from_provider(request: Request, _: SignedIn | None) -> Response:
    """Back from the clinic's own sign-in."""
    side = side_of(request)
    if side.provider is None:
        return _again(request)
    noted = request.cookies.get(provider_cookie(side.settings_address))
    try:
        identity, next_path = side.provider.finish(request.query_params, noted=noted)
    except ProviderError as error:
        return _provider_failed(request, error)
    # Without the browser's strict cookie: the browser keeps it back on the way from another site.
    begun = side.sign_in.by_provider(subject=identity.subject, email=identity.email, strong=identity.strong)
    if begun is None:
        return _provider_failed(request, ProviderError("account"))
    # Not a redirect: coming from another site, the browser would keep the strict cookie back on the way on.
    response = onward(request, to=_next_page(begun, next_path=next_path))
    give_session(response, address=side.settings_address, token=begun.token)
    give_provider(response, address=side.settings_address, value="", seconds=0)
    return response


def sign_out(request: Request, signed_in: SignedIn) -> Response:
    """End the session, and have the browser forget what it has of these pages."""
    side = side_of(request)
    side.sign_in.sign_out(session_id=signed_in.session_id, staff_id=signed_in.member.id)
    response = RedirectResponse("/staff/sign-in?out=1", status_code=303)
    take_session(response, address=side.settings_address)
    # Not "storage": it would empty the patients' chat of this browser too, which stands on the same address.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def show_session(request: Request, signed_in: SignedIn) -> Response:
    """How many seconds the session holds if nothing is done; asked by POST, something was done."""
    left = side_of(request).sessions.idle_left(signed_in.session_id)
    return JSONResponse({"idle_left_s": max(0, int(left.total_seconds()))})


def _go_on(request: Request, begun: Begun, *, next_path: str | None) -> Response:
    side = side_of(request)
    response = RedirectResponse(_next_page(begun, next_path=own_path(next_path)), status_code=303)
    give_session(response, address=side.settings_address, token=begun.token)
    if begun.next == "done":
        known = side.known.with_one_more(_known_cookie(request), staff_id=begun.staff_id)
        give_known(response, address=side.settings_address, value=known)
    return response


def _known_cookie(request: Request) -> str:
    return request.cookies.get(known_cookie(side_of(request).settings_address), "")


def _known(request: Request) -> frozenset[str]:
    return side_of(request).known.staff_ids(_known_cookie(request))


def _next_page(begun: Begun, *, next_path: str) -> str:
    return next_path if begun.next == "done" else with_next(_PAGES[begun.next], next_path=next_path)


def _again(request: Request) -> Response:
    asked = request.query_params.get("next") or form_of(request).get("next")
    return RedirectResponse(with_next("/staff/sign-in", next_path=own_path(asked)), status_code=303)


def _token(request: Request) -> str:
    return request.cookies.get(session_cookie(side_of(request).settings_address), "")


def _half(request: Request) -> tuple[Member, Next] | None:
    try:
        return side_of(request).sign_in.halfway(_token(request))
    except HalfGoneError:
        return None


def _provider_failed(request: Request, error: ProviderError) -> Response:
    log.warning("a sign-in at the provider failed: %s", error.code)
    response = _sign_in_page(request, problem=_PROVIDER, status=422)
    give_provider(response, address=side_of(request).settings_address, value="", seconds=0)
    return response


def _sign_in_page(request: Request, *, problem: str = "", login: str = "", status: int = 200) -> Response:
    next_path = own_path(request.query_params.get("next") or form_of(request).get("next"))
    return page(
        request,
        "sign_in/sign_in.html",
        signed_in=None,
        status=status,
        problem=problem,
        login=login,
        next_path=next_path,
        to_provider=with_next("/staff/sign-in/provider", next_path=next_path),
        signed_out="out" in request.query_params,
    )


def _code_page(request: Request, *, next_path: str | None, problem: str = "", status: int = 200) -> Response:
    return page(
        request, "sign_in/code.html", signed_in=None, status=status, problem=problem, next_path=own_path(next_path)
    )


def _enrolment_page(
    request: Request,
    staff_id: str,
    login: str,
    *,
    next_path: str | None,
    sealed: str = "",
    problem: str = "",
    status: int = 200,
) -> Response:
    enrolments = side_of(request).enrolments
    shown = enrolments.again(sealed, staff_id=staff_id, login=login) if sealed else None
    return page(
        request,
        "sign_in/enrol.html",
        signed_in=None,
        status=status,
        problem=problem,
        enrolment=shown or enrolments.begin(staff_id=staff_id, login=login),
        next_path=own_path(next_path),
    )
