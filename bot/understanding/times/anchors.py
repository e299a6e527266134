"""The words of a message that name the patient's treatment: "my session", "had it", "came in on tuesday".

Promises nothing for a laser session, a gym or a doctor's appointment: a time beside one of these is not the
treatment's.
"""

from bot.understanding.times.segments import Segment
from bot.understanding.times.words import ELSEWHERE, FILLERS, FUTURE_WORDS, OTHER_TREATMENTS, TREATMENT_NOUNS, word_set

_IT_VERBS = word_set("had got did have having getting get gotten done")
_ITS = word_set("it mine this them these")
_NOT_AFTER_IT = word_set("hurt in off wet from under near out into work help go take last cause mean wrong say feel")
_BEFORE_DONE = word_set(
    "had got was it been them face mine having getting get skin neck were im i this just chest cheeks gotten"
)
_NOT_AFTER_DONE = word_set("with a some my exercise anything wrong nothing everything the that loads any")
_NOT_AFTER_TREATED = word_set("skin area areas spots side zone zones")
_OF_TREATMENT = word_set("area areas site spot spots zone plan price cost fee deposit room bed table chair")
_BOOKED = word_set("booked scheduled rescheduled reschedule rebooked")
_HERE = word_set("clinic you your yous u")
_HERE_VERBS = word_set("left saw see seeing came coming visited visiting was with in at been")


def anchors(segment: Segment) -> list[int]:
    """The places of the words in `segment` that name the treatment."""
    return [place for place in segment.own_places if _names_treatment(segment, place)]


def _names_treatment(segment: Segment, place: int) -> bool:
    words = segment.words
    word, before, after = words.word(place), words.word(place - 1), words.word(place + 1)
    if word in TREATMENT_NOUNS:
        with_other = after in {"with", "at", "for"} and bool(
            OTHER_TREATMENTS & {words.word(place + step) for step in (2, 3, 4)}
        )
        return before not in OTHER_TREATMENTS and after not in _OF_TREATMENT and not with_other
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
    starts = {mention.start for mention in segment.mentions}
    of_day = after == "in" and place + 2 in starts  # "did it in monday", as other languages say it
    spoils = after in _NOT_AFTER_IT and place + 1 in segment.own_places and not of_day
    return before in _IT_VERBS and not spoils and not (after == "on" and words.word(place + 2) == "my")


def _is_visit(segment: Segment, place: int) -> bool:
    """ "Booked for friday", "came in on tuesday", "left the clinic", "saw you"."""
    words, word = segment.words, segment.words.word(place)
    if word in _BOOKED:
        return all(
            own in FILLERS or own in FUTURE_WORDS or own in {"in", "had"} or own in _BOOKED for own in segment.own
        )
    if word in {"in", "finished"}:
        came = words.word(place - 1) in ({"came", "coming", "was"} if word == "in" else {"i", "just", "we"})
        opens = word == "finished" and place == segment.start and not ELSEWHERE & set(segment.own)
        return (came or opens) and place + 1 in {mention.start for mention in segment.mentions}
    near = range(max(segment.start, place - (4 if word == "clinic" else 3)), place)
    out_of = word == "clinic" and "out" in {words.word(other) for other in near}
    return word in _HERE and (out_of or any(words.word(other) in _HERE_VERBS for other in near))
