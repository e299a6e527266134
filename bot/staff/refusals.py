"""What staff see when a request is not done: never a traceback, never a word about a patient.

An error that nobody foresaw is logged by its type alone, since its text could carry what a patient wrote.
"""

import logging

from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import AftercareError
from bot.staff.access import NotAllowed, SignInNeeded
from bot.staff.own_path import sign_in_address
from bot.staff.templating import page

log = logging.getLogger(__name__)

_WORDS = {
    400: ("This could not be read", "Go back, load the page again and try once more."),
    403: ("You may not do this", "Your account's role does not allow it. An admin of your clinic can change that."),
    404: ("There is no such page", "It may have been removed, or the link is not whole."),
    405: ("This is no page to open", "Go back and use the buttons there."),
    413: ("This is too long", "Go back and make it shorter."),
    429: ("Too many tries", "Wait a few minutes, then try again."),
    500: ("This did not work", "Nothing was changed. Try again; if it goes on, tell whoever runs the bot."),
    503: ("The records cannot be reached", "Nothing was changed. Try again in a moment."),
}
OTHER_PAGE = ("This came from another page", "Load the page again and try once more. Nothing was changed.")


def refusal(
    request: Request, *, status: int, words: tuple[str, str] | None = None, headers: dict[str, str] | None = None
) -> Response:
    """The page for a status."""
    heading, what_now = words or _WORDS.get(status, _WORDS[400])
    return page(
        request, "refusal.html", signed_in=None, status=status, headers=headers, heading=heading, what_now=what_now
    )


def sign_in_needed(request: Request) -> Response:
    """To the sign-in page and back, as the request can be told."""
    address = sign_in_address(request)
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": address})
    if request.method not in ("GET", "HEAD"):
        return RedirectResponse(address, status_code=303)
    if "text/event-stream" in request.headers.get("accept", ""):
        return Response(status_code=401)
    if request.headers.get("sec-fetch-site") == "cross-site":
        # From a link in an e-mail or of the clinic's sign-in the browser keeps the strict cookie back. A page of this
        # site that leads to the same address gets it.
        return onward(request, to=URL(str(request.url)).replace(scheme="", netloc="", fragment=""))
    return RedirectResponse(address, status_code=303)


def onward(request: Request, *, to: str | URL) -> Response:
    """A page of this site that goes on to another by itself. `to` is an own path."""
    return page(request, "onward.html", signed_in=None, to=str(to))


def add_refusals(app: Starlette) -> None:
    """Answer what the views raise, and whatever else breaks in them."""

    async def of_the_routes(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)  # noqa: S101 - told to mypy
        return refusal(request, status=error.status_code, headers=dict(error.headers or {}))

    async def needed(request: Request, _: Exception) -> Response:
        return sign_in_needed(request)

    async def not_allowed(request: Request, _: Exception) -> Response:
        return refusal(request, status=403)

    async def records(request: Request, error: Exception) -> Response:
        log.error("a staff request failed on the records: %s", type(error).__name__)
        return refusal(request, status=503)

    app.add_exception_handler(HTTPException, of_the_routes)
    app.add_exception_handler(SignInNeeded, needed)
    app.add_exception_handler(NotAllowed, not_allowed)
    app.add_exception_handler(SQLAlchemyError, records)
    app.add_exception_handler(AftercareError, records)


class LastResort:
    """Answers what no handler knows. The server's own last resort would log the error's text."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:  # noqa: BLE001 - the edge: whatever broke, the person gets an answer
            log.error("a staff request failed: %s", type(error).__name__)
            if not started:
                await refusal(Request(scope), status=500)(scope, receive, send)
