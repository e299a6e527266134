"""Which question comes next: emergency signs first, one at a time, three in all for a case.

An emergency and self-harm are asked nothing. Only a question is asked that can still raise the level, or that can tell
whether an uncertain flag is there; the last one is kept for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.protocol import Level, Protocol
from bot.triage.asking import Asking, asking_of
from bot.triage.decision import Decision, Reason
from bot.triage.hear_answer import Heard, hear_answer

__all__ = ["MOST_QUESTIONS", "Asking", "Heard", "asking_of", "hear_answer", "next_question"]

MOST_QUESTIONS = 3
_NEVER_ASKED = "self_harm"


@dataclass(frozen=True)
class _Doubt:
    """A flag of the decision: the rules in doubt, none where it is told for sure, and its highest level."""

    flag: str
    level: Level
    uncertain: tuple[str, ...]


def next_question(protocol: Protocol, *, decision: Decision, asked: Sequence[str], level_open: Level) -> Asking | None:
    """The next question, or None.

    `decision` is that of the whole case, with what still waits for an answer; `asked` holds the id of every question
    asked until now, one that was repeated twice; `level_open` is the level of the case that staff have.
    """
    known = max(level_open, decision.level if decision.outcome == "escalate" else Level.none, key=_rank)
    levels = (known, decision.level, *(reason.level for reason in decision.reasons))
    flags = _doubts(decision.reasons)
    if Level.emergency in levels or any(doubt.flag == _NEVER_ASKED for doubt in flags):
        return None
    if len(asked) >= MOST_QUESTIONS or (asked and _is_routine(flags, known=known)):
        return None
    found = [
        asking
        for doubt in flags
        for asking in _askings(protocol, doubt)
        if asking.id not in asked and _is_worth_asking(asking, known=known)
    ]
    settling = [asking for asking in found if asking.could_settle]
    if settling and len(asked) == MOST_QUESTIONS - 1:
        return settling[0]
    return min(found, key=lambda each: (-each.question.top_level.rank, not each.could_settle), default=None)


def _doubts(reasons: Sequence[Reason]) -> list[_Doubt]:
    """The flags, the most urgent first."""
    by_flag: dict[str, list[Reason]] = {}
    for reason in sorted(reasons, key=lambda each: -each.level.rank):
        by_flag.setdefault(reason.flag, []).append(reason)
    return [
        _Doubt(
            flag=flag,
            level=each[0].level,
            uncertain=tuple(dict.fromkeys(reason.rule for reason in each)) if all(one.asks for one in each) else (),
        )
        for flag, each in by_flag.items()
    ]


def _askings(protocol: Protocol, doubt: _Doubt) -> list[Asking]:
    return [
        asking_of(
            protocol,
            flag=doubt.flag,
            question=question,
            uncertain=doubt.uncertain,
            level=doubt.level if doubt.uncertain else Level.none,
        )
        for question in protocol.flags[doubt.flag].questions
        if question.to == "patient" and question.options
    ]


def _is_worth_asking(asking: Asking, *, known: Level) -> bool:
    if asking.question.top_level.rank > known.rank or asking.could_settle:
        return True
    return bool(asking.uncertain and asking.question.confirms and asking.level.rank > known.rank)


def _is_routine(flags: Sequence[_Doubt], *, known: Level) -> bool:
    """Whether nothing is uncertain and nothing urgent: then one question is all."""
    return known.rank <= Level.routine.rank and not any(doubt.uncertain for doubt in flags)


def _rank(level: Level) -> int:
    return level.rank
