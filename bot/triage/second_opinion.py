"""What the model's reading adds to the lexicon's: a level to tell staff about, or a question to ask.

It returns reasons, and reasons only ever add up: nothing here can lower what the lexicon found. The thresholds and what
they cost are in docs/decisions/second-opinion.md.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.protocol import Level
from bot.triage.decision import Reason
from bot.triage.reading import Reading
from bot.understanding.signs import Finding

RULE = "the model's reading"
REPORTED = ("present", "uncertain")


@dataclass(frozen=True)
class Thresholds:
    """Probabilities of a level or more: from `tells` on staff are told, from `asks` on the patient is asked.

    `tells_more` is for a message that the lexicon reports already: then the model only raises the level.
    """

    tells: float
    tells_more: float
    asks: float

    def to_tell(self, reported: bool) -> float:
        """The probability from which staff are told; higher where the patient's words have been judged already."""
        return self.tells_more if reported else self.tells


# Highest first.
THRESHOLDS = {
    Level.emergency: Thresholds(tells=0.25, tells_more=0.4, asks=0.05),
    Level.urgent: Thresholds(tells=0.45, tells_more=0.65, asks=0.15),
    Level.routine: Thresholds(tells=0.7, tells_more=0.85, asks=0.33),
}
# From here on a flag beside the likeliest one is named as well.
ANOTHER_FLAG_ABOVE = 0.5

# The one flag that hangs on the hour alone.
_TOO_LONG = "prolonged_reaction"

# The levels that the protocol knows for a flag: its own, and the highest that something raises it to.
_ALWAYS_EMERGENCY = ("breathing_or_collapse", "self_harm")
_URGENT_OR_MORE = ("infection", "allergic_reaction", "herpes", "burn_or_blister", "eye", "bleeding", "severe_pain")
_UP_TO_URGENT = ("prolonged_reaction", "pigmentation_change", "scarring", "contraindication", "protocol_breach")
_ROUTINE = ("complaint", "patient_request")
LEVELS_OF = {
    **dict.fromkeys(_ALWAYS_EMERGENCY, (Level.emergency, Level.emergency)),
    **dict.fromkeys(_URGENT_OR_MORE, (Level.urgent, Level.emergency)),
    **dict.fromkeys(_UP_TO_URGENT, (Level.routine, Level.urgent)),
    **dict.fromkeys(_ROUTINE, (Level.routine, Level.routine)),
}


def second_opinion(reading: Reading, *, findings: Sequence[Finding], expected: bool = False) -> tuple[Reason, ...]:
    """The reasons to tell staff, or to ask, that the model sees; empty where it sees none.

    `expected`: all that the lexicon has read is normal at the hour, which is known. Then the model, which knows no
    hour, is not heard on whether it has lasted too long; on every other flag, and on an emergency, it is.

    Where the patient's words were read and none reports a sign (denied, asked about, feared ...), what is below
    emergency is asked, not told. Where they report one, its level stands unless the model is surer than usual.
    """
    worse_read = any(finding.trend == "worse" for finding in findings)
    if expected and _is_only_too_long(reading, worse_read=worse_read):
        return ()
    reported = any(finding.status in REPORTED for finding in findings)
    taken_back = bool(findings) and not any(finding.status in REPORTED for finding in findings)
    return tuple(_reasons(reading, reported=reported, taken_back=taken_back))


def _reasons(reading: Reading, *, reported: bool, taken_back: bool) -> Iterator[Reason]:
    told = next((level for level, at in THRESHOLDS.items() if reading.at_least(level) >= at.to_tell(reported)), None)
    if told is not None:
        asks = taken_back and told is not Level.emergency
        flag = _likeliest(reading, told)
        yield Reason(RULE, flag, told, asks=asks, score=reading.at_least(told))
        if not asks:
            yield from _other_flags(reading, flag, told)
            return
    asked = next((level for level, at in THRESHOLDS.items() if reading.at_least(level) >= at.asks), None)
    if asked is not None:
        # What is in doubt is the flag; whether it is an emergency is what its first question asks. Of what is always
        # one nothing can be asked, so the likeliest of the others is.
        flag = next(flag for flag in reading.flags if flag not in _ALWAYS_EMERGENCY and _can_be(flag, asked))
        doubted = min(asked, LEVELS_OF[flag][0], key=lambda level: level.rank)
        yield Reason(RULE, flag, doubted, asks=True, score=reading.at_least(asked))


def _is_only_too_long(reading: Reading, *, worse_read: bool) -> bool:
    """Whether the model sees a reaction that lasts too long, and no other flag that it would even ask about.

    Urgent, it means "worse": where the lexicon has not read that itself, nobody has judged it for the hour.
    """
    urgent = THRESHOLDS[Level.urgent]
    if reading.urgent >= urgent.tells and not worse_read:
        return False
    if next(iter(reading.flags)) != _TOO_LONG:
        return False
    others = (score for flag, score in reading.flags.items() if flag != _TOO_LONG)
    return reading.emergency < THRESHOLDS[Level.emergency].asks and max(others) < urgent.asks


def _can_be(flag: str, level: Level) -> bool:
    return LEVELS_OF[flag][0].rank <= level.rank <= LEVELS_OF[flag][1].rank


def _likeliest(reading: Reading, level: Level) -> str:
    """The likeliest of the flags that can have this level."""
    return next(flag for flag in reading.flags if _can_be(flag, level))


def _other_flags(reading: Reading, main: str, level: Level) -> Iterator[Reason]:
    for flag, score in reading.flags.items():
        own = LEVELS_OF[flag][0]
        if flag != main and score >= ANOTHER_FLAG_ABOVE and own.rank <= level.rank:
            yield Reason(RULE, flag, own, score=score)
