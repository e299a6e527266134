"""Weighs all that is known of a message's signs: the screen's look, the model's reading, what was told before.

The result says what staff are told, what the patient is told, and which question comes next. It only ever adds to what
the screen has found; what stays in doubt is asked, and what cannot be asked goes to a person at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.answers.reply import Reply, Turn
from bot.answers.safety import Answered, noted_reply, safety_replies, told_ids
from bot.conversation.screen import Look
from bot.escalations.cases import Case
from bot.escalations.promise import by_words, promise, who_words
from bot.protocol import Level, Protocol
from bot.triage.decision import NOTHING, Decision, Reason, decide
from bot.triage.questions import Asking, next_question
from bot.triage.safety_state import (
    SafetyState,
    answered,
    asked,
    may_repeat,
    open_reasons,
    pending_asking,
    reported,
    told,
    unclear,
)
from bot.triage.second_opinion import second_opinion

WANTS_PERSON = "talk_to_staff"
# What may be an emergency does not wait as long for its answer as other doubts.
EMERGENCY_UNCLEAR_AFTER = timedelta(minutes=5)


@dataclass(frozen=True)
class Before:
    """What is known before a message: the state of the safety questions, and the case that is open."""

    state: SafetyState
    case: Case | None


@dataclass(frozen=True)
class Weighed:
    """`told` is said before the answers and `question` after them; `answered` says that the pending question was."""

    decision: Decision
    state: SafetyState
    told: tuple[Reply, ...] = ()
    question: tuple[Reply, ...] = ()
    answered: bool = False


def weigh(
    protocol: Protocol,
    *,
    look: Look,
    turn: Turn | None,
    before: Before,
    now: datetime,
    said_at: datetime,
    unclear_after: timedelta,
) -> Weighed:
    """`turn` is Rasa's, None where it was not asked or gave none. `said_at` is later than `now` after an outage."""
    asking, decision, state = _taken_in(protocol, look=look, turn=turn, before=before)
    if asking is None and decision.outcome == "answer":
        return Weighed(decision, state)
    following = _next(protocol, asking=asking, look=look, decision=decision, state=state, case=before.case)
    doubtful = [reason for reason in (*decision.reasons, *open_reasons(state)) if reason.asks]
    if any(reason.level is Level.emergency for reason in doubtful):
        unclear_after = min(unclear_after, EMERGENCY_UNCLEAR_AFTER)
    state = asked(state, asking=following, decision=decision, protocol=protocol, now=now, unclear_after=unclear_after)
    if following is None and (doubts := unclear(state, now=now)):
        decision = decide((*decision.reasons, *doubts))
        state = told(state, decision=decision)
    promised = _promised(protocol, decision=decision, case=before.case, now=said_at)
    said = safety_replies(protocol, decision=decision, already_told=state.said, promised=promised, asking=None)
    question = safety_replies(protocol, decision=NOTHING, already_told=state.said, promised=promised, asking=following)
    is_answered = asking is not None and look.heard.option is not None
    if is_answered and not said and not question:
        said = (noted_reply(protocol),)
    now_said = (*state.said, *sorted(told_ids(decision=decision, asking=following)))
    return Weighed(decision, replace(state, said=tuple(dict.fromkeys(now_said))), said, question, is_answered)


def _promised(protocol: Protocol, *, decision: Decision, case: Case | None, now: datetime) -> Answered:
    """What the case's patient was promised, where it is no worse than that; else what can be promised now."""
    clinic = protocol.clinic
    made = promise(clinic, level=decision.level, now=now)
    by = made.by
    if case and case.promised_at and now < case.promised_at < by:
        by = case.promised_at
    who = who_words(clinic, people=made.people)
    return Answered(who, by_words(clinic, by=by, now=now), open_now=clinic.open_at(now) is True)


def weigh_unheard(protocol: Protocol, *, look: Look, turn: Turn | None, before: Before, now: datetime) -> Weighed:
    """As `weigh`, where nothing can be told or asked since a person speaks: what is in doubt goes to staff at once.

    A question that was asked before keeps waiting for its answer, until the time that it had.
    """
    _, decision, state = _taken_in(protocol, look=look, turn=turn, before=before)
    if decision.outcome == "answer" and (state.pending or not state.waiting):
        return Weighed(decision, state)
    state = asked(state, asking=None, decision=decision, protocol=protocol, now=now, unclear_after=timedelta(0))
    if doubts := unclear(state, now=now):
        decision = decide((*decision.reasons, *doubts))
        state = told(state, decision=decision)
    return Weighed(decision, state)


def _taken_in(
    protocol: Protocol, *, look: Look, turn: Turn | None, before: Before
) -> tuple[Asking | None, Decision, SafetyState]:
    """The question that was pending, what the message alone leads to, and the state with what it told."""
    asking = pending_asking(before.state, protocol=protocol)
    decision = decide(tuple(dict.fromkeys((*look.reasons, *_of_model(turn, look=look)))))
    state = answered(before.state, asking=asking, heard=look.heard) if asking else before.state
    state = reported(state, findings=look.findings, signs=look.heard.signs)
    if decision.outcome == "escalate":
        state = told(state, decision=decision)
    return asking, decision, state


def _of_model(turn: Turn | None, *, look: Look) -> Iterator[Reason]:
    if turn is None:
        return
    # A tap means what the protocol says it means; the model would take the one word for a message of its own.
    if turn.reading is not None and not look.heard.tapped:
        yield from second_opinion(turn.reading, findings=look.findings, expected=look.expected)
    if turn.act == WANTS_PERSON:
        yield Reason(WANTS_PERSON, "patient_request", Level.routine)


def _next(
    protocol: Protocol, *, asking: Asking | None, look: Look, decision: Decision, state: SafetyState, case: Case | None
) -> Asking | None:
    """The pending question once more, when the message was no answer to it; else the case's next one."""
    if asking is not None and look.heard == type(look.heard)() and decision.outcome == "answer":
        return asking if may_repeat(state) else None
    of_case = tuple(Reason("case", flag, case.level) for flag in case.flags) if case else ()
    whole = decide((*decision.reasons, *open_reasons(state), *of_case))
    level_open = case.level if case else Level.none
    return next_question(protocol, decision=whole, asked=state.asked, level_open=level_open)
