"""The way to the custom actions with connections that are kept, in place of a new session and connection for each call.

A kept connection is given up after KEPT_FOR_S without a call, before the application closes it at its end (uvicorn:
after 5 seconds): a call must never be sent into a connection that is just being closed, for it cannot be repeated.
"""

from typing import Any, Optional

import aiohttp
from rasa.core.constants import DEFAULT_REQUEST_TIMEOUT
from rasa.utils.endpoints import EndpointConfig

KEPT_FOR_S = 2.0


class KeptConnection(EndpointConfig):
    """An `EndpointConfig` whose calls share one session; `close` it when the server stops."""

    _shared: Optional[aiohttp.ClientSession] = None

    @classmethod
    def like(cls, endpoint: EndpointConfig) -> "KeptConnection":
        """The same endpoint, with kept connections."""
        kept = cls()
        vars(kept).update(vars(endpoint))
        return kept

    def session(self) -> Any:
        """The shared session, as a block that does not close it; called by Rasa inside the event loop."""
        if self._shared is None or self._shared.closed:
            auth = self.basic_auth and aiohttp.BasicAuth(self.basic_auth["username"], self.basic_auth["password"])
            self._shared = aiohttp.ClientSession(
                headers=self.headers,
                auth=auth or None,
                timeout=aiohttp.ClientTimeout(total=DEFAULT_REQUEST_TIMEOUT),
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_FOR_S),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return _Open(self._shared)

    async def close(self) -> None:
        """Close the connections."""
        if self._shared is not None:
            await self._shared.close()


class _Open:
    """`async with` around a session that stays open after it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._session

    async def __aexit__(self, *_: Any) -> None:
        pass
