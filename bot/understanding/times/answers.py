"""Times that stand alone: "36 hrs ago." as a whole message, "yesterday" before or after a word of the treatment.

Promises to leave alone a time that leads into something else ("yesterday i ran") or that asks ("tomorrow?").
"""

from bot.understanding.times.anchors import anchors
from bot.understanding.times.owner import Claim, Rank, settled
from bot.understanding.times.said import Mention
from bot.understanding.times.segments import Segment
from bot.understanding.times.words import ELSEWHERE, FILLERS, word_set

_HEADING = word_set("date day time of my the last latest recent when")
_ANOTHER = word_set(
    "another second 2nd third 3rd fourth 4th one latest newest neck chest hands face scalp scars stomach"
)
# "Yesterday I make dermapen", as other languages tell it; only of a time that is past by its own words.
_TOLD = word_set("had got did was done treated been last")
_TOLD_NOW = _TOLD | word_set("have make made do")


def standing_claims(segments: tuple[Segment, ...]) -> list[Claim]:
    """The claims of segments that hold a time and nothing else of weight."""
    whole = all(segment.is_bare for segment in segments)
    claims: list[Claim] = []
    for place, segment in enumerate(segments):
        before = segments[place - 1] if place else None
        after = segments[place + 1] if place + 1 < len(segments) else None
        if _is_another(segment, before):
            claims += [
                Claim(mention, Rank.TOLD, "past") for mention in segment.mentions if settled(mention) != "future"
            ]
        if _leads_to_when(segment, after):
            claims.append(Claim(segment.mentions[-1], Rank.TOLD, "past"))
        if not segment.mentions or not segment.is_bare:
            continue
        for mention in segment.mentions:
            claim = _claim(segment, mention, before=before, after=after, whole=whole)
            if claim is not None:
                claims.append(claim)
    return claims


def _claim(
    segment: Segment, mention: Mention, *, before: Segment | None, after: Segment | None, whole: bool
) -> Claim | None:
    if mention.relation == "blocked" or mention.just_now or settled(mention) == "future":
        return None
    bare = Claim(mention, Rank.BARE, "past")
    joined = segment.closes == "" and settled(mention) == "past"
    if joined and _told_without_time(after, near=segment, by=_TOLD_NOW):
        return Claim(mention, Rank.TOLD, "past")
    if mention.is_others or (mention.has_day and _is_heading(before)):
        return None if mention.is_others else bare
    if _told_without_time(before, near=segment) or (
        segment.closes in {"", ","} and _told_without_time(after, near=segment)
    ):
        return Claim(mention, Rank.TOLD, "past") if mention.relation != "bare" else None
    if whole:
        return bare if _stands_as_message(segment, mention) else None
    return bare if _stands_in_message(segment, mention, before=before, after=after) else None


def _stands_in_message(segment: Segment, mention: Mention, *, before: Segment | None, after: Segment | None) -> bool:
    """Whether a time between other sentences tells the treatment's: "Is this normal? 3 days ago."."""
    opens = before is None or before.closes in {".", "?"} or before.is_bare or bool(anchors(before))
    said_so = {"it", "was"} <= set(segment.own) or "was" in segment.own[:1]
    leads_on = segment.closes in {"", ","} and after is not None and not after.opens_question and not after.is_bare
    if not opens or (leads_on and not said_so) or segment.closes == "?" or not (mention.has_day or mention.span):
        return False
    return settled(mention) == "past" or (said_so and mention.relation == "any")


def _leads_to_when(segment: Segment, after: Segment | None) -> bool:
    """ "Red since tuesday when i had it done"."""
    if not segment.mentions or segment.mentions[-1].relation in {"blocked", "bare", "future"} or after is None:
        return False
    joined = segment.closes == "" and segment.mentions[-1].end == segment.end
    return joined and after.own[:1] == ("when",) and _told_without_time(after, near=segment)


def _is_heading(segment: Segment | None) -> bool:
    """ "Treatment date: 11/15/2026"."""
    if segment is None or segment.mentions or segment.closes != "," or not anchors(segment):
        return False
    named = {segment.words.word(place) for place in anchors(segment)}
    return set(segment.own) <= named | _HEADING


def _is_another(segment: Segment, before: Segment | None) -> bool:
    """ "Had my last session 6 weeks ago and another yesterday"."""
    own = set(segment.own)
    if before is None or not before.mentions or not anchors(before) or segment.opens_question:
        return False
    return bool(own & _ANOTHER) and own <= _ANOTHER | FILLERS and not own & {"is", "be"}


def _told_without_time(segment: Segment | None, *, near: Segment, by: frozenset[str] = _TOLD) -> bool:
    """Whether the neighbour tells of the treatment, in the same or the next sentence, without a time of its own."""
    if segment is None or segment.mentions or segment.opens_question or abs(segment.sentence - near.sentence) > 1:
        return False
    told = by & set(segment.own) and not (by > _TOLD and (ELSEWHERE - _TOLD_NOW) & set(segment.own))
    return bool(anchors(segment)) and bool(told) and not {"havent", "never", "not", "if", "friend"} & set(segment.own)


def _stands_as_message(segment: Segment, mention: Mention) -> bool:
    """Whether a message of nothing but this time tells the treatment's."""
    if segment.closes == "?" and settled(mention) != "past":
        return False
    if not mention.has_day and mention.span is None:
        return False
    if mention.day == 0 and mention.part == "evening":
        return False
    return not (segment.own[:1] == ("and",) and settled(mention) != "past")
