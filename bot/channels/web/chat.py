"""The calls that the chat's page makes: each checks where it comes from, whose it is, and how many came, in this order.

No person's or chat's id is in an address, and nothing that was written is in a log.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from bot.channels.web.body import read_body
from bot.channels.web.entries import entry_json, some_earlier
from bot.channels.web.limits import address_of
from bot.channels.web.same_site import refuse_other_sites
from bot.channels.web.session import Session
from bot.channels.web.web_chat import WebChat

Sequence = Annotated[int, Query(ge=0, le=2**53)]
Body = Annotated[bytes, Depends(read_body)]


def take_message(chat: WebChat) -> Callable[[Request], Awaitable[Response]]:
    """POST /chat/messages, as a bare route: what FastAPI adds to one is not needed here, and it is not free."""

    async def take(request: Request) -> Response:
        refuse_other_sites(request, public_url=chat.settings.public_url)
        session = chat.session(request)
        chat.limits.count_message(request, conversation_id=session.conversation_id)
        body = await read_body(request)
        return await run_in_threadpool(partial(chat.take, request, session, body=body))

    return take


def chat_routes(chat: WebChat) -> APIRouter:
    """The other routes under /chat."""

    async def own_page(request: Request) -> None:
        refuse_other_sites(request, public_url=chat.settings.public_url)

    async def session_of(request: Request) -> Session:
        return chat.session(request)

    async def reading_session_of(request: Request) -> Session:
        session = chat.session(request)
        chat.limits.count_reading(request, conversation_id=session.conversation_id)
        return session

    known = Depends(session_of)
    reading = Depends(reading_session_of)
    routes = APIRouter(prefix="/chat", dependencies=[Depends(own_page)])

    @routes.post("/session")
    def open_session(request: Request, body: Body) -> Response:
        return chat.open(request, body=body)

    @routes.get("/entries")
    def read_entries(session: Annotated[Session, reading], before: Sequence | None = None) -> dict[str, Any]:
        entries = chat.page_of_entries(session, before=before)
        return {"entries": [entry_json(entry) for entry in entries], "earlier": some_earlier(entries)}

    @routes.get("/events")
    async def follow(
        request: Request,
        session: Annotated[Session, known],
        after: Sequence = 0,
        last_event_id: Annotated[int | None, Header(ge=0, le=2**53)] = None,
    ) -> Response:
        # Also finds out whether the records answer, while that can still be said.
        await to_thread.run_sync(chat.is_there, session, limiter=chat.streams.readers)
        place = after if last_event_id is None else last_event_id
        return chat.streams.open(session, address=address_of(request), after=place)

    @routes.get("/transcript")
    def download(session: Annotated[Session, reading]) -> Response:
        return chat.transcript(session)

    @routes.delete("")
    def delete(session: Annotated[Session, known]) -> Response:
        return chat.delete(session)

    return routes
