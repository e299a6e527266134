"""Whether a message reports a sign, of which flag, and how urgent: the readers' probabilities, weighed by judges.

The readers tell apart pairs of flag and level, and "nothing"; their sums are the probabilities of a flag and of a level
or more. Missing a red flag is the worst failure, so severe reports weigh more in what the readers learn. A probability
of a level is never below that of a higher one.
"""

from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from bot.nlu.evidence import likeliest, log_odds, spread
from bot.nlu.readers import Read, Sample, Task

LEVELS = ("routine", "urgent", "emergency")
# How much a report counts in the readers' fit, beside a harmless message's 1; see docs/decisions/second-opinion.md.
WEIGHTS = {"routine": 1.0, "urgent": 2.0, "emergency": 4.0}
_NOTHING = 0


class Report(NamedTuple):
    """What a training message reports: its flags, the main one first, and its level."""

    flags: Tuple[str, ...]
    level: str


class SignModel:
    """Reads the signs of a message."""

    def __init__(self) -> None:
        self._flags: List[str] = []
        # Pairs of flag and level, by their numbers; the readers' class 0 is "nothing", class 1 the first pair.
        self._pairs = np.zeros((0, 2), dtype=np.intp)
        # One judge for all flags, then one for each level.
        self._judges: List[LogisticRegression] = []

    def task(self, reports: Sequence[Optional[Report]]) -> Task:
        """One pair a row; a message with several flags stands there once for each, with less weight."""
        told = [report for report in reports if report is not None]
        self._flags = sorted({flag for report in told for flag in report.flags})
        pairs = sorted({(self._flags.index(flag), LEVELS.index(each.level)) for each in told for flag in each.flags})
        self._pairs = np.array(pairs, dtype=np.intp).reshape(-1, 2)
        rows: List[Tuple[int, int, float]] = []
        for number, report in enumerate(reports):
            if report is None:
                rows.append((number, _NOTHING, 1.0))
                continue
            for flag in report.flags:
                pair = pairs.index((self._flags.index(flag), LEVELS.index(report.level)))
                rows.append((number, pair + 1, WEIGHTS[report.level] / len(report.flags)))
        samples, targets, weights = zip(*rows, strict=True)
        return Task(np.array(samples), np.array(targets), np.array(weights))

    def fit_judges(self, evidence: np.ndarray, task: Task) -> None:
        """`evidence` of all samples, each by readers that had not seen it."""
        outputs = self._sums()[task.targets] > 0
        truth = np.zeros((len(evidence), outputs.shape[1]), dtype=bool)
        np.logical_or.at(truth, task.rows, outputs)
        flags = len(self._flags)
        groups = [slice(0, flags), *(slice(flags + i, flags + i + 1) for i in range(len(LEVELS)))]
        self._judges = [
            LogisticRegression(max_iter=300).fit(
                evidence[:, group].reshape(-1, evidence.shape[-1]), truth[:, group].ravel()
            )
            for group in groups
        ]

    def evidence(self, reads: Sequence[Read], samples: Sequence[Sample]) -> np.ndarray:
        """As the topics' evidence, of each flag and then of each level or more: [n, flags + levels, 4]."""
        sums = self._sums()
        columns = []
        for read in reads:
            whole, parts = (sure @ sums for sure in spread(read, labels=len(sums)))
            columns += [whole, likeliest(parts, samples)]
        return log_odds(columns)

    def read(self, evidence: np.ndarray) -> Tuple[Dict[str, float], Dict[str, float]]:
        """The probability of each level or more ("routine": any report), and of each flag, the most probable first."""
        flags = len(self._flags)
        of_flags, *of_levels = self._judges
        sure = expit(evidence[:flags] @ of_flags.coef_[0] + of_flags.intercept_[0])
        levels = [
            float(expit(evidence[flags + i] @ judge.coef_[0] + judge.intercept_[0]))
            for i, judge in enumerate(of_levels)
        ]
        at_least = np.maximum.accumulate(levels[::-1])[::-1]
        order = np.argsort(-sure)
        return (
            dict(zip(LEVELS, at_least.tolist(), strict=True)),
            {self._flags[i]: probability for i, probability in zip(order.tolist(), sure[order].tolist(), strict=True)},
        )

    def to_state(self) -> Dict[str, Any]:
        """Everything fitted, as scikit-learn objects and plain values."""
        return {"flags": self._flags, "pairs": self._pairs, "judges": self._judges}

    @classmethod
    def from_state(cls, state: Dict[str, Any]) -> "SignModel":
        """From `to_state`."""
        model = cls()
        model._flags = list(state["flags"])
        model._pairs = state["pairs"]
        model._judges = list(state["judges"])
        return model

    def _sums(self) -> np.ndarray:
        """Which classes of the readers make up a flag, and a level or more: [classes, flags + levels]."""
        sums = np.zeros((len(self._pairs) + 1, len(self._flags) + len(LEVELS)))
        for number, (flag, level) in enumerate(self._pairs.tolist(), start=1):
            sums[number, flag] = 1.0
            sums[number, len(self._flags) : len(self._flags) + level + 1] = 1.0
        return sums
