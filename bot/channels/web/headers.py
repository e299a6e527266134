"""The security headers of every answer. Nothing of another site runs in the page, and only the clinic's sites frame it.

It works on the bare ASGI messages, so that streams pass through untouched.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

WIDGET = "/widget.js"


def content_policy(widget_sites: str) -> str:
    """The Content-Security-Policy; `widget_sites` are the origins that may frame the page, comma-separated."""
    framed_by = " ".join(["'self'", *(site.strip() for site in widget_sites.split(",") if site.strip())])
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        f"font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {framed_by}"
    )


class SecurityHeaders:
    """ASGI middleware that adds the headers to what the application answers."""

    def __init__(self, app: ASGIApp, *, widget_sites: str) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": content_policy(widget_sites),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._headers)
                # The widget is loaded by the clinic's site, all else by the bot's own page.
                headers["Cross-Origin-Resource-Policy"] = "cross-origin" if path == WIDGET else "same-origin"
                # Files are asked after each time, by their ETag, so that a new version is never mixed with an old one.
                headers["Cache-Control"] = "no-cache" if path in ("/", WIDGET) or _is_file(path) else "no-store"
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _is_file(path: str) -> bool:
    return path.startswith("/static/")
