"""Finds the items of a topic that a message names: "can I take nurofen" names the item with ibuprofen.

Whole words only; small typos are tolerated in words of six letters and more, where the first letter is right.
A wrong item would answer with a wrong verdict: when in doubt nothing is found, and the topic itself answers.
"""

import re
from collections.abc import Iterator

from rapidfuzz.distance import OSA

from bot.protocol.model import Item, Topic

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['\u2019]")
_SHORTEST_WITH_TYPO = 6
_SHORTEST_WITH_TWO = 9

# English words one slip away from an item's word; they mean what they say.
_NOT_TYPOS = frozenset(
    (
        *("filter", "filters", "filled", "fuller", "shaking", "sharing", "shading", "shaped", "shared", "shaded"),
        *("waving", "waning", "threat", "treading", "threaten", "cancel", "cancer", "heroes", "injection"),
        *("injections", "injected", "inspection", "inflection", "extensive", "change", "changes", "cooked"),
        *("carries", "latter", "packing", "parting", "hunting", "prizes", "shaker", "vamping", "smocking", "coffer"),
    )
)


def find_items(text: str, *, topic: Topic) -> tuple[Item, ...]:
    """The items of `topic` that `text` names, in the order in which they are named. A longer name wins its words."""
    said, found, taken = _words(text), dict[str, int](), set[int]()
    names = sorted(_names(topic), key=lambda name: -len(name[1]))
    for item_id, name in names:
        for start in range(len(said) - len(name) + 1):
            places = range(start, start + len(name))
            if taken.isdisjoint(places) and all(map(_same, said[start : start + len(name)], name)):
                taken.update(places)
                found[item_id] = min(start, found.get(item_id, start))
    return tuple(topic.items[item_id] for item_id in sorted(found, key=found.__getitem__))


def _names(topic: Topic) -> Iterator[tuple[str, tuple[str, ...]]]:
    for item_id, item in topic.items.items():
        for name in item.words:
            yield item_id, _words(name)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_APOSTROPHES.sub("", text.lower())))


def _same(said: str, word: str) -> bool:
    if said == word:
        return True
    if len(word) < _SHORTEST_WITH_TYPO or said[0] != word[0] or said in _NOT_TYPOS:
        return False
    slips = 2 if len(word) >= _SHORTEST_WITH_TWO else 1
    return OSA.distance(said, word, score_cutoff=slips) <= slips
