"""Serves the patients' pages and, below /staff, the staff's, on one address.

The two stay apart: each has its own headers, sessions and refusals, and no request reaches both.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

_STAFF = "/staff"


class OneAddress:
    """The ASGI application of both; starting and stopping is the public one's."""

    def __init__(self, public: ASGIApp, *, staff: ASGIApp) -> None:
        self._public = public
        self._staff = staff

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        of_staff = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{_STAFF}/")
        await (self._staff if of_staff else self._public)(scope, receive, send)
