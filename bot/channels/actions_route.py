"""Serves the custom actions to Rasa, on loopback only.

Rasa swallows an action's exception and the patient sees nothing, so an action that fails answers here with the safe
sentence, marked as failed, and the log names the action and the error's type, never the message.
"""

import logging
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from actions import all_actions
from bot.clock import utc_now
from bot.protocol import Protocol

log = logging.getLogger(__name__)


def actions_app(protocol: Protocol) -> Starlette:
    """The application that Rasa's `action_endpoint` points to."""
    executor = ActionExecutor()
    for action in all_actions(protocol, clock=utc_now):
        executor.register_action(action)

    async def health(_: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def run_action(request: Request) -> JSONResponse:
        return JSONResponse(await answer(await request.json()))

    async def answer(call: dict[str, Any]) -> dict[str, Any]:
        # With `enable_selective_domain` Rasa leaves the domain out; no action of ours reads it, but the SDK insists.
        call.setdefault("domain", {})
        try:
            result = await executor.run(call)
        except ActionNotFoundException:
            log.error("domain.yml names an action that does not exist: %s", call.get("next_action"))
            return _failed(protocol)
        except Exception as error:  # noqa: BLE001 - the edge of the turn: whatever broke, the patient gets a sentence
            log.error("action %s failed: %s", call.get("next_action"), type(error).__name__)
            return _failed(protocol)
        return {"events": result.events, "responses": result.responses} if result else _failed(protocol)

    # Bare routes: what FastAPI would check and copy of each answer, Rasa checks at its end.
    return Starlette(routes=[Route("/health", health), Route("/webhook", run_action, methods=["POST"])])


def _failed(protocol: Protocol) -> dict[str, Any]:
    # No `turn` part: the application takes the answer as a failed turn, and in `rasa shell` the sentence is seen.
    return {"events": [], "responses": [{"text": protocol.say("failed")}]}
