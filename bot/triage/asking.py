"""A question to the patient: what it is about, what its options mean, and what it could settle.

It holds no words of a patient, so that its id can be kept between turns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.protocol import Level, Protocol
from bot.protocol.model import Question


@dataclass(frozen=True)
class Asking:
    """A question of a flag. `level`: that of a report, should an answer confirm it; `uncertain`: the rules in doubt."""

    flag: str
    question: Question
    text: str
    level: Level
    uncertain: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Flag and question, "infection.fever"."""
        return f"{self.flag}.{self.question.id}"

    @property
    def options(self) -> tuple[str, ...]:
        """The quick replies."""
        return self.question.options

    @property
    def could_settle(self) -> bool:
        """Whether a "no" answers all that is uncertain about the flag."""
        return bool(self.uncertain and self.question.denies and set(self.uncertain) <= self.question.subjects)


def asking_of(
    protocol: Protocol,
    *,
    flag: str,
    question: Question,
    uncertain: Sequence[str] = (),
    level: Level = Level.none,
) -> Asking:
    """The asking of a flag's question; `level` is that of what is uncertain, and never below the flag's own."""
    own = protocol.flags[flag].level
    return Asking(
        flag=flag,
        question=question,
        text=protocol.fill(question.ask),
        level=max(own, level, key=lambda each: each.rank),
        uncertain=tuple(uncertain),
    )
