"""A connection for requests, one at a time, that is opened again when it has ended or has been idle for long."""

from collections.abc import Iterable
from time import perf_counter

from bench.client.connection import Answer, Connection, Header

# Shorter than any server keeps an idle connection: none is closed just when a request is on its way.
_IDLE_S = 2.0


class Line:
    """Each request raises ConnectionError, or another OSError, where no answer comes; nothing is sent twice."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None
        self._used_at = 0.0

    async def warm(self, path: str) -> None:
        """Have a connection that the server has taken up, by asking for `path` where there is none."""
        if self._stale:
            await self.request("GET", path)

    async def request(self, method: str, path: str, *, headers: Iterable[Header] = (), body: bytes = b"") -> Answer:
        """The whole answer."""
        connection = await self._ready()
        try:
            answer = await connection.request(method, path, headers=headers, body=body)
        except BaseException:
            # Its answer may still come, and must not be taken for that of the next request.
            self.close()
            raise
        self._used_at = answer.at
        return answer

    def close(self) -> None:
        """Close it; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def _stale(self) -> bool:
        idle_s = perf_counter() - self._used_at
        return self._connection is None or self._connection.ended.is_set() or idle_s > _IDLE_S

    async def _ready(self) -> Connection:
        if self._stale or self._connection is None:
            self.close()
            self._connection = await Connection.connect(self._url)
        return self._connection
