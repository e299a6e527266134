"""The signed cookie that ties a browser to its chat. Its page never sees it.

A cookie that is forged, altered, too old or signed by another installation is the same as none; no cookie may ever
show the chat of somebody else. A chat that nobody has written in yet stands in the cookie alone.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from bot.records.encryption import Keyring

LASTS = timedelta(days=30)
_RENEWED_AFTER = timedelta(days=1)
_LABEL = "chat session"


@dataclass(frozen=True)
class Session:
    """A browser's chat. `link` is the nonce of the clinic's link that it was opened with, where there was one.

    `unmade` is there until the first message: then the chat may have no rows yet, and this is its treatment, sealed.
    """

    conversation_id: str
    link: str | None
    signed_at: datetime
    unmade: str | None = None


def cookie_name(address: str) -> str:
    """Differs for each address: browsers tell no ports apart, and two bots on one host must not share a cookie."""
    prefix = "__Host-chat" if address.startswith("https://") else "chat"
    return f"{prefix}-{hashlib.sha256(address.encode()).hexdigest()[:8]}"


class Sessions:
    """Reads and writes the cookie of the bot at `address`; under https it also works within the clinic's site."""

    def __init__(self, *, keyring: Keyring, address: str, clock: Callable[[], datetime]) -> None:
        self._keyring = keyring
        self._clock = clock
        secure = address.startswith("https://")
        self._name = cookie_name(address)
        # Partitioned: a browser that bars other sites' cookies keeps this one for the bot within that one site.
        self._attributes = "; SameSite=None; Secure; Partitioned" if secure else "; SameSite=Lax"

    def read(self, request: Request) -> Session | None:
        """The session of a request, or None."""
        try:
            content = self._serializer().loads(request.cookies.get(self._name, ""))
        except BadData:
            return None
        match content:
            case [str(conversation_id), str() | None as link, int(seconds), str() | None as unmade]:
                session = Session(conversation_id, link, datetime.fromtimestamp(seconds, UTC), unmade)
                return session if self._clock() - session.signed_at <= LASTS else None
        return None

    def write(self, response: Response, *, session: Session) -> None:
        """Give the browser its cookie, good for LASTS from now on."""
        seconds = int(self._clock().timestamp())
        value = self._serializer().dumps([session.conversation_id, session.link, seconds, session.unmade])
        self._set(response, value=str(value), seconds=int(LASTS.total_seconds()))

    def renew(self, response: Response, *, session: Session) -> None:
        """A new cookie for one that is older than a day."""
        if self._clock() - session.signed_at > _RENEWED_AFTER:
            self.write(response, session=session)

    def clear(self, response: Response) -> None:
        """Take the cookie away."""
        self._set(response, value="", seconds=0)

    def _set(self, response: Response, *, value: str, seconds: int) -> None:
        # Written out: the standard library's cookies know no Partitioned before Python 3.14.
        response.headers.append(
            "set-cookie", f"{self._name}={value}; Path=/; Max-Age={seconds}; HttpOnly{self._attributes}"
        )

    def _serializer(self) -> URLSafeSerializer:
        # Asked each time, since keys change while the application runs.
        oldest_first = list(reversed(self._keyring.derive_all(_LABEL)))
        return URLSafeSerializer(
            oldest_first, salt=_LABEL, signer_kwargs={"digest_method": hashlib.sha256, "key_derivation": "hmac"}
        )
