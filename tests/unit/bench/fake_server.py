"""A tiny HTTP server on loopback that says what a test gives it, byte by byte."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

# Gets the head of a request and the writer; the connection is closed when it returns False.
Serve = Callable[[str, asyncio.StreamWriter], Awaitable[bool]]


@asynccontextmanager
async def serving(serve: Serve) -> AsyncIterator[str]:
    """The server's address; connections are served until they end."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            more = True
            while more:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = [line.partition(":")[2] for line in head.splitlines() if line.startswith("Content-Length")]
                body = await reader.readexactly(int(length[0])) if length else b""
                more = await serve(head + body.decode(), writer)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        # Not waited for: connections that are still open would keep it.
        server.close()


def whole(status: str, content: str, *, headers: str = "") -> bytes:
    """An answer with its length."""
    return f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(content)}\r\n\r\n{content}".encode()


def chunk(content: str) -> bytes:
    """A part of an answer without an end."""
    data = content.encode()
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


STREAM_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
