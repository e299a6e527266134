"""Whose time a mention is: whether its piece of the message tells when the treatment was, or when it is to be.

Promises nothing where the words leave it open: then the bot asks. The time of a run, a wedding, a sign or another
person's treatment must never be taken for the treatment's.
"""

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from bot.understanding.time_moments import Tense
from bot.understanding.time_said import Mention
from bot.understanding.time_segments import Segment
from bot.understanding.time_words import (
    ACQUAINTANCES,
    DID_SOMETHING,
    ELSEWHERE,
    EVENTS,
    FILLERS,
    FUTURE_WORDS,
    OTHER_TIMES,
    OTHER_TREATMENTS,
    OWNERS,
    PAST_WORDS,
    RELATIVES,
    TREATMENT_NOUNS,
    word_set,
)

_IT_VERBS = word_set("had got did have having getting get gotten done")
_ITS = word_set("it mine this them these")
_NOT_AFTER_IT = word_set("hurt in off wet from under near out into work help go take last cause mean wrong say feel")
_BEFORE_DONE = word_set(
    "had got was it been them face mine having getting get skin neck were im i this just chest cheeks gotten"
)
_NOT_AFTER_DONE = word_set("with a some my exercise anything wrong nothing everything the that loads any")
_NOT_AFTER_TREATED = word_set("skin area areas spots side zone zones")
_HERE = word_set("clinic you your yous u")
_HERE_VERBS = word_set("left saw see seeing came coming visited visiting was with in at been")
_DENIES = word_set(
    "supposed moved rescheduled postponed missed havent didnt hasnt never dont wasnt cancelled canceled considering "
    "might thinking wanted want wish wondering"
)
_CALLS_OFF = word_set("move change reschedule rebook cancel postpone")
_REBOOKS = word_set("move change reschedule rebook cancel book have get do another again come more arrange need")
_AGAIN = word_set("next another second 2nd third 3rd fourth final follow-up followup")
_ASKS_AHEAD = word_set(
    "until till when happens expect happen flying fly going gonna planning travelling leaving starting"
)
_DEEDS = word_set(
    "shower bath makeup foundation sauna gym pool swim wine alcohol drink beer run workout retinol sunscreen"
)
_HAVE_ONE = frozenset({("ive", "got"), ("have", "got"), ("have", "my"), ("have", "a"), ("have", "an")})
_SURELY_PAST = word_set("had was were did since ago")
_ONLY_NOW_AND_THEN = word_set("after")


class Rank(IntEnum):
    """How surely a mention is the treatment's time; the highest wins."""

    LOOSE = 1  # in the answer to "when was it?"
    JUST_NOW = 2
    BARE = 3
    RELATIVE = 4  # written for a relative
    PLANNED = 5
    AGE = 6
    TOLD = 7


@dataclass(frozen=True, slots=True)
class Claim:
    """A mention that tells the treatment's time."""

    mention: Mention
    rank: Rank
    tense: Tense
    open_tense: bool = False  # nothing but the hour tells whether it is past: "treatment today at 6pm"
    firm: bool = True  # not firm: said of a later session, so that an absurd distance is no reason to ask


def settled(mention: Mention) -> Tense | None:
    """The tense that the words of the mention alone give it."""
    if mention.relation in {"past", "age"}:
        return "past"
    return "future" if mention.relation == "future" else None


def anchors(segment: Segment) -> list[int]:
    """The places of the words in `segment` that name the treatment."""
    return [place for place in segment.own_places if _names_treatment(segment, place)]


def _names_treatment(segment: Segment, place: int) -> bool:
    words = segment.words
    word, before, after = words.word(place), words.word(place - 1), words.word(place + 1)
    if word in TREATMENT_NOUNS:
        return before not in OTHER_TREATMENTS
    if word == "facial":
        return before in {"my", "vampire", "the", "needle"}
    if word == "treated":
        return after not in _NOT_AFTER_TREATED and before not in {"the", "my", "on"}
    if word == "done":
        opens = place == segment.start or before in _BEFORE_DONE
        return opens and after not in _NOT_AFTER_DONE and not (before in {"i", "was", "im"} and after == "by")
    if word in _ITS:
        return _is_it(segment, place)
    return (before, word) == ("last", "1") or _is_visit(segment, place)


def _is_it(segment: Segment, place: int) -> bool:
    """ "Had it", "got mine", but not "did it hurt" or "got it in my eye"."""
    words = segment.words
    before, after = words.word(place - 1), words.word(place + 1)
    if words.word(place) == "mine" and after in {"was", "is", "on"}:
        return True
    spoils = after in _NOT_AFTER_IT and place + 1 in segment.own_places
    return before in _IT_VERBS and not spoils and not (after == "on" and words.word(place + 2) == "my")


def _is_visit(segment: Segment, place: int) -> bool:
    """ "Booked for friday", "came in on tuesday", "left the clinic", "saw you"."""
    words, word = segment.words, segment.words.word(place)
    if word in {"booked", "scheduled"}:
        return all(own in FILLERS or own in FUTURE_WORDS or own == "in" for own in segment.own)
    if word in {"in", "finished"}:
        came = words.word(place - 1) in ({"came", "coming", "was"} if word == "in" else {"i", "just", "we"})
        return came and place + 1 in {mention.start for mention in segment.mentions}
    near = range(max(segment.start, place - 3), place)
    return word in _HERE and any(words.word(other) in _HERE_VERBS for other in near)


