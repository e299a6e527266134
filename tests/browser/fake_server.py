"""The web chat's server as the page sees it, with scripted replies and switches for what can go wrong.

It keeps to the contract between page and server and stores nothing. It never decides anything for the page: a test
sets a switch, and the next call fails in that way.
"""

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from fastapi.staticfiles import StaticFiles

from bot.settings import PROJECT

STATIC = PROJECT / "bot" / "channels" / "web" / "static"
AT = "2026-11-21T10:02:{second:02d}+00:00"
PAGE_SIZE = 50
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self' http://localhost:*"
)
CLINIC = {
    "name": "Example Skin Clinic",
    "phone": "555-0100",
    "hours": "Monday to Friday, 9 am to 6 pm",
    "out_of_hours": "555-0199",
    "emergency_number": "911",
    "time_zone": "America/New_York",
}
STANDING = (
    "I am Example Skin Clinic's aftercare chat bot, not a doctor. I share your clinic's advice. To reach a person, "
    "call 555-0100 or reply STAFF. In an emergency call 911."
)
SAY = {
    400: "That could not be read. Please try again.",
    401: "Your chat is closed.",
    409: "This page shows another chat.",
    413: "That message is far too long.",
    429: "That was too many messages at once. Please wait a moment.",
    503: "Your message was not saved. Please try again.",
}

type Entry = dict[str, Any]
type Reply = tuple[str, list[str]]


@dataclass
class Fake:
    """The one chat, and the switches. Tests change it from their own thread and then call `wake`."""

    entries: list[Entry] = field(default_factory=list)
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    tries: list[tuple[str, str, int]] = field(default_factory=list)  # (id, text, status) of each POST of a message
    links: list[str | None] = field(default_factory=list)
    afters: list[str] = field(default_factory=list)  # where each stream was asked to begin
    fail_messages: list[int] = field(default_factory=list)  # statuses of the next messages, first one first
    fail_streams: list[int] = field(default_factory=list)
    fail_delete: list[int] = field(default_factory=list)
    answering: bool = True
    lose_answer: bool = False  # the next message is stored, and its answer is cut off
    keeps_cookies: bool = True  # False: the browser sends none back
    chat: str = "chat-1"  # the tag of the chat that the browser's cookie names
    sessions: int = 0
    cut: int = 0  # raised by one, every open stream ends
    gone: bool = False
    streams: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = field(default_factory=list)
    streaming: threading.Event = field(default_factory=threading.Event)  # set with the first stream that is open

    def add(self, who: str, text: str, **more: object) -> Entry:
        sequence = len(self.entries) + 1
        entry: Entry = {"sequence": sequence, "who": who, "text": text, "at": AT.format(second=sequence % 60)}
        entry |= {"quick_replies": [], "id": None, "answers": None} | more
        self.entries.append(entry)
        return entry

    def take(self, identifier: str, text: str) -> Entry:
        """The patient's message once, whatever number of times it comes, and its replies."""
        known = next((entry for entry in self.entries if entry["id"] == identifier), None)
        if known is not None:
            return known
        entry = self.add("patient", text, id=identifier)
        if self.answering:
            self.answer(entry)
        self.wake()
        return entry

    def answer(self, entry: Entry) -> None:
        for text, quick_replies in self.replies.get(entry["text"], [(f"You said: {entry['text']}", [])]):
            self.add("bot", text, quick_replies=quick_replies, answers=entry["sequence"])
        self.wake()

    def open_other(self) -> None:
        """Another tab has opened another chat in this browser; streams that are open go on with the old one."""
        assert self.streaming.wait(8), "the page has opened no stream"
        self.entries = []
        self.chat = f"chat-{int(self.chat.removeprefix('chat-')) + 1}"

    def refuses(self, request: Request) -> Response | None:
        """What stands before every call on a chat."""
        if not self.keeps_cookies:
            return error(401)
        if request.headers.get("X-Chat", self.chat) != self.chat:
            return error(409, code="other_chat")
        return None

    def cut_streams(self) -> None:
        self.cut += 1
        self.wake()

    def wake(self) -> None:
        for loop, event in self.streams:
            loop.call_soon_threadsafe(event.set)


def error(status: int, *, code: str = "") -> Response:
    headers = {"Retry-After": "1"} if status == 429 else {}
    return JSONResponse({"error": code or str(status), "say": SAY[status]}, status_code=status, headers=headers)


