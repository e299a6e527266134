"""Which variant of the treatment a patient's message says they had: pen, RF, PRP or with a peel.

Promises a variant only from a statement about the patient's own treatment; of several the stricter one. A question
about a variant, a plan to try another or another person's treatment must never set it, since it picks the rules.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.protocol import Variant
from bot.understanding.times.reading import read_times
from bot.understanding.times.segments import Segment
from bot.understanding.times.tokens import Words
from bot.understanding.times.words import ACQUAINTANCES, FILLERS, RELATIVES, TREATMENT_NOUNS, word_set

DEEPEST_PEN_MM = 1.5

_STRICTEST_FIRST = (Variant.peel, Variant.rf, Variant.prp, Variant.pen)
_SPOKEN = {
    Variant.rf: re.compile(
        r"(?<!\S)(?:rf|rfmn|mnrf|rf microneedling|radio ?frequency|morph[eiou]+s ?8?|secret (?:rf|pro|duo)|genius rf|"
        r"scarlet (?:rf|s|x)|vivace|potenza|sylfirm(?: x)?|infini|intracel|fractora|lutronic|exion)(?!\S)"
    ),
    Variant.prp: re.compile(r"(?<!\S)(?:prp|prf|p r p|vampire|platelets?|my own blood|plasma)(?! pen)(?!\S)"),
    Variant.peel: re.compile(
        r"(?<!\S)(?:(?:chemical|chem|tca|glycolic|lactic|salicylic|vi|bio|light|mild|jessner) )*"
        r"(?:peels?|biorepeel|tca|prx)(?!\S)"
    ),
    Variant.pen: re.compile(
        r"(?<!\S)(?:derma ?pen4?|skin ?pen|micro ?pen|dr pen|exceed|dermastamp|rejuvapen|collagen pin|"
        r"(?:regular|normal|standard|basic|plain|ordinary|classic|traditional) "
        r"(?:one|pen|needling|microneedling|micro needling))(?!\S)"
    ),
}
_BARE_PEN = re.compile(
    r"(?<!\S)(?<!epi )(?<!plasma )(?:pen|just (?:the )?(?:microneedling|needling|needles|micro needling)|"
    r"regular|standard|plain|basic|"
    r"microneedling (?:only|pen)|needling only|(?:the )?normal)(?!\S)"
)
_DEPTH = re.compile(r"(?<!\S)([0-9](?:\.[0-9]+)?) (?:mm|millimeters?|millimetres?)(?!\S)")

_NEGATED = word_set("no not without wasnt isnt non never didnt minus nor aint")
_COMPARES = word_set(
    "better worse different difference differ differs vs versus than instead compare compared prefer which safer "
    "stronger cheaper cost costs price thinking considering consider want wanted wanna wondering might offer "
    "offered recommend recommended next future book upgrade try trying interested love should havent "
    "didnt never wait before mean means heard saw read"
)
_OWNS = word_set(
    "had got did done after since my post from following treated having was just used mine have it put added they"
)
_OWNS_IN_QUESTIONS = word_set("after since post my had got from following been")
_UNSURE = word_set("unsure idk dunno dont didnt")
_KIN = RELATIVES - word_set("she he they her his hers shes hes")
_JOINS = word_set("with and plus + & added w also combined same too")


def hear_variant(text: str, *, asked: bool) -> Variant | None:
    """The variant that the patient says they had, the stricter of several; None when they say none.

    `asked`: the bot has just asked for it, so that a bare answer counts ("the pen one"). Deeper than 1.5 mm is as RF.
    """
    reading = read_times(text)
    words = reading.words
    if any(token.word in ACQUAINTANCES for token in words.tokens):
        return None
    said = set()
    in_question = -1
    for segment in reading.segments:
        in_question = segment.sentence if segment.opens_question else in_question
        found = list(_spoken(segment, asked=asked))
        if found and segment.words.word(segment.start) in {"and", "or"} and in_question == segment.sentence:
            continue  # the second half of "what is the difference between a pen and rf"
        said |= {variant for places, variant in found if _is_own(segment, places, variant, asked=asked)}
    if _is_unsure(words):
        said.discard(Variant.pen)
    return next((variant for variant in _STRICTEST_FIRST if variant in said), None)


def _spoken(segment: Segment, *, asked: bool) -> Iterator[tuple[range, Variant]]:
    """Each variant that the segment names, and the places of its words."""
    line = " ".join(segment.words.word(place) for place in range(segment.start, segment.end))
    for variant, pattern in _SPOKEN.items():
        for match in pattern.finditer(line):
            yield _places(segment, match), variant
    for match in _DEPTH.finditer(line):
        if float(match[1]) > DEEPEST_PEN_MM:
            yield _places(segment, match), Variant.rf
    for match in _BARE_PEN.finditer(line):
        if asked or (match.group() == "pen" and {"with", "had", "just", "only"} & set(segment.own)):
            yield _places(segment, match), Variant.pen


def _places(segment: Segment, match: re.Match[str]) -> range:
    first = segment.start + match.string[: match.start()].count(" ")
    return range(first, first + match.group().count(" ") + 1)


def _is_own(segment: Segment, places: range, variant: Variant, *, asked: bool) -> bool:
    """Whether the variant named at `places` is what the patient's own treatment was."""
    words, own, place = segment.words, set(segment.own), places.start
    near = {words.word(before) for before in range(max(segment.start, place - 3), place)}
    ahead = {words.word(before) for before in range(segment.start, place)}
    denied = bool(near & _NEGATED) and "sure" not in near
    if denied or own & _COMPARES or own & _KIN or (segment.opens_question and not ahead & _OWNS_IN_QUESTIONS):
        return False
    if asked and not segment.opens_question:
        return segment.closes != "?" or len(segment.own) <= 3
    if variant is Variant.peel:
        return _is_added(segment, place)
    others = {words.word(other) for other in segment.own_places if other not in places}
    if others <= FILLERS and segment.closes != "?" and not segment.opens_question:
        return True
    opens_with_time = bool(segment.mentions) and all(mention.relation != "blocked" for mention in segment.mentions)
    return bool(ahead & _OWNS) or opens_with_time or (segment.start == 0 and "with" in ahead)


def _is_added(segment: Segment, place: int) -> bool:
    """Whether a peel came with the needling: a peel alone is another treatment."""
    words = segment.words
    around = {words.word(near) for near in range(max(0, place - 4), min(len(words.tokens), place + 7))}
    beside = around & (TREATMENT_NOUNS | {"it", "rf", "prp"}) or {"same", "time"} <= around or "as" in around
    own = set(segment.own)
    leads = words.word(place - 1) in _JOINS or words.word(place - 2) in _JOINS
    return (
        bool(beside) and (leads or bool(own & {"same", "too", "well", "also"})) and not own & {"can", "could", "when"}
    )


def _is_unsure(words: Words) -> bool:
    said = [token.word for token in words.tokens]
    return ("not", "sure") in pairwise(said) or bool(_UNSURE & set(said))
