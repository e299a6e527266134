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
    """Probabilities of a level or more: from `tells` on staff are told, from `asks` on the patient is asked."""

    tells: float
    asks: float


# Highest first.
THRESHOLDS = {
    Level.emergency: Thresholds(tells=0.25, asks=0.05),
    Level.urgent: Thresholds(tells=0.45, asks=0.15),
    Level.routine: Thresholds(tells=0.7, asks=0.33),
}
# From here on a flag beside the likeliest one is named as well.
ANOTHER_FLAG_ABOVE = 0.5

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


def second_opinion(reading: Reading, *, findings: Sequence[Finding]) -> tuple[Reason, ...]:
    """The reasons to tell staff, or to ask, that the model sees; empty where it sees none.

    Below emergency a flag whose every sign the patient took back (denied, asked about, feared ...) is asked, not told.
    """
    return tuple(_reasons(reading, taken_back=_taken_back(findings)))


def _reasons(reading: Reading, *, taken_back: frozenset[str]) -> Iterator[Reason]:
    told = next((level for level, at in THRESHOLDS.items() if reading.at_least(level) >= at.tells), Level.none)
    if told is not Level.none:
        flag = _likeliest(reading, told)
        asks = flag in taken_back and told is not Level.emergency
        yield Reason(RULE, flag, told, asks=asks, score=reading.at_least(told))
        yield from _other_flags(reading, flag, told, taken_back=taken_back)
    asked = next((level for level, at in THRESHOLDS.items() if reading.at_least(level) >= at.asks), Level.none)
    if asked.rank > told.rank:
        yield Reason(RULE, _likeliest(reading, asked), asked, asks=True, score=reading.at_least(asked))


def _likeliest(reading: Reading, level: Level) -> str:
    """The likeliest of the flags that can have this level."""
    return next(flag for flag in reading.flags if LEVELS_OF[flag][0].rank <= level.rank <= LEVELS_OF[flag][1].rank)


def _other_flags(reading: Reading, main: str, level: Level, *, taken_back: frozenset[str]) -> Iterator[Reason]:
    for flag, score in reading.flags.items():
        own = LEVELS_OF[flag][0]
        if flag != main and score >= ANOTHER_FLAG_ABOVE and flag not in taken_back and own.rank <= level.rank:
            yield Reason(RULE, flag, own, score=score)


def _taken_back(findings: Sequence[Finding]) -> frozenset[str]:
    """Flags of which signs were found, none of them reported."""
    reported = {finding.flag for finding in findings if finding.status in REPORTED}
    return frozenset(finding.flag for finding in findings if finding.flag is not None and finding.flag not in reported)
