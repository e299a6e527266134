"""Which topics, which dialogue act or none: the readers' probabilities, weighed by a judge.

The judge is fitted on messages that the readers had not seen (folds by author), so its probabilities are honest. It
must never be fitted on what it is measured with.
"""

from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from bot.nlu.evidence import likeliest, log_odds, spread
from bot.nlu.readers import Read, Sample, Task


class TopicModel:
    """Ranks every label for a message."""

    def __init__(self) -> None:
        self._labels: List[str] = []
        self._judge = LogisticRegression()

    def task(self, labels: Sequence[Sequence[str]]) -> Task:
        """One label a row; a message with several stands there once for each, with less weight."""
        self._labels = sorted({label for several in labels for label in several})
        numbers = {label: number for number, label in enumerate(self._labels)}
        rows = [(i, numbers[label], 1 / len(several)) for i, several in enumerate(labels) for label in several]
        samples, targets, weights = zip(*rows, strict=True)
        return Task(np.array(samples), np.array(targets), np.array(weights))

    def fit_judge(self, evidence: np.ndarray, task: Task) -> None:
        """`evidence` of all samples, each by readers that had not seen it."""
        truth = np.zeros((len(evidence), len(self._labels)), dtype=bool)
        truth[task.rows, task.targets] = True
        labelled = np.unique(task.rows)
        pairs = evidence[labelled].reshape(-1, evidence.shape[-1])
        self._judge = LogisticRegression(max_iter=300).fit(pairs, truth[labelled].ravel())

    def evidence(self, reads: Sequence[Read], samples: Sequence[Sample]) -> np.ndarray:
        """Log-odds of each label by each reader, of the whole message and of its likeliest clause: [n, labels, 4]."""
        columns = []
        for read in reads:
            whole, parts = spread(read, labels=len(self._labels))
            columns += [whole, likeliest(parts, samples)]
        return log_odds(columns)

    def rank(self, evidence: np.ndarray) -> List[Tuple[str, float]]:
        """Every label with the probability that it belongs to the message, the most probable first."""
        # What `predict_proba` of two classes is, without its checks of the input.
        sure = expit(evidence @ self._judge.coef_[0] + self._judge.intercept_[0])
        order = np.argsort(-sure)
        return [
            (self._labels[i], probability) for i, probability in zip(order.tolist(), sure[order].tolist(), strict=True)
        ]

    def to_state(self) -> Dict[str, Any]:
        """Everything fitted, as scikit-learn objects and plain values."""
        return {"labels": self._labels, "judge": self._judge}

    @classmethod
    def from_state(cls, state: Dict[str, Any]) -> "TopicModel":
        """From `to_state`."""
        model = cls()
        model._labels = list(state["labels"])
        model._judge = state["judge"]
        return model
