"""What is wrong in a clinic's files, in words that its editor can act on.

Every problem names file, line, key, what is wrong and how to mend it. All problems are reported, not only the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.errors import AftercareError


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake. `line` counts from 1; `key` is the path of keys to the place, "schedules[0].phases[1].verdict"."""

    file: str
    line: int
    key: str
    what: str
    mend: str

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        return f"{self.file}:{self.line}: {key}{self.what}. {self.mend}"


class ProtocolError(AftercareError):
    """The protocol cannot be used; `problems` says why, one a line when printed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
