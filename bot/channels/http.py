"""The public HTTP application: the patients' chat, and its health.

`/healthz` says that the process lives; `/readyz` says that a sentence passes through Rasa and back, that the database
answers, and that people are called. Both tell how long the oldest call has not gone out. Neither shows anything about a
patient.
"""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Response, status

from bot.channels.calls_health import CallsHealth
from bot.channels.readiness import Readiness
from bot.channels.web.chat import chat_routes, take_message
from bot.channels.web.headers import SecurityHeaders
from bot.channels.web.pages import add_pages
from bot.channels.web.refusals import add_refusals
from bot.channels.web.web_chat import WebChat
from bot.conversation.news import News
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.escalations.paging.pager import Pager
from bot.escalations.paging.thread import PagerThread
from bot.records.encryption import Keyring
from bot.settings import Settings


def public_app(
    settings: Settings,
    *,
    answerer: Answerer,
    workers: Workers,
    news: News,
    keyring: Keyring,
    calls: tuple[Pager, PagerThread],
    monotonic: Callable[[], float] = time.monotonic,
) -> FastAPI:
    """The application that `make run` serves. Its lifespan yields `before_stop`: see `bot.stack.web_server`."""
    chat = WebChat(settings, answerer=answerer, keyring=keyring, workers=workers, news=news, monotonic=monotonic)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[dict[str, Callable[[], None]]]:
        with chat.running():
            yield {"before_stop": chat.end_streams}

    app = FastAPI(openapi_url=None, lifespan=running)
    pager, thread = calls
    health = CallsHealth(pager, thread=thread, clock=answerer.clock, monotonic=monotonic)
    readiness = Readiness({"rasa": answerer.rasa.ready, "database": answerer.database.answers, "pager": health.works})

    @app.get("/healthz")
    async def healthz() -> dict[str, str | float | None]:
        return {"status": "ok", **await health.look()}

    @app.get("/readyz")
    async def readyz(response: Response) -> dict[str, bool | float | str | None]:
        parts = await readiness.look()
        if not all(parts.values()):
            response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        return {**parts, **await health.look()}

    app.add_route("/chat/messages", take_message(chat), methods=["POST"])
    app.include_router(chat_routes(chat))
    add_pages(app)
    add_refusals(app, protocol=chat.protocol)
    # Added last, so that it is outermost: what is refused carries the headers too.
    app.add_middleware(SecurityHeaders, widget_sites=settings.widget_sites)
    return app
