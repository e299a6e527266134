"""Reads a message for its topics and its signs: the same features by the same two readers, and a judge for each task.

The judges are fitted on what readers said of messages that they had not seen: one author's messages are in one fold.
"""

from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np
from sklearn.model_selection import GroupKFold

from bot.nlu.readers import DenseReader, NgramReader, Reader, Sample, Task
from bot.nlu.sign_model import Report, SignModel
from bot.nlu.topic_model import TopicModel

FOLDS = 3


class Reading(NamedTuple):
    """`ranked`: every topic or act with its probability, highest first. `levels`: of each level or more. `flags`."""

    ranked: List[Tuple[str, float]]
    levels: Dict[str, float]
    flags: Dict[str, float]


class MessageModel:
    """Fitted on labelled messages, it reads new ones."""

    def __init__(self) -> None:
        self._topics = TopicModel()
        self._signs = SignModel()
        self._readers: List[Reader] = []

    def fit(
        self,
        samples: Sequence[Sample],
        *,
        labels: Sequence[Sequence[str]],
        reports: Sequence[Optional[Report]],
        authors: Sequence[str],
    ) -> None:
        """Fit readers and judges. `labels` of a message come most important first; `authors` make the folds."""
        tasks = [self._topics.task(labels), self._signs.task(reports)]
        folds = GroupKFold(min(FOLDS, len(set(authors))))
        evidence: List[Tuple[np.ndarray, np.ndarray]] = []
        order = []
        for seen, unseen in folds.split(samples, groups=authors):
            readers = _fit_readers([samples[i] for i in seen], [task.only(seen) for task in tasks])
            evidence.append(self._evidence(readers, [samples[i] for i in unseen]))
            order.append(unseen)
        back = np.argsort(np.concatenate(order))
        of_topics, of_signs = (np.concatenate(each)[back] for each in zip(*evidence, strict=True))
        self._topics.fit_judge(of_topics, tasks[0])
        self._signs.fit_judges(of_signs, tasks[1])
        self._readers = _fit_readers(samples, tasks)

    def read(self, sample: Sample) -> Reading:
        """The reading of one message."""
        of_topics, of_signs = self._evidence(self._readers, [sample])
        return Reading(self._topics.rank(of_topics[0]), *self._signs.read(of_signs[0]))

    def to_state(self) -> Dict[str, Any]:
        """Everything fitted, as scikit-learn objects and plain values."""
        return {
            "topics": self._topics.to_state(),
            "signs": self._signs.to_state(),
            "readers": [reader.to_state() for reader in self._readers],
        }

    @classmethod
    def from_state(cls, state: Dict[str, Any]) -> "MessageModel":
        """From `to_state`."""
        model = cls()
        model._topics = TopicModel.from_state(state["topics"])
        model._signs = SignModel.from_state(state["signs"])
        model._readers = [
            kind().from_state(fitted) for kind, fitted in zip((DenseReader, NgramReader), state["readers"], strict=True)
        ]
        return model

    def _evidence(self, readers: Sequence[Reader], samples: Sequence[Sample]) -> Tuple[np.ndarray, np.ndarray]:
        of_topics, of_signs = zip(*(reader.read(samples) for reader in readers), strict=True)
        return self._topics.evidence(of_topics, samples), self._signs.evidence(of_signs, samples)


def _fit_readers(samples: Sequence[Sample], tasks: Sequence[Task]) -> List[Reader]:
    readers: List[Reader] = [DenseReader(), NgramReader()]
    for reader in readers:
        reader.fit(samples, tasks)
    return readers
