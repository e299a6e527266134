"""Writes the stock Rasa project: what `rasa init` makes, with this project's training messages in it.

The configuration, policies and credentials are the files of the installed Rasa, unchanged. Each intent is answered by
one plain response, by a rule and by a story. It must never be tuned, in either direction.
"""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bench.examples import Example, write_examples

RASA_TEMPLATE = "lib/python3.10/site-packages/rasa/cli/initial_project"
_UNSURE = "nlu_fallback"
_FORMAT = "3.1"


def write_stock_project(folder: Path, *, template: Path, examples: Sequence[Example]) -> None:
    """Make the project in `folder` (new) from Rasa's own `template` folder. Raises FileNotFoundError without that."""
    folder.mkdir(parents=True)
    for name in ("config.yml", "credentials.yml", "endpoints.yml"):
        shutil.copyfile(template / name, folder / name)
    intents = sorted({example.intent for example in examples})
    write_examples(examples, path=folder / "data" / "nlu.yml")
    _write(folder / "data" / "rules.yml", rules(intents))
    _write(folder / "data" / "stories.yml", stories(intents))
    _write(folder / "domain.yml", domain(intents))


def domain(intents: Iterable[str]) -> dict[str, Any]:
    """A domain with one plain response an intent, and one for a message that was not understood."""
    intents = list(intents)
    responses = {f"utter_{name}": [{"text": f"This is what to know about {name}."}] for name in intents}
    responses["utter_default"] = [{"text": "Sorry, I did not understand that."}]
    return {
        "version": _FORMAT,
        "intents": intents,
        "responses": responses,
        "session_config": {"session_expiration_time": 60, "carry_over_slots_to_new_session": True},
    }


def rules(intents: Iterable[str]) -> dict[str, Any]:
    """One rule an intent, and one more: without it a message below the classifier's threshold may get no reply."""
    answered = [(name, f"utter_{name}") for name in intents] + [(_UNSURE, "utter_default")]
    return {"version": _FORMAT, "rules": [{"rule": name, "steps": _steps(name, reply)} for name, reply in answered]}


def stories(intents: Iterable[str]) -> dict[str, Any]:
    """One story an intent: Rasa leaves TED and UnexpecTED untrained, and thus unmeasured, where there is no story."""
    written = [{"story": f"{name} asked", "steps": _steps(name, f"utter_{name}")} for name in intents]
    return {"version": _FORMAT, "stories": written}


def _steps(intent: str, action: str) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": action}]


def _write(path: Path, content: dict[str, Any]) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(content, file)
