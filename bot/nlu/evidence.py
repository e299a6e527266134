"""What the readers say of a message and of its likeliest clause, as log-odds that a judge can weigh.

A sign in one clause of a long, harmless message must count as much as one that is told alone: of the clauses, the one
that speaks most for a label counts.
"""

from typing import List, Sequence

import numpy as np

from bot.nlu.readers import Read, Sample

SMALLEST = 1e-4


def log_odds(columns: Sequence[np.ndarray]) -> np.ndarray:
    """Readings side by side, each [messages, labels], as log-odds: [messages, labels, readings]."""
    sure = np.clip(np.stack(columns, axis=-1), SMALLEST, 1 - SMALLEST)
    return np.log(sure / (1 - sure))


def likeliest(parts: np.ndarray, samples: Sequence[Sample]) -> np.ndarray:
    """For each message and label the highest of its clauses' rows in `parts`: [messages, labels]."""
    lengths = [len(sample.parts) for sample in samples]
    starts = np.cumsum([0, *lengths[:-1]])
    return np.maximum.reduceat(parts, starts, axis=0)


def spread(read: Read, *, labels: int) -> List[np.ndarray]:
    """The whole messages' and the clauses' probabilities with a column for every label: one unseen is next to zero."""
    full = []
    for sure in (read.whole, read.parts):
        wide = np.full((len(sure), labels), SMALLEST)
        wide[:, read.classes] = sure
        full.append(wide)
    return full
