"""What triage decides, and why: every level and flag can be traced to words, a rule and its source.

A level is only ever the highest of its reasons: nothing lowers one.
"""

from dataclasses import dataclass
from typing import Any, Literal

from bot.protocol import Level

Outcome = Literal["answer", "ask", "escalate"]


@dataclass(frozen=True)
class Reason:
    """One step to a decision. `asks`: it is a reason to ask, not yet to tell staff.

    `rule` names the sign, the row of data/triage or the protocol's row; `phrase` is the patient's own words; `score` is
    the model's, where the reason is its reading.
    """

    rule: str
    flag: str
    level: Level
    phrase: str = ""
    asks: bool = False
    score: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON values, without what is empty."""
        values = {"rule": self.rule, "flag": self.flag, "level": str(self.level), "phrase": self.phrase}
        return values | ({"asks": True} if self.asks else {}) | ({} if self.score is None else {"score": self.score})


@dataclass(frozen=True)
class Decision:
    """`level` and `flags` are those of the case to be opened; while asking, those that the answer could confirm."""

    outcome: Outcome
    level: Level
    flags: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        reasons = [reason.to_json() for reason in self.reasons]
        return {"outcome": self.outcome, "level": str(self.level), "flags": list(self.flags), "reasons": reasons}

    @property
    def main_flag(self) -> str | None:
        """The flag that the patient is told about: the first of the highest level."""
        counted = [reason for reason in self.reasons if reason.asks == (self.outcome == "ask")]
        highest = max(counted, key=lambda reason: reason.level.rank, default=None)
        return highest.flag if highest else None


NOTHING = Decision("answer", Level.none)


def decide(reasons: tuple[Reason, ...]) -> Decision:
    """The decision that the reasons amount to; their order decides only the order of the flags of one level."""
    told = tuple(reason for reason in reasons if not reason.asks)
    counted = told or reasons
    if not counted:
        return NOTHING
    ranked = sorted(counted, key=lambda reason: -reason.level.rank)
    return Decision(
        outcome="escalate" if told else "ask",
        level=ranked[0].level,
        flags=tuple(dict.fromkeys(reason.flag for reason in ranked)),
        reasons=reasons,
    )


def combine(first: Decision, second: Decision) -> Decision:
    """Both decisions about one message or conversation: never lower than either."""
    return decide(tuple(dict.fromkeys((*first.reasons, *second.reasons))))
