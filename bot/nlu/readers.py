"""The two linear readers of a message, each with one strength: meaning, and spelling.

A reader turns a message into features once and reads them for several tasks (topics, signs); each task gives a
probability a label, for the message and for each of its clauses. What they learn is kept as fitted scikit-learn objects
only, so that a trained model can be stored without pickling code.
"""

from typing import Any, Dict, List, NamedTuple, Sequence, Tuple

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bot.nlu.ngrams import Ngrams

STRENGTH = 10.0


class Sample:
    """A message ready to be read: its text and clauses, and the vectors of both."""

    def __init__(self, text: str, parts: List[str], vector: np.ndarray, part_vectors: np.ndarray) -> None:
        self.text = text
        self.parts = parts
        self.vector = vector
        self.part_vectors = part_vectors


class Task(NamedTuple):
    """What one task learns: for each row the number of its sample, its label's number, and how much it weighs."""

    rows: np.ndarray
    targets: np.ndarray
    weights: np.ndarray

    def only(self, samples: np.ndarray) -> "Task":
        """The rows of these samples, which are numbered anew in the order given."""
        places = {number: place for place, number in enumerate(samples.tolist())}
        kept = np.flatnonzero(np.isin(self.rows, samples))
        rows = np.array([places[number] for number in self.rows[kept].tolist()], dtype=np.intp)
        return Task(rows, self.targets[kept], self.weights[kept])


class Read(NamedTuple):
    """Probabilities for one task, of the messages and of all their clauses, message after message: [rows, classes]."""

    classes: np.ndarray
    whole: np.ndarray
    parts: np.ndarray


class Reader:
    """Multinomial logistic regressions, one a task, on features that a subclass makes of a sample."""

    def __init__(self) -> None:
        self._classifiers: List[LogisticRegression] = []
        self._weights = np.zeros((0, 0))
        self._offsets = np.zeros(0)

    def fit(self, samples: Sequence[Sample], tasks: Sequence[Task]) -> None:
        """Learn every task on the same features."""
        features = self._learn(samples)
        self._classifiers = [
            self._classifier().fit(features[task.rows], task.targets, sample_weight=task.weights) for task in tasks
        ]
        self._lay_out()

    def read(self, samples: Sequence[Sample]) -> List[Read]:
        """What each task makes of the samples."""
        whole, parts = self._scores(samples)
        ends = np.cumsum([len(classifier.classes_) for classifier in self._classifiers])[:-1]
        return [
            Read(classifier.classes_, _softmax(of_whole), _softmax(of_parts))
            for classifier, of_whole, of_parts in zip(
                self._classifiers, np.split(whole, ends, axis=1), np.split(parts, ends, axis=1), strict=True
            )
        ]

    def to_state(self) -> Dict[str, Any]:
        """What was fitted."""
        return {"classifiers": self._classifiers}

    def from_state(self, state: Dict[str, Any]) -> "Reader":
        """Take over what `to_state` gave."""
        self._classifiers = list(state["classifiers"])
        self._lay_out()
        return self

    def _classifier(self) -> LogisticRegression:
        """A new one, to be fitted."""
        raise NotImplementedError

    def _learn(self, samples: Sequence[Sample]) -> Any:
        """The features of whole messages, for fitting."""
        raise NotImplementedError

    def _scores(self, samples: Sequence[Sample]) -> Tuple[np.ndarray, np.ndarray]:
        """The scores of whole messages and of all clauses, task beside task, before they become probabilities."""
        raise NotImplementedError

    def _lay_out(self) -> None:
        # `predict_proba` copies the transposed weights at every call, which costs more than the product itself; and
        # with the tasks side by side the features of a text are looked up once for all of them.
        self._weights = np.ascontiguousarray(np.concatenate([each.coef_ for each in self._classifiers]).T)
        self._offsets = np.concatenate([each.intercept_ for each in self._classifiers])


class DenseReader(Reader):
    """On sentence vectors: it knows what a message means, whatever its words."""

    def _classifier(self) -> LogisticRegression:
        return LogisticRegression(C=STRENGTH, max_iter=100)

    def _learn(self, samples: Sequence[Sample]) -> np.ndarray:
        return np.stack([sample.vector for sample in samples])

    def _scores(self, samples: Sequence[Sample]) -> Tuple[np.ndarray, np.ndarray]:
        return self._score(self._learn(samples)), self._score(
            np.concatenate([sample.part_vectors for sample in samples])
        )

    def _score(self, features: np.ndarray) -> np.ndarray:
        return features @ self._weights + self._offsets


class NgramReader(Reader):
    """On word and character n-grams: it knows brands, drugs and misspellings that vectors blur."""

    def __init__(self) -> None:
        super().__init__()
        self._words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32)
        self._characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=3, max_features=20000, sublinear_tf=True, dtype=np.float32
        )
        self._ngrams: List[Tuple[Ngrams, np.ndarray]] = []

    def to_state(self) -> Dict[str, Any]:
        """What was fitted."""
        return {**super().to_state(), "words": self._words, "characters": self._characters}

    def from_state(self, state: Dict[str, Any]) -> "Reader":
        """Take over what `to_state` gave."""
        self._words, self._characters = state["words"], state["characters"]
        return super().from_state(state)

    def _classifier(self) -> LogisticRegression:
        return LogisticRegression(C=STRENGTH, max_iter=40, tol=1e-3)

    def _lay_out(self) -> None:
        super()._lay_out()
        # The columns stand as `_learn` stacks them: words, then characters.
        words = len(self._words.vocabulary_)
        self._ngrams = [
            (Ngrams(self._words), self._weights[:words]),
            (Ngrams(self._characters), self._weights[words:]),
        ]

    def _learn(self, samples: Sequence[Sample]) -> csr_matrix:
        texts = [sample.text for sample in samples]
        return hstack([self._words.fit_transform(texts), self._characters.fit_transform(texts)]).tocsr()

    def _scores(self, samples: Sequence[Sample]) -> Tuple[np.ndarray, np.ndarray]:
        whole = [self._score_of(sample.text) for sample in samples]
        parts: List[np.ndarray] = []
        for score, sample in zip(whole, samples, strict=True):
            # One clause: its n-grams are not counted twice.
            parts += [score] if sample.parts == [sample.text] else map(self._score_of, sample.parts)
        return np.stack(whole), np.stack(parts)

    def _score_of(self, text: str) -> np.ndarray:
        weighed = [ngrams.weigh(text, weights) for ngrams, weights in self._ngrams]
        return sum((each for each in weighed if each is not None), self._offsets)


def _softmax(scores: np.ndarray) -> np.ndarray:
    # SciPy's does the same, and takes three times as long to find out what it was given.
    risen = np.exp(scores - scores.max(axis=1, keepdims=True))
    return risen / risen.sum(axis=1, keepdims=True)
