"""One HTTP/1.1 connection that is kept open: a request at a time, or one answer that goes on as a stream.

Whatever breaks it is a ConnectionError for who waits; a request is never sent a second time from here.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import perf_counter
from typing import Self, cast
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser

Header = tuple[str, str]
OnData = Callable[[bytes, float], None]


@dataclass
class Answer:
    """An HTTP answer; header names in lower case. `at` is when its end arrived, on `perf_counter`."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    at: float = 0.0


class Connection(asyncio.Protocol):
    """Open one with `connect`. What arrives of a stream is given to the `on_data` of `follow` with its time."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._on_data: OnData | None = None
        self._arrived_at = 0.0
        self._parser = HttpResponseParser(self)
        self._answer = Answer()
        self.ended = asyncio.Event()

    @classmethod
    async def connect(cls, url: str) -> Self:
        """A connection to the server at `url`. Raises ConnectionError or another OSError."""
        parts = urlsplit(url)
        _, made = await asyncio.get_running_loop().create_connection(
            lambda: cls(parts.netloc), parts.hostname or "", parts.port or 80
        )
        return made

    async def request(self, method: str, path: str, *, headers: Iterable[Header] = (), body: bytes = b"") -> Answer:
        """The whole answer. Raises ConnectionError when the connection ends before it is there."""
        return await self._send(method, path, headers, body)

    async def follow(self, path: str, *, on_data: OnData, headers: Iterable[Header] = ()) -> Answer:
        """GET an answer without an end: returns at its head. `ended` is set when it has ended after all."""
        self._on_data = on_data
        return await self._send("GET", path, headers, b"")

    def close(self) -> None:
        """Close it; closing twice does nothing."""
        if self._transport is not None:
            self._transport.close()

    async def _send(self, method: str, path: str, headers: Iterable[Header], body: bytes) -> Answer:
        if self._transport is None or self.ended.is_set():
            raise ConnectionError("the connection has ended")
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._host}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if method != "GET":
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write("\r\n".join([*lines, "", ""]).encode() + body)
        return await self._waiting

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Bytes arrived."""
        self._arrived_at = perf_counter()
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            self._fail(ConnectionError(f"the answer is no HTTP: {type(error).__name__}"))
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection ended, here or there."""
        self.ended.set()
        self._fail(ConnectionResetError(f"the connection was lost{f': {type(exc).__name__}' if exc else ''}"))

    # What the parser calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._answer.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """The head is there: a stream has begun, unless it was refused."""
        self._answer.status = self._parser.get_status_code()
        if self._on_data and self._answer.status == 200:
            self._finish()

    def on_body(self, body: bytes) -> None:
        """A part of the content."""
        if self._on_data and self._answer.status == 200:
            self._on_data(body, self._arrived_at)
        else:
            self._answer.body += body

    def on_message_complete(self) -> None:
        """The answer is whole."""
        if self._on_data and self._answer.status == 200:
            self.close()
        else:
            self._finish()
            self._answer = Answer()

    def _finish(self) -> None:
        self._answer.at = self._arrived_at
        waiting, self._waiting = self._waiting, None
        if waiting and not waiting.done():
            waiting.set_result(self._answer)

    def _fail(self, error: ConnectionError) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting and not waiting.done():
            waiting.set_exception(error)
