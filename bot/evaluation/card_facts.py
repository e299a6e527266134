"""The facts of an installation that its model card names: protocol, model, lexicon, training messages, date.

What is counted is counted from the files; no message's text leaves this module.
"""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ruamel.yaml import YAML

from bot.evaluation.figures import group_sizes
from bot.protocol import Protocol


@dataclass(frozen=True)
class Facts:
    """What stands on the card beside the figures. `sizes`: messages of each group; `by_flag`: reports trained on."""

    written_on: date
    protocol_version: str
    approved_by: str | None
    model: str
    model_sha256: str
    signs: int
    wordings: int
    rules: int
    by_author: Mapping[str, int]
    by_flag: Mapping[str, int]
    sizes: Mapping[str, int]

    @property
    def training_messages(self) -> int:
        """All of them."""
        return sum(self.by_author.values())


def gather_facts(*, protocol: Protocol, model: Path, data: Path, labels: Path, today: date) -> Facts:
    """The facts of `data` (nlu, lexicon, triage), of the trained `model` file and of the `labels` that were scored.

    Raises OSError where a file is missing, SettingsError where the labels cannot be read.
    """
    by_author, by_flag = _training(data / "nlu")
    signs, wordings = _lexicon(data / "lexicon")
    rules = YAML(typ="safe").load((data / "triage" / "rules.yml").read_text(encoding="utf-8"))
    return Facts(
        written_on=today,
        protocol_version=protocol.version,
        approved_by=protocol.approved_by,
        model=model.name,
        model_sha256=hashlib.sha256(model.read_bytes()).hexdigest(),
        signs=signs,
        wordings=wordings,
        rules=len(rules["combinations"]),
        by_author=by_author,
        by_flag=by_flag,
        sizes=group_sizes(labels),
    )


def _training(folder: Path) -> tuple[Mapping[str, int], Mapping[str, int]]:
    by_author: Counter[str] = Counter()
    by_flag: Counter[str] = Counter()
    for path in sorted(folder.rglob("*.yml")):
        for block in YAML(typ="safe").load(path.read_text(encoding="utf-8"))["nlu"]:
            about = block.get("metadata", {})
            messages = sum(line.lstrip().startswith("- ") for line in block.get("examples", "").splitlines())
            if messages:
                by_author[about.get("author", "not named")] += messages
                by_flag.update(dict.fromkeys(about.get("flags") or (), messages))
    return by_author, by_flag


def _lexicon(folder: Path) -> tuple[int, int]:
    """Signs, and lines of wordings. A clinic's own words belong to signs of the other files."""
    wordings: Counter[str] = Counter()
    for path in sorted(folder.glob("*.yml")):
        signs = YAML(typ="safe").load(path.read_text(encoding="utf-8")).get("signs") or {}
        for name, sign in signs.items():
            wordings[name] += len(sign["patterns"] if isinstance(sign, dict) else sign)
    return len(wordings), wordings.total()
