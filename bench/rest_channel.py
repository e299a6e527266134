"""The load on a Rasa server's REST channel, the same for both halves: a kept connection a sender."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from time import perf_counter
from uuid import uuid4

import httpx

from bench.client.line import Line
from bench.figures import Answers
from bench.load import Ask, Play, Timing, closed_loop
from bench.messages import Scripts
from bench.own_process import in_own_process
from bench.process import cpu_s

_ROOT = "/"
_WEBHOOK = "/webhooks/rest/webhook"
_ANSWERS_WITHIN_S = 60.0
_FIRST_MESSAGE = "hello"


def rest_player(url: str, *, server_pids: tuple[int, ...]) -> Play:
    """Plays scripts against the Rasa server at `url`; raises OSError when that does not answer at all."""

    def play(scripts: Scripts) -> Answers:
        return in_own_process(_play, url, server_pids, scripts)

    return play


def first_answer(url: str) -> bool:
    """Whether the server answers a sentence by now; Rasa also says 200 with no reply while it has no model."""
    content = {"sender": "start", "message": _FIRST_MESSAGE}
    try:
        answered = httpx.post(f"{url}{_WEBHOOK}", json=content, timeout=_ANSWERS_WITHIN_S, trust_env=False)
    except httpx.TransportError:
        return False
    return answered.is_success and _has_text(answered.content)


@asynccontextmanager
async def rest_conversation(url: str) -> AsyncIterator[Ask]:
    """A new sender with a connection of its own."""
    line, sender = Line(url), uuid4().hex

    async def ask(message: str) -> Timing | None:
        body = json.dumps({"sender": sender, "message": message}).encode()
        # A busy server is slow to take up new connections, and the other half's page has one when it sends.
        await line.warm(_ROOT)
        sent_at = perf_counter()
        answer = await line.request("POST", _WEBHOOK, body=body)
        return Timing(answer.at - sent_at) if answer.status == 200 and _has_text(answer.body) else None

    try:
        await line.warm(_ROOT)
        yield ask
    finally:
        line.close()


async def _play(url: str, server_pids: tuple[int, ...], scripts: Scripts) -> Answers:
    return await closed_loop(
        partial(rest_conversation, url), scripts=scripts, servers_cpu_s=partial(cpu_s, server_pids)
    )


def _has_text(body: bytes) -> bool:
    return any("text" in item for item in json.loads(body))