def told_claims(segment: Segment, *, leave_asked: bool, acquaintance: bool) -> list[Claim]:
    """The claims of a segment that names the treatment. `leave_asked`: its sentence asks what is allowed."""
    places = anchors(segment) if segment.mentions else []
    own = set(segment.own)
    if not places or _is_others(own, acquaintance=acquaintance) or own & _DENIES or {"meant", "be"} <= own:
        return []
    nearest = min(segment.mentions, key=lambda mention: min(_distance(mention, place) for place in places))
    mentions = [nearest, *(each for each in segment.mentions if each is not nearest and _completes(nearest, each))]
    return [
        claim for mention in mentions if (claim := _told(segment, mention, own, leave_asked=leave_asked)) is not None
    ]


def _told(segment: Segment, mention: Mention, own: set[str], *, leave_asked: bool) -> Claim | None:
    tense = settled(mention) or _tense(segment, own)
    # "Can I run after my treatment on friday": last or next friday?
    open_tense = tense is None and bool(own & _ONLY_NOW_AND_THEN) and leave_asked
    supposed = segment.own[:1] in {("if",), ("unless",)} and settled(mention) != "past"
    if open_tense or supposed or mention.relation in {"blocked", "bare"}:
        return None
    if tense == "future":
        if own & _CALLS_OFF:
            return None
        asks_for_it = segment.opens_question and (not own & OWNERS or own & _REBOOKS)
        return None if asks_for_it else Claim(mention, Rank.PLANNED, "future", firm=not own & _AGAIN)
    if (mention.relation == "age" and _is_of_then(segment, mention, own)) or {"last", "time"} <= own:
        return None
    rank = Rank.JUST_NOW if mention.just_now else Rank.RELATIVE if own & RELATIVES else Rank.TOLD
    return Claim(mention, rank, "past", open_tense=tense is None)


def _tense(segment: Segment, own: set[str]) -> Tense | None:
    """The tense of the words around; None when they leave it open."""
    noun, done, after = bool(own & TREATMENT_NOUNS), "done" in own, "after" in own
    if noun and not done and "had" not in own and _HAVE_ONE & set(pairwise(segment.own)):
        return "future"
    if own & _SURELY_PAST and "booked" not in own:
        return "past"
    if own & FUTURE_WORDS and not after:
        return "future"
    if own & (PAST_WORDS - _ONLY_NOW_AND_THEN) and not (done and own & {"get", "be"}):
        return "past"
    to_come = own & {"is", "have", "appointment", "next"} or ("get" in own and done)
    return "future" if noun and to_come and not after else None


def age_claims(segment: Segment, *, acquaintance: bool) -> list[Claim]:
    """Ages by their form: "5 days post", "day 3", "it's been 30 hours"."""
    if not segment.mentions:
        return []
    own = set(segment.own)
    if _is_others(own, acquaintance=acquaintance):
        return []
    return [
        Claim(mention, Rank.JUST_NOW if mention.just_now else Rank.AGE, "past")
        for mention in segment.mentions
        if mention.just_now or (mention.relation == "age" and not _is_of_then(segment, mention, own))
    ]


def _is_of_then(segment: Segment, mention: Mention, own: set[str]) -> bool:
    """Whether "5 days after" tells when something is to happen, or happened, and no age now."""
    if segment.words.word(mention.end - 1) == "after" and own & _DEEDS:
        return True  # "makeup on 12 hours after"
    return segment.asks_leave or bool(own & (_ASKS_AHEAD | DID_SOMETHING | EVENTS)) or segment.own[:1] == ("if",)


def loose_claims(segment: Segment) -> list[Claim]:
    """What may pass as an answer to "when was it?": no question, and no other event beside the time."""
    if not segment.mentions:
        return []
    own = set(segment.own)
    if segment.asks_leave or own & ELSEWHERE or own & _DENIES or _is_others(own, acquaintance=True):
        return []
    rank = Rank.BARE if segment.is_bare else Rank.LOOSE
    tense: Tense | None = _tense(segment, own)
    return [
        Claim(mention, rank, settled(mention) or tense or "past")
        for mention in segment.mentions
        if mention.relation != "blocked"
    ]


def _is_others(own: set[str], *, acquaintance: bool) -> bool:
    if own & ACQUAINTANCES or own & OTHER_TIMES:
        return True
    return acquaintance and bool(own & {"she", "he", "they", "her", "his", "hers", "shes", "hes"})


def _distance(mention: Mention, place: int) -> int:
    return mention.start - place if place < mention.start else (place - mention.end + 1) * 2


def _completes(nearest: Mention, other: Mention) -> bool:
    """ "at 3 at your clinic on tuesday": the day and the hour of one time."""
    return (nearest.has_day and other.has_hour and not other.has_day and not nearest.has_hour) or (
        other.has_day and nearest.has_hour and not nearest.has_day and not other.has_hour
    )
