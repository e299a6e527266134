"""What the words of a sentence add to a sign: is it getting better, how strong, where, since when.

Of several words of a kind the nearest to the sign counts, and none from another sentence.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.protocol.read_shape import Read as ReadFile
from bot.protocol.yaml_lines import Key
from bot.understanding.signs.expression import HARD, NUMBER_WORDS
from bot.understanding.signs.finding import Strength, Trend
from bot.understanding.signs.matcher import Hit, Matcher, Pattern, longest
from bot.understanding.signs.pattern import Sequence
from bot.understanding.signs.shapes import WrittenContext
from bot.understanding.signs.tokens import Read

Parsed = Callable[[str, Key], Sequence | None]
_FARTHEST = 12
_FIRST_NUMBER = re.compile(r"\d+")
_IN_WORDS = {word: number for number, word in enumerate(NUMBER_WORDS[1:11], 1)}


@dataclass(frozen=True)
class Around:
    """What was said about a sign beside its name."""

    trend: Trend | None
    strength: Strength | int | None
    site: str | None
    since: str | None


class Attributes:
    """The words of trend, strength, site and time of context.yml."""

    def __init__(self, patterns: list[Pattern]) -> None:
        self._patterns = patterns
        self._matcher = Matcher(patterns)

    @classmethod
    def of(cls, read: ReadFile[WrittenContext], *, parsed: Parsed) -> "Attributes":
        """From the tables of context.yml."""
        shape = read.shape
        tables: list[tuple[str, Key, list[str]]] = [
            *((f"trend:{name}", ("trend", name), lines) for name, lines in shape.trend.items()),
            *((f"strength:{name}", ("strength", name), lines) for name, lines in shape.strength.items()),
            *((f"site:{name}", ("site", name), lines) for name, lines in shape.site.items()),
            ("out_of_ten:", ("out_of_ten",), shape.out_of_ten),
            ("since:", ("since",), shape.since),
        ]
        found: list[Pattern] = []
        for owner, key, lines in tables:
            for number, line in enumerate(lines):
                if tree := parsed(line, (*key, number)):
                    found.append(Pattern(owner, line, tree, f"{read.document.file}:{read.document.line(key)}"))
        return cls(found)

    def warm(self) -> None:
        """Compile every wording now."""
        self._matcher.warm()

    def trees(self) -> Iterator[Sequence]:
        """Every pattern's tree."""
        return (pattern.tree for pattern in self._patterns)

    def seen(self, read: Read) -> list[Hit]:
        """Every such wording of a message; of overlapping ones of a kind the longest."""
        kinds: dict[str, list[Hit]] = {}
        for hit in self._matcher.hits(read):
            kinds.setdefault(hit.pattern.owner.partition(":")[0], []).append(hit)
        return [hit for hits in kinds.values() for hit in longest(hits)]

    def of_hit(self, hit: Hit, *, seen: list[Hit], read: Read, text: str) -> Around:
        """What was said about the sign at `hit`."""
        nearest: dict[str, tuple[int, Hit]] = {}
        for each in seen:
            kind = each.pattern.owner.partition(":")[0]
            distance = _distance(hit, each, read=read)
            if distance is not None and (kind not in nearest or distance < nearest[kind][0]):
                nearest[kind] = (distance, each)

        def value(kind: str) -> str | None:
            return nearest[kind][1].pattern.owner.partition(":")[2] if kind in nearest else None

        since = None
        if "since" in nearest:
            words = nearest["since"][1]
            since = text[read.tokens[words.first].start : read.tokens[words.last - 1].end]
        strength: Strength | int | None = value("strength")  # type: ignore[assignment]
        if "out_of_ten" in nearest:
            strength = _number(nearest["out_of_ten"][1], read=read) or strength
        return Around(value("trend"), strength, value("site"), since)  # type: ignore[arg-type]


def _distance(hit: Hit, other: Hit, *, read: Read) -> int | None:
    """Words between the two; None beyond the sentence or too far."""
    if other.first < hit.last and hit.first < other.last:
        return 0
    begin, end = (hit.last, other.first) if other.first >= hit.last else (other.last, hit.first)
    if end - begin > _FARTHEST or any(token.text == HARD for token in read.tokens[begin:end]):
        return None
    return end - begin + 1


def _number(hit: Hit, *, read: Read) -> int | None:
    for token in read.tokens[hit.first : hit.last]:
        if token.text in _IN_WORDS:
            return _IN_WORDS[token.text]
        if found := _FIRST_NUMBER.match(token.text):
            return min(int(found.group()), 10)
    return None
