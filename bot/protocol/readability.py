"""How hard a text is to read: the Flesch-Kincaid school grade as `textstat` 0.7.8 counts it.

Names that cannot be said more simply (drugs, products, the clinic) are taken out first; nothing else is.
"""

import re
from functools import lru_cache

import textstat

HARDEST_GRADE = 6.0


@lru_cache(maxsize=4096)
def reading_grade(text: str, *, exceptions: tuple[str, ...] = ()) -> float:
    """The grade of `text` without the `exceptions`; the placeholders must have been filled."""
    return float(textstat.flesch_kincaid_grade(_without(text, names=exceptions)))


def _without(text: str, *, names: tuple[str, ...]) -> str:
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", text, flags=re.IGNORECASE)
    return text
