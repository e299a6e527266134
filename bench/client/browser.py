"""A patient's browser: the chat's cookie, a connection for what is sent, and one on which the chat's entries arrive.

It does what the page does and repeats nothing by itself: whoever uses it decides about another try.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.client.connection import Answer, Connection
from bench.client.events import EventReader
from bench.client.line import Line

Entry = dict[str, Any]
OnEntry = Callable[[Entry, float], None]


class RefusedError(ConnectionError):
    """The server said no. `retry_after_s` is how long it asks to wait, where it does."""

    def __init__(self, answer: Answer, *, what: str) -> None:
        super().__init__(f"{what} was answered with {answer.status}")
        self.status = answer.status
        self.retry_after_s = float(answer.headers.get("retry-after", 0))


@dataclass(frozen=True)
class Accepted:
    """The server has the message: its place in the chat, the server's time, and when that was read (perf_counter)."""

    sequence: int
    taken_in_at: str
    accepted_at: float


class Browser:
    """`on_entry` is called with each entry of the stream and the time (perf_counter) at which its bytes arrived.

    Each call raises ConnectionError, RefusedError among them, or another OSError when nothing can be reached.
    """

    def __init__(self, url: str, *, on_entry: OnEntry) -> None:
        self._url = url
        self._on_entry = on_entry
        self._cookie = ""
        self._line = Line(url)
        self._stream: Connection | None = None

    async def open_session(self, *, link: str | None = None) -> None:
        """Open a chat, or come back to the one of the cookie; `link` is the clinic's note of the treatment."""
        answer = await self._request("POST", "/chat/session", {"link": link} if link else {}, expect=200)
        self._cookie = answer.headers.get("set-cookie", self._cookie).partition(";")[0]

    async def follow(self, *, after: int = 0, last_event_id: int | None = None) -> None:
        """Open the stream of entries; it ends a stream that is open."""
        self.leave()
        self._stream = stream = await Connection.connect(self._url)
        headers = self._headers()
        if last_event_id is not None:
            headers.append(("Last-Event-ID", str(last_event_id)))
        answer = await stream.follow(f"/chat/events?after={after}", on_data=self._reader(), headers=headers)
        if answer.status != 200:
            self.leave()
            raise RefusedError(answer, what="the stream")

    async def until_cut(self) -> None:
        """Return when the stream has ended."""
        if self._stream is not None:
            await self._stream.ended.wait()

    async def say(self, text: str, *, message_id: str) -> Accepted:
        """Send a message; when this returns, the server has it for good."""
        answer = await self._request("POST", "/chat/messages", {"id": message_id, "text": text}, expect=202)
        said = json.loads(answer.body)
        return Accepted(sequence=said["sequence"], taken_in_at=said["at"], accepted_at=answer.at)

    async def read_page(self, *, before: int | None = None) -> tuple[list[Entry], bool]:
        """The entries before a sequence or the latest, and whether there are earlier ones."""
        path = "/chat/entries" if before is None else f"/chat/entries?before={before}"
        said = json.loads((await self._request("GET", path, None, expect=200)).body)
        return said["entries"], said["earlier"]

    def leave(self) -> None:
        """Close the stream; the chat can still be spoken to."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None

    def close(self) -> None:
        """Close both connections."""
        self.leave()
        self._line.close()

    def _reader(self) -> Callable[[bytes, float], None]:
        events = EventReader()

        def read(data: bytes, at: float) -> None:
            for event in events.feed(data):
                if event.kind == "entry":
                    self._on_entry(json.loads(event.data), at)

        return read

    def _headers(self) -> list[tuple[str, str]]:
        headers = [("Sec-Fetch-Site", "same-origin")]
        return [*headers, ("Cookie", self._cookie)] if self._cookie else headers

    async def _request(self, method: str, path: str, content: dict[str, Any] | None, *, expect: int) -> Answer:
        body = b"" if content is None else json.dumps(content).encode()
        answer = await self._line.request(method, path, headers=self._headers(), body=body)
        if answer.status != expect:
            raise RefusedError(answer, what=path.partition("?")[0])
        return answer
