"""What the safety questions of one conversation leave for the next turn: asked, pending, uncertain, and until when.

It is plain data that survives JSON and holds no patient's words. A flag that is uncertain stays until it is reported,
denied, or told to staff as unclear: it is never forgotten.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self

from bot.protocol import Level, Protocol
from bot.triage.asking import Asking, asking_of
from bot.triage.decision import Decision, Reason
from bot.triage.hear_answer import Heard
from bot.triage.questions import MOST_QUESTIONS
from bot.understanding.signs import Finding

UNCLEAR = "unclear"
MOST_REPEATS = 1


@dataclass(frozen=True)
class Waiting:
    """A flag in doubt: the rules that found it, and the level of what was uncertain."""

    flag: str
    level: Level
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Pending:
    """The question that waits for its answer; `repeats`: how often it was asked again."""

    flag: str
    question: str
    asked_at: datetime
    repeats: int = 0


@dataclass(frozen=True)
class SafetyState:
    """The state of one case. `signs`: ids of the signs reported until now; `due_at`: when doubt goes to staff.

    `said`: what the patient has been told of (`told_ids` of `bot.answers.safety`).
    """

    worse_reports: int = 0
    signs: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    pending: Pending | None = None
    waiting: tuple[Waiting, ...] = ()
    due_at: datetime | None = None
    said: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "worse_reports": self.worse_reports,
            "signs": list(self.signs),
            "asked": list(self.asked),
            "pending": None
            if self.pending is None
            else {
                "flag": self.pending.flag,
                "question": self.pending.question,
                "asked_at": self.pending.asked_at.isoformat(),
                "repeats": self.pending.repeats,
            },
            "waiting": [
                {"flag": each.flag, "level": str(each.level), "rules": list(each.rules)} for each in self.waiting
            ],
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "said": list(self.said),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """From `to_json`, or from part of it: what is absent takes its default."""
        pending, due_at = values.get("pending"), values.get("due_at")
        return cls(
            worse_reports=values.get("worse_reports", 0),
            signs=tuple(values.get("signs", ())),
            asked=tuple(values.get("asked", ())),
            pending=Pending(**{**pending, "asked_at": datetime.fromisoformat(pending["asked_at"])})
            if pending
            else None,
            waiting=tuple(
                Waiting(each["flag"], Level(each["level"]), tuple(each["rules"])) for each in values.get("waiting", ())
            ),
            due_at=datetime.fromisoformat(due_at) if due_at else None,
            said=tuple(values.get("said", ())),
        )


def settled(state: SafetyState) -> SafetyState:
    """After a person has ended the case: no doubt is left, and a new case is asked about and told of anew."""
    return replace(state, asked=(), pending=None, waiting=(), due_at=None, said=())


def reported(state: SafetyState, *, findings: Sequence[Finding], signs: Sequence[str] = ()) -> SafetyState:
    """After a message: its present signs and those that an answer confirmed, and whether it said "worse"."""
    present = [finding for finding in findings if finding.status == "present"]
    ids = (*state.signs, *(finding.sign for finding in present), *signs)
    worse = any(finding.trend == "worse" for finding in present)
    return replace(state, signs=tuple(dict.fromkeys(ids)), worse_reports=state.worse_reports + worse)


def asked(
    state: SafetyState,
    *,
    asking: Asking | None,
    decision: Decision,
    protocol: Protocol,
    now: datetime,
    unclear_after: timedelta,
) -> SafetyState:
    """After a turn. `asking` None: nothing can be asked, so that what is uncertain is due at once.

    The first question sets `due_at` and a later one never puts it off.
    """
    waiting = _with_doubts(state.waiting, decision=decision, protocol=protocol)
    wait = timedelta(0) if asking is None else unclear_after
    due_at = min(filter(None, (state.due_at, now + wait))) if waiting else None
    if asking is None:
        return replace(state, pending=None, waiting=waiting, due_at=due_at)
    same = state.pending is not None and f"{state.pending.flag}.{state.pending.question}" == asking.id
    repeats = state.pending.repeats + 1 if same and state.pending else 0
    return replace(
        state,
        asked=(*state.asked, asking.id),
        pending=Pending(asking.flag, asking.question.id, now, repeats),
        waiting=waiting,
        due_at=due_at,
    )


def pending_asking(state: SafetyState, *, protocol: Protocol) -> Asking | None:
    """The question that waits for its answer; None where there is none, or where the protocol has it no more."""
    if state.pending is None:
        return None
    flag = protocol.flags.get(state.pending.flag)
    questions = flag.questions if flag else ()
    found = next((each for each in questions if each.id == state.pending.question), None)
    if found is None:
        return None
    doubt = next((each for each in state.waiting if each.flag == state.pending.flag), None)
    return asking_of(
        protocol,
        flag=state.pending.flag,
        question=found,
        uncertain=doubt.rules if doubt else (),
        level=doubt.level if doubt else Level.none,
    )


def may_repeat(state: SafetyState) -> bool:
    """Whether the pending question may be asked again: once, and within the questions of the case."""
    pending = state.pending
    return pending is not None and pending.repeats < MOST_REPEATS and len(state.asked) < MOST_QUESTIONS


def answered(state: SafetyState, *, asking: Asking, heard: Heard) -> SafetyState:
    """After an answer. A flag that is reported or denied waits no longer; an answer not understood changes nothing."""
    done = {reason.flag for reason in heard.reasons} | ({asking.flag} if heard.settled else set())
    waiting = tuple(each for each in state.waiting if each.flag not in done)
    return replace(
        state,
        signs=tuple(dict.fromkeys((*state.signs, *heard.signs))),
        pending=state.pending if heard.option is None else None,
        waiting=waiting,
        due_at=state.due_at if waiting else None,
    )


def told(state: SafetyState, *, decision: Decision) -> SafetyState:
    """After staff were told of `decision`: its sure flags wait no longer, and an emergency leaves no question open."""
    flags = {reason.flag for reason in decision.reasons if not reason.asks}
    waiting = tuple(each for each in state.waiting if each.flag not in flags)
    pending = None if decision.level is Level.emergency else state.pending
    return replace(state, pending=pending, waiting=waiting, due_at=state.due_at if waiting else None)


def open_reasons(state: SafetyState) -> tuple[Reason, ...]:
    """What still waits, as reasons to ask: they belong into the decision that the next question is chosen for."""
    return tuple(Reason(rule, each.flag, each.level, asks=True) for each in state.waiting for rule in each.rules)


def unclear(state: SafetyState, *, now: datetime) -> tuple[Reason, ...]:
    """The reasons to tell staff of what no answer has cleared up in time; empty until `due_at`."""
    if state.due_at is None or now < state.due_at:
        return ()
    return tuple(Reason(UNCLEAR, each.flag, each.level) for each in state.waiting)


def _with_doubts(waiting: Sequence[Waiting], *, decision: Decision, protocol: Protocol) -> tuple[Waiting, ...]:
    """What waits, and what the decision is uncertain of; never below the flag's own level or its old one."""
    sure = {reason.flag for reason in decision.reasons if not reason.asks}
    by_flag = {each.flag: each for each in waiting}
    for reason in decision.reasons:
        if not reason.asks:
            continue
        before = by_flag.get(reason.flag, Waiting(reason.flag, protocol.flags[reason.flag].level, ()))
        by_flag[reason.flag] = Waiting(
            flag=reason.flag,
            level=max(before.level, reason.level, key=lambda level: level.rank),
            rules=tuple(dict.fromkeys((*before.rules, reason.rule))),
        )
    return tuple(each for each in by_flag.values() if each.flag not in sure)
