"""What the chat says when it cannot do what was asked: a code for the page, a sentence of the protocol for the patient.

An error that nobody foresaw is answered too, and logged by its type alone: its text could carry what a patient wrote.
"""

import logging
from typing import Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.errors import AftercareError, ConversationGoneError
from bot.protocol import Protocol

log = logging.getLogger(__name__)

Code = Literal[
    "bad_request",
    "no_session",
    "other_site",
    "not_found",
    "wrong_method",
    "other_chat",
    "id_used",
    "too_large",
    "too_fast",
    "too_many_pages",
    "not_saved",
]
_STATUS: dict[Code, int] = {
    "bad_request": 400,
    "no_session": 401,
    "other_site": 403,
    "not_found": 404,
    "wrong_method": 405,
    "other_chat": 409,
    "id_used": 409,
    "too_large": 413,
    "too_fast": 429,
    "too_many_pages": 503,
    "not_saved": 503,
}
_SENTENCE: dict[Code, str] = {
    "no_session": "no_chat",
    "other_chat": "no_chat",
    "not_found": "bad_request",
    "wrong_method": "bad_request",
    "id_used": "bad_request",
    "too_many_pages": "not_saved",
}
_CODE_OF_STATUS: dict[int, Code] = {404: "not_found", 405: "wrong_method"}


class Refused(Exception):  # noqa: N818 - not an error of the program: an answer
    """The request is answered with this code. `retry_after_s` is how long the page has to wait."""

    def __init__(self, code: Code, *, retry_after_s: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after_s = retry_after_s


def refusal(protocol: Protocol, *, code: Code, retry_after_s: int | None = None) -> JSONResponse:
    """The answer for a code, in the words of the protocol."""
    return JSONResponse(
        {"error": code, "say": protocol.say(_SENTENCE.get(code, code))},
        status_code=_STATUS[code],
        headers={} if retry_after_s is None else {"Retry-After": str(retry_after_s)},
    )


def add_refusals(app: FastAPI, *, protocol: Protocol) -> None:
    """Answer what the routes raise, and whatever else breaks in them."""

    @app.exception_handler(Refused)
    async def refused(_: Request, error: Refused) -> JSONResponse:
        return refusal(protocol, code=error.code, retry_after_s=error.retry_after_s)

    @app.exception_handler(HTTPException)
    async def of_the_routes(_: Request, error: HTTPException) -> JSONResponse:
        answer = refusal(protocol, code=_CODE_OF_STATUS.get(error.status_code, "bad_request"))
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(ConversationGoneError)
    async def gone(_: Request, __: ConversationGoneError) -> JSONResponse:
        return refusal(protocol, code="no_session")

    @app.exception_handler(RequestValidationError)
    async def malformed(_: Request, __: RequestValidationError) -> JSONResponse:
        return refusal(protocol, code="bad_request")

    @app.exception_handler(SQLAlchemyError)
    @app.exception_handler(AftercareError)
    async def not_saved(_: Request, error: Exception) -> JSONResponse:
        log.error("a request failed on the records: %s", type(error).__name__)
        return refusal(protocol, code="not_saved")

    app.add_middleware(_LastResort, protocol=protocol)


class _LastResort:
    """Answers what no handler knows. The server's own last resort would log the error's text."""

    def __init__(self, app: ASGIApp, *, protocol: Protocol) -> None:
        self._app = app
        self._protocol = protocol

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
        except Exception as error:  # noqa: BLE001 - the edge: whatever broke, the patient gets an answer
            log.error("a request failed: %s", type(error).__name__)
            if not started:
                await refusal(self._protocol, code="not_saved")(scope, receive, send)
