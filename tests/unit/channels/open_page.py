"""A page that follows its chat's stream, driven through the application's bare ASGI interface."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, MutableMapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import anyio
from fastapi.testclient import TestClient

from tests.unit.channels.conftest import COOKIE, Edge

Call = Callable[[], Any]


@dataclass
class Page:
    """An open page: what it has got, write by write."""

    writes: asyncio.Queue[bytes]
    inbox: asyncio.Queue[MutableMapping[str, Any]]
    server: asyncio.Task[None]
    start: MutableMapping[str, Any]
    chat: str = ""

    async def next(self) -> list[dict[str, Any]]:
        """The entries of the next write."""
        return read(await self.raw())

    async def raw(self) -> bytes:
        async with asyncio.timeout(10):
            return await self.writes.get()

    async def leave(self) -> None:
        await self.inbox.put({"type": "http.disconnect"})
        await self.ended()

    async def ended(self) -> None:
        async with asyncio.timeout(10):
            await self.server


def read(write: bytes) -> list[dict[str, Any]]:
    found = []
    for event in write.decode().strip().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in event.split("\n"))
        assert fields.pop("event") == "entry"
        entry = json.loads(fields.pop("data"))
        assert fields == {"id": str(entry["sequence"])}
        found.append(entry)
    return found


def texts(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["text"] for entry in entries]


@asynccontextmanager
async def page(edge: Edge, browser: TestClient, *, query: str = "", **headers: str) -> AsyncIterator[Page]:
    """Follow the chat of a browser."""
    inbox: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    outbox: asyncio.Queue[MutableMapping[str, Any]] = asyncio.Queue()
    writes: asyncio.Queue[bytes] = asyncio.Queue()

    async def take(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            await outbox.put(message)
        elif message.get("body"):
            await writes.put(message["body"])

    cookie = f"{COOKIE}={browser.cookies.get(COOKIE)}"
    named = {"cookie": cookie, **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        **{"type": "http", "method": "GET", "scheme": "http", "path": "/chat/events", "root_path": ""},
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    await inbox.put({"type": "http.request", "body": b"", "more_body": False})
    server = asyncio.create_task(asyncio.wait_for(edge.app(scope, inbox.get, take), 20))
    async with asyncio.timeout(10):
        start = await outbox.get()
    following = Page(writes, inbox, server, start)
    if start["status"] == 200:
        following.chat = (await following.raw()).decode()
        assert following.chat.startswith(": open\n\nevent: chat\ndata: ")
    try:
        yield following
    finally:
        if not server.done():
            await following.leave()


async def aside(call: Call) -> None:
    """Run a blocking call while the stream goes on."""
    await anyio.to_thread.run_sync(call)


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(test)
