"""How far a cue reaches: which signs of its sentence a "no" or an "if" speaks of.

It never passes the end of a sentence, and what follows "but" or begins anew ("its just red") is never taken back.
"""

from dataclasses import dataclass

from bot.understanding.signs.expression import HARD, SOFT
from bot.understanding.signs.matcher import Hit
from bot.understanding.signs.sentences import Sentences
from bot.understanding.signs.tokens import Read
from bot.understanding.times.words import word_set

# A wording of short reach goes on to the next sign only where it stands as near as in a list.
_NEXT = 2
_ASKING = frozenset("?:-=\u2013\u2014")
_JOINS = frozenset({"and", "or", "nor", "any", SOFT})
# "The hives i got at christmas have gone": what follows is still about them.
_OF_IT = frozenset({"i", "that", "which", "you"})
# After the second sign of a row these show that it is no item of a list: "no pus, swelling is worse".
_VERBS = word_set(
    "is are was were has have had keeps kept getting got gets came comes started starts since everywhere now today "
    "all feels looks still hurts worse a from"
)
# A sign with one of these is a statement of its own: "my skin isnt patchy, one cheek is lighter".
_SAYS = word_set("is are was were has have keeps feels looks hurts")


@dataclass(frozen=True)
class Scope:
    """The reach of a rule: `ends` and `later` are places where it ends, `later` only after a sign or comma.

    `whole`: the clause is one statement, so `later` counts only after a comma. `own` are tokens of the wording itself
    that a sign shares ("if it is | infected"): nothing ends there.
    """

    direction: str
    reach: int
    commas: str
    own: range
    ends: frozenset[int]
    later: frozenset[int]
    whole: bool = False


def reached(  # noqa: PLR0911 one return for each direction
    cue: Hit, *, scope: Scope, hits: list[Hit], read: Read, sentences: Sentences
) -> list[int]:
    """The places in `hits` that `cue` reaches."""
    match scope.direction:
        case "over":
            return [n for n, hit in enumerate(hits) if hit.first < cue.last and cue.first < hit.last]
        case "sentence":
            begin, end = sentences.around(cue.first)
            return [n for n, hit in enumerate(hits) if begin <= hit.first < end]
        case "clause":
            begin, end = sentences.clause(cue.first)
            begin = max([begin, *(place for place in scope.ends if begin <= place < cue.first)])
            end = min([end, *(place for place in scope.ends if cue.last <= place < end)])
            return [n for n, hit in enumerate(hits) if begin <= hit.first < end]
        case "tail":
            return [n for n, hit in enumerate(hits) if hit.last == cue.first]
        case "answer":
            return _answered(cue, hits=hits, read=read)
        case "forward":
            return _forward(cue, scope=scope, hits=hits, read=read)
        case "backward":
            return _backward(cue, scope=scope, hits=hits, read=read)
        case _:
            forward = _forward(cue, scope=scope, hits=hits, read=read)
            return sorted({*forward, *_backward(cue, scope=scope, hits=hits, read=read)})


def _answered(cue: Hit, *, hits: list[Hit], read: Read) -> list[int]:
    """The signs of the question that the cue, a clause of its own, answers: "pus? no", "fever: no"."""
    asked = cue.first - 1
    if asked < 0 or not _ASKING.intersection(read.tokens[asked].mark):
        return []
    begin = asked
    while begin > 0 and read.tokens[begin - 1].text not in (SOFT, HARD):
        begin -= 1
    return [number for number, hit in enumerate(hits) if begin <= hit.first < asked]


def _forward(cue: Hit, *, scope: Scope, hits: list[Hit], read: Read) -> list[int]:
    found: list[int] = []
    passed = False
    limit = cue.last + scope.reach if scope.reach else len(read.tokens)
    starting: dict[int, list[int]] = {}
    for number, hit in enumerate(hits):
        if hit.last > cue.last and (hit.first >= cue.last or (cue.last in scope.own and hit.first >= cue.first)):
            starting.setdefault(max(hit.first, cue.last), []).append(number)
    first_end = 0
    for place in range(cue.last, len(read.tokens)):
        text = read.tokens[place].text
        if text == HARD or (
            place >= first_end and place not in scope.own and (place in scope.ends or (passed and place in scope.later))
        ):
            break
        if text == SOFT:
            if scope.commas == "stop" or (
                scope.commas in ("list", "items")
                and not ((found or scope.commas == "items") and _list_goes_on(place, hits=starting, read=read))
            ):
                break
            passed = True
        if place >= limit and not found:
            break
        here = starting.get(place, ())
        if here and found and place >= first_end and scope.commas != "cross" and not _an_item(hits[here[0]], read=read):
            break
        if here and found and scope.reach and place > first_end + _NEXT:
            break
        found.extend(here)
        if here:
            first_end = max(first_end, *(hits[number].last for number in here))
        passed = passed or (bool(found) and place + 1 >= first_end and not scope.whole)
    return found


def _an_item(hit: Hit, *, read: Read) -> bool:
    """Whether nothing is said of the sign at `hit`, so that it is one more item of the list before it."""
    after_comma = read.tokens[hit.first - 1].text == SOFT
    if after_comma and any(token.text in _SAYS for token in read.tokens[hit.first : hit.last]):
        return False
    return hit.last >= len(read.tokens) or read.tokens[hit.last].text not in _VERBS


def _list_goes_on(place: int, *, hits: dict[int, list[int]], read: Read) -> bool:
    """Whether after the comma at `place` the next words are one more item ("no pus, fever or chills")."""
    place += 1
    while place < len(read.tokens) and read.tokens[place].text in ("or", "nor", "any"):
        place += 1
    return place in hits


def _backward(cue: Hit, *, scope: Scope, hits: list[Hit], read: Read) -> list[int]:
    """The sign right before the cue, and those joined to it by "and", "or" or a comma."""
    before = [(hit.last, number) for number, hit in enumerate(hits) if hit.last <= cue.first]
    if not before:
        return []
    last = max(before)[0]
    between = range(last + (last < cue.first and read.tokens[last].text in _OF_IT), cue.first)
    if len(between) > (scope.reach or 6) or any(_breaks(place, scope=scope, read=read) for place in between):
        return []
    found: list[int] = []
    edge = last
    while True:
        here = [number for number, hit in enumerate(hits) if hit.first < edge and hit.last == edge]
        here += [number for number, hit in enumerate(hits) if hit.last < edge and _overlaps(hit, here, hits=hits)]
        if not here:
            return sorted(set(found))
        found.extend(here)
        edge = min(hits[number].first for number in here)
        while edge > 0 and read.tokens[edge - 1].text in _JOINS:
            edge -= 1


def _overlaps(hit: Hit, others: list[int], *, hits: list[Hit]) -> bool:
    return any(hit.first < hits[number].last and hits[number].first < hit.last for number in others)


def _breaks(place: int, *, scope: Scope, read: Read) -> bool:
    text = read.tokens[place].text
    return (
        text == HARD or (text == SOFT and scope.commas != "cross") or (place in scope.ends and place not in scope.own)
    )
