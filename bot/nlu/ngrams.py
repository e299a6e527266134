"""Reads the n-grams of a text as a fitted scikit-learn `TfidfVectorizer` does, without building a sparse matrix for it.

Building and checking matrices costs ten times as much as counting the n-grams of a message. The counts and their
weights must be those of the vectorizer; it is asked for its own analyzer, columns and weights.
"""

from collections import Counter
from typing import Optional

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer


class Ngrams:
    """The n-grams that `vectorizer` knows: sublinear counts, weighted by rarity, of unit length."""

    def __init__(self, vectorizer: TfidfVectorizer) -> None:
        if not (vectorizer.sublinear_tf and vectorizer.use_idf and vectorizer.norm == "l2" and not vectorizer.binary):
            raise ValueError("Ngrams reads sublinear tf-idf of unit length, and nothing else.")
        self._analyze = vectorizer.build_analyzer()
        self._column = vectorizer.vocabulary_.get
        self._rarity = vectorizer.idf_
        self._dtype = vectorizer.dtype

    def weigh(self, text: str, weights: np.ndarray) -> Optional[np.ndarray]:
        """The features of `text` times `weights` [columns, classes]; None for a text without a known n-gram."""
        counts = Counter(map(self._column, self._analyze(text)))
        counts.pop(None, None)
        if not counts:
            return None
        columns = np.fromiter(counts, dtype=np.intp, count=len(counts))
        values = np.fromiter(counts.values(), dtype=self._dtype, count=len(counts))
        values = (np.log(values) + 1) * self._rarity[columns]
        length = np.sqrt(np.dot(values, values.astype(np.float64)))
        return (values / length).astype(self._dtype) @ weights[columns]
