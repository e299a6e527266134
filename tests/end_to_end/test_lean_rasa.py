"""What makes a turn cheaper inside Rasa: each part does what Rasa's own does, and the running server really uses it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from bot.settings import PROJECT, Settings
from bot.stack.ports import on_free_ports
from bot.stack.rasa_server import RasaServer
from bot.stack.training import train_if_needed
from tests.end_to_end.test_inside_rasa import in_rasas_environment

pytestmark = pytest.mark.slow

# Connections that are refused are tried again after 0, 0.5, 1, 2, 4 ... seconds.
TRIES_TO_CONNECT = 7

NGRAMS = """
import random
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from bot.nlu.ngrams import Ngrams
random.seed(3)
words = "can i wear makeup tomorrow my cheeks are red 2 days Äther 🙂 don't nurofen?! moisturiser".split()
texts = [" ".join(random.choices(words, k=random.randint(1, 30))) for _ in range(300)]
same = dict(min_df=2, sublinear_tf=True, dtype=np.float32)
for vectorizer in (
    TfidfVectorizer(ngram_range=(1, 2), **same),
    TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), max_features=500, **same),
):
    vectorizer.fit(texts)
    weights = np.random.default_rng(1).normal(size=(len(vectorizer.vocabulary_), 7))
    for text in [*texts, "WEAR Makeup", "wear zzz qqq"]:
        expected = (vectorizer.transform([text]) @ weights)[0]
        weighed = Ngrams(vectorizer).weigh(text, weights)
        assert np.allclose(0 if weighed is None else weighed, expected, rtol=0, atol=1e-5), text
    assert Ngrams(vectorizer).weigh("", weights) is None
try:
    Ngrams(TfidfVectorizer(sublinear_tf=False).fit(texts))
except ValueError:
    print("same")
"""

ANSWERS = """
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from bot.nlu.lean_action import LeanAction
def verdict(action, answer):
    try:
        return action._validate_action_result(answer)
    except ValidationError as error:
        return list(error.path), str(error.instance)
slot = {"event": "slot", "name": "dialogue", "value": {"topics": []}}
for answer in (
    {"events": [], "responses": []}, {"events": [slot], "responses": [{"text": "x"}]}, {},
    {"events": [{"event": "slot", "name": 3, "value": 1}]}, {"events": [{}]}, {"events": "none"}, {"responses": ["x"]},
    {"events": [{"event": "unheard of"}]}, {"events": [slot, {"event": 5}]}, {"events": None}, [], None, "text",
):
    stock, lean = (verdict(kind("action_answer", None), answer) for kind in (RemoteAction, LeanAction))
    assert stock == lean, (answer, stock, lean)
