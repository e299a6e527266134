"""Which topics, which dialogue act or none: two linear readers, and a judge that weighs them into probabilities.

One reader sees dense vectors, the other word and character n-grams; each reads the whole message and its clauses. The
judge is fitted on messages that the readers had not seen (folds by author), so its probabilities are honest. It must
never be fitted on what it is measured with.
"""

from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from bot.nlu.readers import DenseReader, NgramReader, Reader, Sample

FOLDS = 3
_SMALLEST = 1e-4


class TopicModel:
    """Fitted on labelled messages, it ranks every label for a new one."""

    def __init__(self) -> None:
        self._labels: List[str] = []
        self._readers: List[Reader] = []
        self._judge = LogisticRegression()

    def fit(self, samples: Sequence[Sample], *, labels: Sequence[Sequence[str]], authors: Sequence[str]) -> None:
        """Fit readers and judge. `labels` of a message come most important first; `authors` make the folds."""
        self._labels = sorted({label for several in labels for label in several})
        truth = np.array([[label in several for label in self._labels] for several in labels])
        folds = GroupKFold(min(FOLDS, len(set(authors))))
        evidence, judged = [], []
        for seen, unseen in folds.split(samples, groups=authors):
            readers = self._fit_readers([samples[i] for i in seen], [labels[i] for i in seen])
            evidence.append(self._evidence(readers, [samples[i] for i in unseen]))
            judged.append(truth[unseen])
        pairs = np.concatenate(evidence).reshape(-1, evidence[0].shape[-1])
        self._judge = LogisticRegression(max_iter=300).fit(pairs, np.concatenate(judged).ravel())
        self._readers = self._fit_readers(samples, labels)

    def rank(self, sample: Sample) -> List[Tuple[str, float]]:
        """Every label with the probability that it belongs to the message, the most probable first."""
        evidence = self._evidence(self._readers, [sample])[0]
        # What `predict_proba` of two classes is, without its checks of the input.
        sure = expit(evidence @ self._judge.coef_[0] + self._judge.intercept_[0])
        order = np.argsort(-sure)
        return [
            (self._labels[i], probability) for i, probability in zip(order.tolist(), sure[order].tolist(), strict=True)
        ]

    def to_state(self) -> Dict[str, Any]:
        """Everything fitted, as scikit-learn objects and plain values."""
        return {
            "labels": self._labels,
            "judge": self._judge,
            "readers": [reader.to_state() for reader in self._readers],
        }

    @classmethod
    def from_state(cls, state: Dict[str, Any]) -> "TopicModel":
        """From `to_state`."""
        model = cls()
        model._labels = list(state["labels"])
        model._judge = state["judge"]
        model._readers = [
            kind().from_state(fitted) for kind, fitted in zip((DenseReader, NgramReader), state["readers"], strict=True)
        ]
        return model

    def _fit_readers(self, samples: Sequence[Sample], labels: Sequence[Sequence[str]]) -> List[Reader]:
        """Both readers learn one label a message; one with several stands there once for each, with less weight."""
        rows = [(i, label, 1 / len(several)) for i, several in enumerate(labels) for label in several]
        targets = np.array([self._labels.index(label) for _, label, _ in rows])
        weights = np.array([weight for _, _, weight in rows])
        readers: List[Reader] = [DenseReader(), NgramReader()]
        for reader in readers:
            reader.fit([samples[i] for i, _, _ in rows], targets, weights)
        return readers

    def _evidence(self, readers: Sequence[Reader], samples: Sequence[Sample]) -> np.ndarray:
        """Log-odds of each label by each reader, of the whole message and of its likeliest clause: [n, labels, 4]."""
        columns = []
        for reader in readers:
            whole, parts = (self._spread(reader, sure) for sure in reader.read(samples))
            ends = np.cumsum([len(sample.parts) for sample in samples])
            likeliest = np.stack([part.max(axis=0) for part in np.split(parts, ends[:-1])])
            columns += [whole, likeliest]
        sure = np.clip(np.stack(columns, axis=-1), _SMALLEST, 1 - _SMALLEST)
        return np.log(sure / (1 - sure))

    def _spread(self, reader: Reader, sure: np.ndarray) -> np.ndarray:
        """A fold may lack a label: its column is then next to zero."""
        full = np.full((len(sure), len(self._labels)), _SMALLEST)
        full[:, reader.classes] = sure
        return full
