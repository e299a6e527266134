"""Cuts a message into the clauses that may each carry a question of their own.

Promises at least one clause for a text with a letter in it, and at most `MOST_CLAUSES`, so that a very long
message cannot stall the server.
"""

import re
from typing import List

MOST_CLAUSES = 16
FEWEST_WORDS = 2

_ENDS = re.compile(r"(?<=[.!?;:\n])\s+|\s*[?!]+\s*|\n+|\s+-+\s+|\s*[()/]\s*")
_JOINTS = re.compile(
    r",?\s+(?:and|also|plus|but|or|then|n|\+|&)\s+(?=(?:can|could|may|when|what|how|is|are|do|does|should|shud|will|if|i)\b)",
    re.IGNORECASE,
)


def clauses(text: str) -> List[str]:
    """The clauses of `text` in order; the whole text alone when it has only one."""
    pieces = [piece.strip() for sentence in _ENDS.split(text) if sentence for piece in _JOINTS.split(sentence)]
    kept = [piece for piece in pieces if len(piece.split()) >= FEWEST_WORDS]
    return kept[:MOST_CLAUSES] or [text]
