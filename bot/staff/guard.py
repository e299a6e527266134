"""Stands before every view: it asks for the role, the origin and the CSRF token before the view is called.

No view is ever called for somebody whose role it does not name, and no POST changes anything from another site's page.
A crowd at the sign-in must never hold the threads that answer patients.
"""

import hmac
import inspect
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import ImmutableMultiDict
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web.same_site import is_own_page
from bot.staff.access import form_of, require, side_of, signed_in
from bot.staff.accounts.member import SignedIn
from bot.staff.refusals import OTHER_PAGE, refusal
from bot.staff.views import View

MOST_BYTES = 2**18
# Of each kind. Two passwords are hashed at a time; the rest wait here and not in the threads that patients need.
THREADS = 4
_MOST_FIELDS = 500
CHOOSE_PASSWORD = "/staff/me/password"  # noqa: S105 - a path


def guarded(view: View) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint of a view."""
    is_async = inspect.iscoroutinefunction(view.handle)

    async def endpoint(request: Request) -> Response:
        is_post = request.method == "POST"
        if is_post:
            if not is_own_page(request, public_url=side_of(request).settings_address):
                return refusal(request, status=403, words=OTHER_PAGE)
            request.state.form = await _read_form(request)
        if view.count is not None:
            view.count(request)
        limiter = _limiter(request, view)
        somebody = await to_thread.run_sync(_who, request, view, limiter=limiter)
        if somebody is not None and view.roles is not None:
            if is_post and not _has_token(request, somebody):
                return refusal(request, status=403, words=OTHER_PAGE)
            if somebody.must_change_password and not view.password_due:
                return _to_new_password(request)
        if is_async:
            answer = view.handle(request, somebody)
        else:
            answer = await to_thread.run_sync(view.handle, request, somebody, limiter=limiter)
        return await answer if inspect.isawaitable(answer) else answer

    return endpoint


def _limiter(request: Request, view: View) -> CapacityLimiter | None:
    name = view.threads or ("sign_in" if view.roles is None else None)
    limiters: dict[str, CapacityLimiter] = request.app.state.threads
    return None if name is None else limiters[name]


def _who(request: Request, view: View) -> SignedIn | None:
    acts = not view.background and "x-background" not in request.headers
    if view.roles is None:
        return signed_in(request, acts=acts)
    return require(request, *view.roles, acts=acts)


def _has_token(request: Request, somebody: SignedIn) -> bool:
    token = request.headers.get("x-csrf") or form_of(request).get("csrf") or ""
    return hmac.compare_digest(token.encode(), somebody.csrf_token.encode())


def _to_new_password(request: Request) -> Response:
    if "hx-request" in request.headers:
        return Response(status_code=403, headers={"HX-Redirect": CHOOSE_PASSWORD})
    return RedirectResponse(CHOOSE_PASSWORD, status_code=303)


async def _read_form(request: Request) -> ImmutableMultiDict[str, str]:
    """The fields of a form. Raises HTTPException for one that is too long or of another kind."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    if not body:
        return ImmutableMultiDict()
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(400)
    try:
        fields = parse_qsl(bytes(body).decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        # Not chained: the error carries what was written.
        raise HTTPException(400) from None
    return ImmutableMultiDict(fields)
