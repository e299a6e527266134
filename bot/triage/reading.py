"""What the statistical model made of a message: how probably it reports a sign, how urgent, and of which flag.

It travels as JSON from Rasa through the custom actions to the application. A reading that is not whole is an error and
never a harmless one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

from bot.protocol import FLAGS, Level


@dataclass(frozen=True)
class Reading:
    """Probabilities from 0 to 1. `routine`, `urgent`: of that level or a higher one; `flags`: the likeliest first."""

    routine: float
    urgent: float
    emergency: float
    flags: Mapping[str, float]

    def at_least(self, level: Level) -> float:
        """The probability of a report of this level or a higher one. Raises KeyError for no level."""
        return {Level.routine: self.routine, Level.urgent: self.urgent, Level.emergency: self.emergency}[level]

    def to_json(self) -> dict[str, Any]:
        """As the model sends it."""
        levels = {"routine": self.routine, "urgent": self.urgent, "emergency": self.emergency}
        return {"levels": levels, "flags": dict(self.flags)}

    @classmethod
    def from_json(cls, sent: Mapping[str, Any]) -> Self:
        """From `to_json`. Raises KeyError, TypeError or ValueError for anything else."""
        levels, flags = sent["levels"], {name: float(sure) for name, sure in sent["flags"].items()}
        if flags.keys() != set(FLAGS):
            raise ValueError("A reading names every flag, and no other.")
        read = {name: float(levels[name]) for name in ("routine", "urgent", "emergency")}
        # Written so that what is no number fails too.
        if not all(0 <= sure <= 1 for sure in (*read.values(), *flags.values())):
            raise ValueError("A probability is between 0 and 1.")
        ranked = sorted(flags.items(), key=lambda each: -each[1])
        return cls(**read, flags=MappingProxyType(dict(ranked)))
