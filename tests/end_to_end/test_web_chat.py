"""The web chat over HTTP with everything real: asked, answered on the stream, and nowhere on disk in the clear."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from bot.settings import PROJECT, Settings
from bot.stack.ports import on_free_ports
from bot.stack.stack import Stack

pytestmark = pytest.mark.slow

# Installed or fetched, and never written by a running bot.
_NOT_OURS = {".venv", ".venv-rasa", ".venv-stock-rasa", ".git", ".tools"}


@contextmanager
def browser(settings: Settings) -> Iterator[httpx.Client]:
    with httpx.Client(
        base_url=settings.address, headers={"Sec-Fetch-Site": "same-origin"}, trust_env=False, timeout=20
    ) as client:
        client.post("/chat/session", json={}).raise_for_status()
        yield client


def say(client: httpx.Client, text: str) -> int:
    answered = client.post("/chat/messages", json={"id": str(uuid4()), "text": text})
    assert answered.status_code == 202
    sequence: int = answered.json()["sequence"]
    return sequence


def read_reply(client: httpx.Client, *, to: int) -> str:
    """The first reply to a message, from the event stream."""
    with client.stream("GET", "/chat/events", params={"after": to}) as stream:
        for line in stream.iter_lines():
            if line.startswith("data: ") and '"answers"' in line:
                entry = json.loads(line.removeprefix("data: "))
                if entry.get("answers") == to:
                    text: str = entry["text"]
                    return text
    raise AssertionError("the stream ended")


def files_with(marker: str, *folders: Path) -> list[Path]:
    """The files that contain the words in the clear, in any of the encodings that a program might use."""
    wanted = [marker.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    found = []
    for folder in folders:
        for root, inside, names in folder.walk():
            inside[:] = [name for name in inside if name not in _NOT_OURS]
            paths = [root / name for name in names]
            found += [path for path in paths if path.is_file() and any(each in path.read_bytes() for each in wanted)]
    return found


def test_what_a_patient_wrote_is_in_no_file(settings: Settings, tmp_path: Path) -> None:
    own = on_free_ports(settings.model_copy(update={"data_folder": tmp_path}))
    # Made here, so that no file of the tests contains it.
    name = f"marigold{uuid4().hex[:12]}"
    with Stack(own, say=lambda _: None) as stack, browser(own) as client:
        sequence = say(client, f"My name is {name} and can I wear makeup? I had a pen treatment yesterday at 3pm.")
        answer = read_reply(client, to=sequence)
        assert name in client.get("/chat/transcript").text
        # Also when Rasa is gone, and on the way of every failure that is logged.
        stack.rasa_server.stop()
        safe = read_reply(client, to=say(client, f"{name} again"))
        assert safe == stack.answerer.protocol.say("failed")
        assert files_with(name, tmp_path, PROJECT) == [], "while it runs"
    assert files_with(name, tmp_path, PROJECT) == [], "after it has stopped"
    assert files_with(answer[:40], tmp_path) == [], "what was said is sealed like what was asked"
    assert files_with("aftercare", tmp_path), "the search itself must be able to find"
