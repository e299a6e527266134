"""The load on a Rasa server's REST channel, the same for both halves.

It runs in a process of its own, so that sending the messages takes no time from the process that serves the actions.
"""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from uuid import uuid4

import httpx

from bench.figures import Answers
from bench.load import Ask, Play, closed_loop
from bench.messages import Scripts

_ANSWERS_WITHIN_S = 60.0
_FIRST_MESSAGE = "hello"


def rest_player(url: str) -> Play:
    """Plays scripts against the Rasa server at `url`; raises httpx.HTTPError when that does not answer at all."""

    def play(scripts: Scripts) -> Answers:
        with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as process:
            return process.submit(_play, url, scripts).result()

    return play


def first_answer(url: str) -> bool:
    """Whether the server answers a sentence by now; Rasa also says 200 with no reply while it has no model."""
    try:
        with httpx.Client(base_url=url, timeout=_ANSWERS_WITHIN_S, trust_env=False) as client:
            return _ask(client, "start", _FIRST_MESSAGE)
    except httpx.TransportError:
        return False


def _play(url: str, scripts: Scripts) -> Answers:
    limits = httpx.Limits(max_connections=len(scripts), max_keepalive_connections=len(scripts))
    with httpx.Client(base_url=url, timeout=_ANSWERS_WITHIN_S, limits=limits, trust_env=False) as client:

        def open_conversation() -> Ask:
            return partial(_ask, client, uuid4().hex)

        return closed_loop(open_conversation, scripts=scripts)


def _ask(client: httpx.Client, sender: str, message: str) -> bool:
    answered = client.post("/webhooks/rest/webhook", json={"sender": sender, "message": message})
    return answered.is_success and any("text" in item for item in answered.json())
