"""Plain characters for matching: lower case, without accents, invisible characters and curly quotes.

Every plain character knows where it stood in what the patient wrote, so that a finding can quote it.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Apostrophes and quotes of phones and word processors, and the blank that does not break.
_SAME = str.maketrans(dict.fromkeys("\u2019\u2018\u00b4`\u02bc\uff07\u2032\u201b", "'") | {"\u00a0": " "})


@dataclass(frozen=True)
class Clean:
    """Plain text. `origin[i]` is the place in the raw text of character `i`; None where both are the same."""

    text: str
    origin: tuple[int, ...] | None

    def raw(self, place: int) -> int:
        """The place in the raw text of the plain character at `place`."""
        return place if self.origin is None else self.origin[place]


def clean(text: str) -> Clean:
    """Plain characters of any text."""
    if text.isascii():
        return Clean(text.lower().replace("`", "'"), None)
    plain: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        for each in _plain(character):
            plain.append(each)
            origin.append(place)
    return Clean("".join(plain), tuple(origin))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """The plain form of one character: nothing for an accent of its own or an invisible one, several for `½`."""
    character = character.translate(_SAME)
    parts = unicodedata.normalize("NFKD", character.lower())
    return "".join(each for each in parts if unicodedata.category(each) not in ("Mn", "Cf", "Me")).translate(_SAME)
