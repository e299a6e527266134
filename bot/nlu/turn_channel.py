"""The REST channel of Rasa, unchanged for who calls it, that puts the lean processor in place when the server starts.

A channel is the part that Rasa lets a project name by its path, and that sees the server once the model is loaded.
`GET .../parts` says what serves, so that falling back to Rasa's own parts cannot go unseen. It must never show a text.
"""

import gc
from typing import Any, Awaitable, Callable, Dict, Optional, Text

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.nlu.ends_with_parent import end_with_parent
from bot.nlu.lean_processor import LeanProcessor


class TurnChannel(RestInput):
    """`credentials.yml` names it; its address is the one of Rasa's own REST channel."""

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[Text, Any]]) -> "TurnChannel":
        """Called by Rasa before it starts to serve."""
        end_with_parent()
        return cls()

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Rasa's routes and `parts`, and what happens at the server's start and stop."""
        routes = super().blueprint(on_new_message)
        routes.listener("after_server_start")(_make_lean)
        routes.listener("before_server_stop")(_close)
        routes.add_route(_parts, "/parts", methods=["GET"])
        return routes


async def _make_lean(app: Sanic, _loop: Any) -> None:
    agent = app.ctx.agent
    # Without a model there is no processor, and the application's readiness says so.
    if agent.processor is not None:
        agent.processor = LeanProcessor(agent.processor)
    # Model and libraries stay for good: the collector need not walk through them again and again.
    gc.collect()
    gc.freeze()


async def _close(app: Sanic, _loop: Any) -> None:
    processor = app.ctx.agent.processor
    if isinstance(processor, LeanProcessor):
        await processor.close()


async def _parts(request: Request) -> HTTPResponse:
    processor = request.app.ctx.agent.processor
    parts = processor.parts() if isinstance(processor, LeanProcessor) else {"processor": type(processor).__name__}
    return json({**parts, "frozen": gc.get_freeze_count() > 0, "access_log": bool(request.app.config.ACCESS_LOG)})