async def events(fake: Fake, after: int) -> AsyncIterator[str]:
    event, cut, entries = asyncio.Event(), fake.cut, fake.entries
    fake.streams.append((asyncio.get_running_loop(), event))
    fake.streaming.set()
    yield f"retry: 200\n\n: open\n\nevent: chat\ndata: {json.dumps({'chat': fake.chat})}\n\n"
    while fake.cut == cut:
        if fake.gone:
            yield "event: gone\ndata: {}\n\n"
            return
        for entry in entries[after:]:
            after = entry["sequence"]
            yield f"event: entry\nid: {after}\ndata: {json.dumps(entry)}\n\n"
        await event.wait()
        event.clear()


def fake_app(fake: Fake) -> FastAPI:
    """The contract's calls over one `Fake`."""
    app = FastAPI(openapi_url=None)
    page = {"Content-Security-Policy": POLICY}

    @app.get("/")
    def front() -> Response:
        return FileResponse(STATIC / "index.html", headers=page)

    @app.get("/widget.js")
    def widget() -> Response:
        return FileResponse(STATIC / "widget.js", headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    @app.get("/host")
    def host(request: Request) -> Response:
        bot = f"http://127.0.0.1:{request.url.port}"
        policy = f"default-src 'none'; script-src {bot}; frame-src {bot}; style-src 'self'"
        html = (Path(__file__).parent / "host_page.html").read_text(encoding="utf-8").replace("BOT", bot)
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    @app.get("/host.css")
    def host_style() -> Response:
        return FileResponse(Path(__file__).parent / "host_page.css")

    @app.post("/chat/session")
    async def session(request: Request) -> Response:
        body = await request.json()
        link = body.get("link")
        fake.links.append(link)
        said = {None: None, "old": "expired"}.get(link, "used")
        if said == "used" and fake.entries and not body["start"]:
            said = "asks"
        elif said == "used":
            fake.open_other()
        fake.sessions += 1
        fake.gone = False
        return JSONResponse(
            {
                "clinic": CLINIC,
                "standing": STANDING,
                "welcome": {"text": "Hello. What would you like to know?", "quick_replies": ["Make-up", "Redness"]},
                "delete_note": "This removes the chat from this page. What the clinic must keep stays.",
                "privacy": "What you write here is kept by the clinic for your care.",
                "chat": fake.chat,
                "person_word": "STAFF",
                "most_characters": 200,
                "entries": fake.entries[-PAGE_SIZE:],
                "earlier": len(fake.entries) > PAGE_SIZE,
                "link": said,
            }
        )

    @app.get("/chat/entries")
    def earlier(request: Request, before: int = 2**53) -> Response:
        if refused := fake.refuses(request):
            return refused
        older = fake.entries[: before - 1]
        return JSONResponse({"entries": older[-PAGE_SIZE:], "earlier": len(older) > PAGE_SIZE})

    @app.post("/chat/messages", status_code=202)
    async def message(request: Request) -> Response:
        body = await request.json()
        if refused := fake.refuses(request):
            fake.tries.append((body["id"], body["text"], refused.status_code))
            return refused
        status = fake.fail_messages.pop(0) if fake.fail_messages else 202
        fake.tries.append((body["id"], body["text"], status))
        if status != 202:
            return error(status)
        entry = fake.take(body["id"], body["text"])
        if fake.lose_answer:
            fake.lose_answer = False
            return PlainTextResponse("<html>", status_code=502)
        receipt = {"sequence": entry["sequence"], "at": entry["at"], "chat": fake.chat}
        return JSONResponse(receipt, status_code=202)

    @app.get("/chat/events")
    async def stream(request: Request, after: int = 0) -> Response:
        begin = int(request.headers.get("Last-Event-ID") or after)
        fake.afters.append(str(begin))
        if not fake.keeps_cookies:
            return error(401)
        if fake.fail_streams:
            return error(fake.fail_streams.pop(0))
        return StreamingResponse(events(fake, begin), media_type="text/event-stream")

    @app.get("/chat/transcript")
    def transcript() -> Response:
        text = "\n".join(entry["text"] for entry in fake.entries)
        return PlainTextResponse(text, headers={"Content-Disposition": 'attachment; filename="chat.txt"'})

    @app.delete("/chat")
    def delete(request: Request) -> Response:
        if refused := fake.refuses(request):
            return refused
        if fake.fail_delete:
            return error(fake.fail_delete.pop(0))
        fake.entries.clear()
        return JSONResponse({"say": "Your chat was deleted."})

    app.mount("/static", StaticFiles(directory=STATIC))
    return app
