"""Whose time a mention is: whether its piece of the message tells when the treatment was, or when it is to be.

Promises nothing where the words leave it open: then the bot asks. The time of a run, a wedding, a sign or another
person's treatment must never be taken for the treatment's.
"""

from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise

from bot.understanding.times.anchors import anchors
from bot.understanding.times.moments import Tense
from bot.understanding.times.said import Mention
from bot.understanding.times.segments import Segment
from bot.understanding.times.words import (
    ACQUAINTANCES,
    DID_SOMETHING,
    ELSEWHERE,
    EVENTS,
    FUTURE_WORDS,
    OTHER_TIMES,
    OWNERS,
    PAST_WORDS,
    RELATIVES,
    TREATMENT_NOUNS,
    word_set,
)

_MOVES = word_set("moved move rescheduled reschedule changed rebooked rearranged pushed switched swapped")
_WISHES = word_set("need want like hoping trying wondering please pls can could may wish")
_WILL = word_set("will wont")
_CAME = word_set("got had")
_HABITS = word_set("coming having getting")
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
_OR = word_set("or / maybe perhaps possibly on it was")
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
    firm: bool = True  # not firm: said of a later session, while the skin may still heal from the one before
    this_week: bool = False  # holds only of a day that is still to come in the calendar week


def settled(mention: Mention) -> Tense | None:
    """The tense that the words of the mention alone give it."""
    if mention.relation in {"past", "age", "told past"}:
        return "past"
    return "future" if mention.relation in {"future", "told future"} else None


def told_claims(segment: Segment, *, leave_asked: bool, acquaintance: bool, prepares: bool = False) -> list[Claim]:
    """The claims of a segment that names the treatment. `leave_asked`: its sentence asks what is allowed.

    `prepares`: the message asks what to do before, so that a weekday alone is the one to come.
    """
    places = anchors(segment) if segment.mentions else []
    own = set(segment.own)
    if not places or _is_others(own, acquaintance=acquaintance):
        return []
    if own & _MOVES:
        return _moved_claims(segment, own)
    if own & _DENIES or {"meant", "be"} <= own:
        return []
    nearest = min(_exact(segment.mentions), key=lambda mention: min(_distance(mention, place) for place in places))
    others = [each for each in segment.mentions if each is not nearest]
    mentions = [nearest, *(each for each in others if _completes(nearest, each) or _is_or(segment, nearest, each))]
    return [
        claim
        for mention in mentions
        if (claim := _told(segment, mention, own, leave_asked=leave_asked, prepares=prepares)) is not None
    ]


def _told(segment: Segment, mention: Mention, own: set[str], *, leave_asked: bool, prepares: bool) -> Claim | None:
    tense = settled(mention) or _tense(segment, own)
    # "Can I run after my treatment on friday": last or next friday?
    open_tense = tense is None and bool(own & _ONLY_NOW_AND_THEN) and leave_asked
    supposed = segment.own[:1] in {("if",), ("unless",)} and settled(mention) != "past"
    if open_tense and mention.weekday is not None and not mention.weekday.which:
        return Claim(mention, Rank.PLANNED, "future", this_week=True)
    # "Since 2 days I have pain after treatment".
    of_sign = mention.is_others and bool(segment.opens_question or own & (ELSEWHERE - {"make"}))
    if open_tense or supposed or of_sign or mention.relation in {"blocked", "bare"}:
        return None
    if tense is None and prepares and mention.weekday is not None:
        tense = "future"
    if tense == "future":
        if own & _CALLS_OFF:
            return None
        asks_for_it = segment.opens_question and (not own & OWNERS or own & _REBOOKS)
        return None if asks_for_it else Claim(mention, Rank.PLANNED, "future", firm=not own & _AGAIN)
    if (mention.relation == "age" and _is_of_then(segment, mention, own)) or {"last", "time"} <= own or _is_habit(own):
        return None
    rank = Rank.JUST_NOW if mention.just_now else Rank.RELATIVE if own & RELATIVES else Rank.TOLD
    return Claim(mention, rank, "past", open_tense=tense is None)


def _is_habit(own: set[str]) -> bool:
    """ "Been coming to you since march"."""
    return "been" in own and bool(own & _HABITS)


def _moved_claims(segment: Segment, own: set[str]) -> list[Claim]:
    """ "I had to move my appointment to thursday": where it was moved to; a wish to move it tells nothing."""
    if own & _WISHES or segment.opens_question:
        return []
    moved_to = [mention for mention in segment.mentions if segment.words.word(mention.start - 1) in {"to", "till"}]
    return [Claim(mention, Rank.PLANNED, "future") for mention in moved_to if settled(mention) != "past"]


def _exact(mentions: tuple[Mention, ...]) -> list[Mention]:
    """Without the "just left" of "just left the clinic 20 mins ago"."""
    exact = [
        each for each in mentions if each.span and each.span.unit in {"minute", "hour"} and each.relation == "past"
    ]
    return exact if exact and any(each.just_now for each in mentions) else list(mentions)


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
    if segment.words.word(mention.end - 1) in {"after", "post"} and (own & _WILL or (own & _CAME and own & ELSEWHERE)):
        return True  # "results will show 4 weeks after", "got a rash 2 days after"
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
        Claim(mention, rank, settled(mention) or tense or "past", open_tense=settled(mention) is None and tense is None)
        for mention in segment.mentions
        if not mention.is_others
        or (mention.relation == "told past" and segment.words.word(mention.end - 1) != "before")
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


def _is_or(segment: Segment, first: Mention, second: Mention) -> bool:
    """ "Had it fri or sat": either may be it."""
    before, after = (first, second) if first.start < second.start else (second, first)
    between = [segment.words.word(place) for place in range(before.end, after.start)]
    joined = bool({"or", "/"} & set(between)) and set(between) <= _OR
    return joined and before.has_day and after.has_day
