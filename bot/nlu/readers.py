"""The two linear readers of the topic model, each with one strength: meaning, and spelling.

Both give a probability a label for a whole message and for each of its clauses. They hold fitted scikit-learn objects
only, so that a trained model can be stored without pickling code.
"""

from typing import Any, Dict, List, Sequence

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

STRENGTH = 10.0


class Sample:
    """A message ready to be read: its text and clauses, and the vectors of both."""

    def __init__(self, text: str, parts: List[str], vector: np.ndarray, part_vectors: np.ndarray) -> None:
        self.text = text
        self.parts = parts
        self.vector = vector
        self.part_vectors = part_vectors


class DenseReader:
    """Logistic regression on sentence vectors: it knows what a message means, whatever its words."""

    def __init__(self) -> None:
        self.classifier = LogisticRegression(C=STRENGTH, max_iter=100)

    def fit(self, samples: Sequence[Sample], targets: np.ndarray, weights: np.ndarray) -> None:
        """Learn one target a sample."""
        self.classifier.fit(np.stack([sample.vector for sample in samples]), targets, sample_weight=weights)

    def whole(self, samples: Sequence[Sample]) -> np.ndarray:
        """Probabilities of the messages: [messages, classes]."""
        return self.classifier.predict_proba(np.stack([sample.vector for sample in samples]))

    def parts(self, samples: Sequence[Sample]) -> np.ndarray:
        """Probabilities of all clauses, message after message: [clauses, classes]."""
        return self.classifier.predict_proba(np.concatenate([sample.part_vectors for sample in samples]))

    def to_state(self) -> Dict[str, Any]:
        """What was fitted."""
        return {"classifier": self.classifier}

    @classmethod
    def from_state(cls, state: Dict[str, Any]) -> "DenseReader":
        """From `to_state`."""
        reader = cls()
        reader.classifier = state["classifier"]
        return reader


class NgramReader:
    """Logistic regression on word and character n-grams: it knows brands, drugs and misspellings that vectors blur."""

    def __init__(self) -> None:
        self.words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32)
        self.characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), min_df=3, max_features=20000, sublinear_tf=True, dtype=np.float32
        )
        self.classifier = LogisticRegression(C=STRENGTH, max_iter=40, tol=1e-3)

    def fit(self, samples: Sequence[Sample], targets: np.ndarray, weights: np.ndarray) -> None:
        """Learn one target a sample."""
        texts = [sample.text for sample in samples]
        self.words.fit(texts)
        self.characters.fit(texts)
        self.classifier.fit(self._features(texts), targets, sample_weight=weights)

    def whole(self, samples: Sequence[Sample]) -> np.ndarray:
        """Probabilities of the messages: [messages, classes]."""
        return self.classifier.predict_proba(self._features([sample.text for sample in samples]))

    def parts(self, samples: Sequence[Sample]) -> np.ndarray:
        """Probabilities of all clauses, message after message: [clauses, classes]."""
        return self.classifier.predict_proba(self._features([part for sample in samples for part in sample.parts]))

    def to_state(self) -> Dict[str, Any]:
        """What was fitted."""
        return {"words": self.words, "characters": self.characters, "classifier": self.classifier}

    @classmethod
    def from_state(cls, state: Dict[str, Any]) -> "NgramReader":
        """From `to_state`."""
        reader = cls()
        reader.words, reader.characters = state["words"], state["characters"]
        reader.classifier = state["classifier"]
        return reader

    def _features(self, texts: Sequence[str]) -> csr_matrix:
        return hstack([self.words.transform(texts), self.characters.transform(texts)]).tocsr()
