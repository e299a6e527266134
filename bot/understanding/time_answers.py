"""Times that stand alone: "36 hrs ago." as a whole message, "yesterday" before or after a word of the treatment.

Promises to leave alone a time that leads into something else ("yesterday i ran") or that asks ("tomorrow?").
"""

from bot.understanding.time_owner import Claim, Rank, anchors, settled
from bot.understanding.time_said import Mention
from bot.understanding.time_segments import Segment


def standing_claims(segments: tuple[Segment, ...]) -> list[Claim]:
    """The claims of segments that hold a time and nothing else of weight."""
    whole = all(segment.is_bare for segment in segments)
    claims: list[Claim] = []
    for place, segment in enumerate(segments):
        before = segments[place - 1] if place else None
        after = segments[place + 1] if place + 1 < len(segments) else None
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


def _told_without_time(segment: Segment | None, *, near: Segment) -> bool:
    """Whether the neighbour tells of the treatment, in the same or the next sentence, without a time of its own."""
    if segment is None or segment.mentions or segment.opens_question or abs(segment.sentence - near.sentence) > 1:
        return False
    told = {"had", "got", "did", "was", "done", "treated", "been", "last"} & set(segment.own)
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
