"""Whether a length of time is the treatment's age, a time ahead, or the length of something else.

Promises "blocked" wherever the words around say that the length belongs to something else; a wrong age would give a
patient the rule of another day.
"""

from itertools import pairwise

from bot.understanding.times.said import Relation
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import TREATMENT_WORDS, word_set

_APPROXIMATE = word_set(
    "about around roughly approximately like nearly almost maybe probably only just another good now ~ exactly "
    "over more than least at prob say honestly literally basically already well also approx circa bout a the"
)
_AGO = word_set("back ago")
_AHEAD_TAILS = {("from", "now"), ("from", "today"), ("time", ""), ("away", "")}
_AGE_TAILS = word_set("post into since on in down from past postop later out after")
_BLOCKED_TAILS = word_set(
    "before apart each long per max straight daily left until till prior old earlier break gap course window rule "
    "a every minimum of pregnant late sleep wait ahead"
)
_BLOCKED_HEADS = word_set(
    "for every each within next first last past per after until till times twice once x another lasted lasts "
    "takes took wait waited waiting take least by of up from between during throughout again spend spent"
)
_AM = word_set("were am im")
_GOES_ON = word_set(
    "and but still is are can could may should when what how where why im i its it now so with my because or you "
    "will does do if no not today yet please pls hi"
)
_LEADS_TO_IT = word_set(
    "from of my the a an having getting i had got getting did first second third last this that our rf"
)
_MOST_WORDS_BETWEEN = 4
_LEAVES = word_set("left came come got walked went saw was")
_CLINIC = word_set("clinic you salon spa yours")


def skip_back(words: Words, index: int) -> int:
    """The place of the nearest word before `index` that is no approximation ("about", "like", "only")."""
    place = index - 1
    while place >= 0 and words.word(place) in _APPROXIMATE:
        place -= 1
    return place


def is_at_most(words: Words, start: int) -> bool:
    """Whether the length at `start` is only an upper bound: "less than 24 hours", "it hasn't been 2 days"."""
    near = [words.word(place) for place in range(max(0, start - 3), start)]
    pairs = set(pairwise(near))
    return (
        "under" in near[-1:]
        or bool(pairs & {("less", "than"), ("not", "even"), ("not", "quite"), ("not", "been"), ("hasnt", "been")})
        or near[-1:] == ["within"]
    )


def relation_of(words: Words, start: int, end: int) -> tuple[Relation, int, int]:
    """The relation of the length in tokens `start` to `end`, and its place with the words that say so ("ago")."""
    relation, new_end = _from_tail(words, end)
    if relation is not None:
        return relation, start, new_end
    relation = _from_head(words, start, end)
    return relation, (skip_back(words, start) if relation in {"told past", "told future"} else start), end


def _from_tail(words: Words, end: int) -> tuple[Relation | None, int]:
    tail, further = words.word(end), words.word(end + 1)
    if tail in {"now", "already", "today"} and further in _AGE_TAILS | _AGO:
        end, tail, further = end + 1, further, words.word(end + 2)
    if tail in _AGO and not (tail == "back" and further in {"to", "on", "at", "in", "home"}):
        return "past", end + 1
    if (tail, further) in _AHEAD_TAILS or (tail, "") in _AHEAD_TAILS:
        return "future", end + 1
    post_treatment = tail == "pt" and goes_on(words, end + 1)
    if post_treatment or (tail in _AGE_TAILS and _is_age(words, end, tail)):
        return "age", end + 1
    if tail == "before" and (end + 1 >= len(words.tokens) or words.tokens[end + 1].kind in {"stop", "comma"}):
        return "told past", end + 1
    if tail in _BLOCKED_TAILS or (tail, further) == ("to", "go"):
        return "blocked", end
    return None, end


def _from_head(words: Words, start: int, end: int) -> Relation:
    place = skip_back(words, start)
    head, before = words.word(place), words.word(place - 1)
    near = [words.word(index) for index in range(place + 1, start)]
    if head == "in" and words.word(end) not in _AGE_TAILS:
        return "blocked" if "last" in near or "past" in near or "next" in near else "future"
    if head == "after":
        return "age" if _still_after(words, end) else "told future"
    if head in {"before", "since"}:
        return "told past"
    if head in _BLOCKED_HEADS:
        return "blocked"
    is_at = head == "been" or head in _AM or (head == "at" and before in _AM)
    return "age" if is_at and goes_on(words, end) else "bare"


def _still_after(words: Words, end: int) -> bool:
    """ "After 3 days my face is still red" tells an age; "can I run after 3 days" does not."""
    return "still" in {words.word(place) for place in range(end - 12, end + 6)}


def goes_on(words: Words, end: int) -> bool:
    """Whether at `end` the message stops, or goes on with something that a length does not belong to."""
    return (
        words.word(end) in _GOES_ON or end >= len(words.tokens) or words.tokens[end].kind in {"stop", "comma", "sign"}
    )


def _leaves_clinic(words: Words, place: int) -> bool:
    """ "An hour since i left the clinic"."""
    following = {words.word(near) for near in range(place + 1, place + 5)}
    return words.word(place) in _LEAVES and bool(following & _CLINIC)


def _is_age(words: Words, end: int, tail: str) -> bool:
    """Whether "2 days after", "5 days post", "3 days in" ... lead to the treatment or to nothing at all."""
    place = end + 1
    if words.word(place) in {"i", "we"} and _leaves_clinic(words, place + 1):
        return True
    if goes_on(words, place):
        return not (
            words.word(place) == "i"
            and words.word(place + 1) not in {"had", "got", "did", "was"}
            and tail in {"after", "since"}
        )
    for step in range(_MOST_WORDS_BETWEEN):
        word = words.word(place + step)
        if word in TREATMENT_WORDS or (word == "it" and step > 0):
            return True
        if word not in _LEADS_TO_IT:
            return tail == "later" or (tail == "post" and step == 0 and word in {"op", "procedure"})
    return False