print("same")
"""

CONNECTIONS = """
import asyncio
from aiohttp import web
from rasa.utils.endpoints import EndpointConfig
from bot.nlu.kept_connection import KeptConnection
async def main():
    seen = []
    async def answer(request):
        seen.append(request.transport.get_extra_info("peername"))
        response = web.json_response(await request.json())
        if request.query.get("close"):
            response.force_close()
        return response
    app = web.Application()
    app.router.add_post("/webhook", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/webhook"
    async def ports(endpoint):
        seen.clear()
        for i in range(4):
            assert await endpoint.request(json={"i": i}, method="post", timeout=300, compress=False) == {"i": i}
        return len(set(seen))
    stock = EndpointConfig(url=url, enable_selective_domain=True)
    kept = KeptConnection.like(stock)
    assert kept == stock and kept.kwargs == {"enable_selective_domain": True}
    closed_by_the_other = KeptConnection(url=url, params={"close": "1"})
    print([await ports(stock), await ports(kept), await ports(closed_by_the_other)])
    for each in (kept, closed_by_the_other):
        await each.close()
    await runner.cleanup()
asyncio.run(main())
"""

CHOICES = """
import sys, time
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted, ActiveLoop, BotUttered, DefinePrevUserUtteredFeaturization, SessionStarted, SlotSet, UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from bot.nlu.lean_processor import LeanProcessor
stock = MessageProcessor(sys.argv[1], InMemoryTrackerStore(Domain.empty()), InMemoryLockStore(), None)
lean = LeanProcessor(stock)
assert lean.rule_memory.usable
def tracker(events):
    return DialogueStateTracker.from_events("x", events, stock.domain.slots, domain=stock.domain)
def said(prediction):
    events = [(type(event), event.use_text_for_featurization) for event in prediction.events]
    more = {name: value for name, value in vars(prediction).items() if name != "events"}
    return more, events
start = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
for intent in [*stock.domain.intents, "not in the domain"]:
    for text in ("can I wear make-up", "something else"):
        events = [*start, UserUttered(text, {"name": intent, "confidence": 0.9})]
        for _ in range(2):
            chosen = stock._predict_next_with_tracker(tracker(events))
            for turn in range(2):
                mine = lean._predict_next_with_tracker(tracker(events))
                assert said(mine) == said(chosen), (intent, events)
                # Rasa changes these lists; what is remembered must not change with them.
                mine.probabilities[0], mine.events[:] = 7.0, []
            name = stock.domain.action_names_or_texts[chosen.max_confidence_index]
            slot = SlotSet("dialogue", {"text": text})
            events = [*events, DefinePrevUserUtteredFeaturization(False), ActionExecuted(name), BotUttered("."), slot]
known = len(lean.rule_memory)
assert 0 < known <= 2 * (len(stock.domain.intents) + 1), known
assert "make-up" not in repr(list(lean.rule_memory._predictions))
for unforeseen in ([ActiveLoop("form")], [UserUttered("x", {"name": "greet"}, [{"entity": "e", "value": 1}])]):
    assert lean.rule_memory.course_of(tracker([*start, *unforeseen])) is None
lean.rule_memory._usable = False
assert lean.rule_memory.course_of(tracker(start)) is None
target = [stock.model_metadata.nlu_target]
for text in ("can I wear make-up and when can i go to the gym?", "hi", "???", "x" * 300):
    read = []
    for runner in (stock.graph_runner, lean.graph_runner):
        inputs = {"__message__": [UserMessage(text)], "__tracker__": tracker(start)}
        read.append(runner.run(inputs, target)[target[0]][0].as_dict(only_output_properties=True))
        read[-1].pop("message_id", None)
    assert read[0] == read[1] and read[0]["intent_ranking"], text
print("same")
"""

STARTS_RASA = """
import sys
from pathlib import Path
from bot.settings import Settings
from bot.stack.rasa_server import RasaServer
settings = Settings.model_validate_json(sys.argv[1])
with RasaServer(settings, model=Path(sys.argv[2])) as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def model(settings: Settings) -> Path:
    return train_if_needed(settings, say=lambda _: None, log=settings.data_folder / "training.log")


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    return on_free_ports(settings.model_copy(update={"data_folder": tmp_path}))


@pytest.fixture
def http(own: Settings) -> Iterator[httpx.Client]:
    transport = httpx.HTTPTransport(retries=TRIES_TO_CONNECT)
    with httpx.Client(base_url=own.rasa_url, transport=transport, timeout=60) as client:
        yield client


@pytest.mark.parametrize("code", [NGRAMS, ANSWERS], ids=["n-grams", "answers of actions"])
def test_a_part_does_what_the_one_in_its_place_does(settings: Settings, code: str) -> None:
    done = in_rasas_environment(code, settings=settings)
    assert done.stdout.strip() == "same", done.stderr


def test_the_rules_choice_and_the_reading_are_those_of_stock_rasa(settings: Settings, model: Path) -> None:
    done = in_rasas_environment(CHOICES, str(model), settings=settings)
    # Rasa logs to the same place, here where nobody told it how much.
    assert done.stdout.splitlines()[-1:] == ["same"], done.stderr


def test_calls_of_actions_share_a_connection_and_survive_its_end(settings: Settings) -> None:
    done = in_rasas_environment(CONNECTIONS, settings=settings)
    assert done.stdout.strip() == "[4, 1, 4]", done.stderr


def test_the_running_server_uses_the_lean_parts(own: Settings, model: Path, http: httpx.Client) -> None:
    with RasaServer(own, model=model):
        parts = http.get("/webhooks/rest/parts").json()
    assert parts == {
        "processor": "LeanProcessor",
        "runner": "StraightRunner",
        "actions": "KeptConnection",
        "action": "LeanAction",
        "remembers_rules": True,
        "courses": 0,
        "frozen": True,
        "access_log": False,
    }


@pytest.mark.parametrize("serving", [False, True], ids=["while it starts", "while it serves"])
def test_rasa_ends_when_the_application_is_killed(
    own: Settings, model: Path, http: httpx.Client, *, serving: bool
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_RASA, own.model_dump_json(by_alias=False), str(model)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as application:
        assert application.stdout is not None
        rasa = psutil.Process(int(application.stdout.readline()))
        if serving:
            assert http.get("/webhooks/rest/parts").is_success
        os.kill(application.pid, signal.SIGKILL)
    gone, alive = psutil.wait_procs([rasa], timeout=30)
    for each in alive:
        each.kill()
    assert gone == [rasa]
