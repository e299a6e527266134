"""A smaller set of training messages: so many of each intent, chosen by a seed, in Rasa's own format.

Each message keeps the metadata it stands under, so that both halves can learn from the same files.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString


@dataclass(frozen=True)
class Example:
    """One training message. `metadata` is that of its block, shared between the block's messages."""

    intent: str
    text: str
    metadata: dict[str, Any]


def read_examples(folder: Path) -> list[Example]:
    """Every training message below `folder`, in the order of the files."""
    yaml = YAML(typ="safe")
    examples = []
    for file in sorted(folder.rglob("*.yml")):
        for block in (yaml.load(file.read_text(encoding="utf-8")) or {}).get("nlu", []):
            lines = (line.strip() for line in block.get("examples", "").splitlines())
            examples += [
                Example(block["intent"], line.removeprefix("-").strip(), block.get("metadata", {}))
                for line in lines
                if line and "intent" in block
            ]
    return examples


def choose(examples: Sequence[Example], *, each: int | None, seed: int) -> list[Example]:
    """`each` messages of every intent (fewer where there are fewer), or all of them for None."""
    if each is None:
        return list(examples)
    by_intent = defaultdict(list)
    for example in examples:
        by_intent[example.intent].append(example)
    chance = Random(seed)
    return [one for intent in sorted(by_intent) for one in _some(by_intent[intent], each, chance)]


def write_examples(examples: Sequence[Example], *, path: Path) -> None:
    """Write the messages as a training file of Rasa; its folder is made."""
    blocks = [
        {"intent": one.intent, **({"metadata": one.metadata} if one.metadata else {})}
        | {"examples": LiteralScalarString(f"- {one.text}\n")}
        for one in examples
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    yaml = YAML()
    yaml.width = 10_000
    yaml.representer.ignore_aliases = lambda *_: True
    with path.open("w", encoding="utf-8") as file:
        yaml.dump({"version": "3.1", "nlu": blocks}, file)


def _some(examples: list[Example], each: int, chance: Random) -> list[Example]:
    return chance.sample(examples, min(each, len(examples)))
