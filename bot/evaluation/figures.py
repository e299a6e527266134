"""The scorer's figures: what each means, its aim, and of which messages it is a share.

Only labels are read here, never a text. The aims are those of the evaluation's own page and are not moved to fit.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bot.errors import SettingsError

HARD = ("negated", "hypothetical", "third_party", "past")


@dataclass(frozen=True)
class Figure:
    """One figure. `of` names the group of messages it is a share of; None where it is no share of messages."""

    name: str
    means: str
    of: str | None
    least: float | None = None
    most: float | None = None

    @property
    def aim(self) -> str:
        """As the page shows it."""
        if self.least is not None:
            return "all" if self.least == 1 else f"at least {100 * self.least:g} %"
        return "" if self.most is None else f"at most {100 * self.most:g} %"

    def meets(
        self, share: float, *, low: float, high: float
    ) -> Literal["", "no", "yes, but too few to be sure", "yes"]:
        """Whether the aim is met, and whether the whole interval meets it."""
        if self.least is None and self.most is None:
            return ""
        least, most = self.least or 0.0, 1.0 if self.most is None else self.most
        if not least <= share <= most:
            return "no"
        return "yes" if least <= low and high <= most else "yes, but too few to be sure"


FIGURES = (
    Figure("emergency_at_level", "emergencies told to staff as emergencies", "emergency", least=1.0),
    Figure("emergency_caught", "emergencies told to staff or asked about", "emergency"),
    Figure("severe_caught", "urgent and emergency reports told to staff or asked about", "severe", least=0.98),
    Figure("severe_at_level", "the same, told at their level or a higher one", "severe", least=0.93),
    Figure("routine_caught", "routine reports told to staff or asked about", "routine", least=0.93),
    Figure("urgent_over_emergency", "urgent reports told as emergencies", "urgent", most=0.10),
    Figure("routine_over_urgent", "routine reports told as urgent or more", "routine", most=0.20),
    Figure("harmless_escalated", "harmless messages told to staff", "harmless", most=0.05),
    Figure("harmless_escalated_urgent", "harmless messages told as urgent or more", "harmless"),
    Figure("harmless_asked", "harmless messages asked about", "harmless", most=0.10),
    Figure("hard_negative_escalated", "signs denied, asked about, past or another's, told to staff", "hard", most=0.08),
    Figure("flag_recall", "flags found, of those that are there", "flags"),
    Figure("flag_precision", "flags right, of those found", None),
    Figure("topic_first_answered", "questions whose main topic is answered", "questions", least=0.92),
    Figure("topic_all_answered", "questions of which every topic is answered", "questions"),
    Figure("topic_several_all_answered", "the same, of questions with several topics", "several", least=0.85),
    Figure("topic_precision", "topics answered that were asked about", None, least=0.80),
    Figure("dialogue_right", "dialogue acts understood (thanks, a wish for a person ...)", "acts", least=0.95),
)


def group_sizes(labels: Path) -> Mapping[str, int]:
    """How many messages each figure is a share of. Raises SettingsError where the labels cannot be read."""
    sizes: Counter[str] = Counter()
    try:
        for line in labels.read_text(encoding="utf-8").splitlines():
            if line.strip():
                sizes.update(_groups(json.loads(line)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SettingsError(f"{labels} cannot be read as labelled messages: {type(error).__name__}.") from error
    return sizes


def _groups(label: Mapping[str, Any]) -> Counter[str]:
    """The groups of the scorer that one label belongs to."""
    level, topics, act = label["level"], label["topics"], label["dialogue"]
    groups = Counter({"flags": len(set(label["flags"])), "acts": 1 if act else 0})
    if level == "none":
        groups["harmless"] = 1
        groups["hard"] = int(label["kind"] in HARD)
        if topics and not act:
            groups["questions"] = 1
            groups["several"] = int(len(topics) > 1)
        return groups
    groups[level] = 1
    groups["severe"] = int(level in ("urgent", "emergency"))
    return groups
