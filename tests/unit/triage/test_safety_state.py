"""What the questions of a case leave for the next turn, and what becomes of doubt that nobody clears up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.protocol import FLAGS, Level, Protocol
from bot.triage.decision import Decision, Reason, decide
from bot.triage.questions import MOST_QUESTIONS, Asking, Heard, next_question
from bot.triage.safety_state import (
    Pending,
    SafetyState,
    Waiting,
    answered,
    asked,
    may_repeat,
    open_reasons,
    pending_asking,
    reported,
    told,
    unclear,
)
from bot.understanding.signs import Lexicon

Ask = Callable[..., Asking]

MINUTES = timedelta(minutes=15)
DOUBT = decide((Reason("pus", "infection", Level.urgent, phrase="is this pus", asks=True),))
SURE = decide((Reason("pus", "infection", Level.urgent, phrase="pus everywhere"),))


def after_asking(protocol: Protocol, now: datetime, state: SafetyState, decision: Decision) -> SafetyState:
    asking = next_question(protocol, decision=decision, asked=state.asked, level_open=Level.none)
    return asked(state, asking=asking, decision=decision, protocol=protocol, now=now, unclear_after=MINUTES)


def test_a_question_is_pending_and_the_doubt_waits(protocol: Protocol, now: datetime) -> None:
    state = after_asking(protocol, now, SafetyState(), DOUBT)

    assert state.pending == Pending("infection", "fever", now)
    assert state.asked == ("infection.fever",)
    assert state.waiting == (Waiting("infection", Level.urgent, ("pus",)),)
    assert state.due_at == now + MINUTES
    pending = pending_asking(state, protocol=protocol)
    assert pending is not None
    assert (pending.id, pending.uncertain) == ("infection.fever", ("pus",))


def test_doubt_goes_to_staff_when_it_is_due_and_not_before(protocol: Protocol, now: datetime) -> None:
    state = after_asking(protocol, now, SafetyState(), DOUBT)

    assert unclear(state, now=now + MINUTES - timedelta(seconds=1)) == ()
    assert unclear(state, now=now + MINUTES) == (Reason("unclear", "infection", Level.urgent),)


def test_unclear_is_never_below_the_flags_own_level(protocol: Protocol, now: datetime) -> None:
    low = decide((Reason("a_hint", "infection", Level.routine, asks=True),))
    state = after_asking(protocol, now, SafetyState(), low)

    assert [reason.level for reason in unclear(state, now=now + MINUTES)] == [Level.urgent]


def test_a_later_question_does_not_put_the_doubt_off(protocol: Protocol, now: datetime) -> None:
    state = after_asking(protocol, now, SafetyState(), DOUBT)
    later = after_asking(protocol, now + timedelta(minutes=9), state, decide(open_reasons(state)))

    assert later.asked == ("infection.fever", "infection.eye")
    assert later.due_at == now + MINUTES


def test_doubt_that_nothing_can_be_asked_about_is_due_at_once(protocol: Protocol, now: datetime) -> None:
    state = SafetyState(asked=("a.b",) * MOST_QUESTIONS)

    state = after_asking(protocol, now, state, DOUBT)

    assert unclear(state, now=now) == (Reason("unclear", "infection", Level.urgent),)


def test_a_report_waits_for_nothing(protocol: Protocol, now: datetime) -> None:
    state = after_asking(protocol, now, SafetyState(), SURE)

    assert (state.waiting, state.due_at) == ((), None)
    assert state.pending is not None


def test_an_answer_ends_the_question_and_only_a_denial_or_a_report_ends_the_doubt(
    protocol: Protocol, now: datetime, ask: Ask
) -> None:
    state = after_asking(protocol, now, SafetyState(), DOUBT)
    asking = ask("infection.pus", "pus")

    not_understood = answered(state, asking=asking, heard=Heard())
    no_answer_to_it = answered(state, asking=asking, heard=Heard(option="not measured"))
    denied = answered(state, asking=asking, heard=Heard(option="none", settled=True))
    reports = (Reason("infection.pus: pus", "infection", Level.urgent),)
    confirmed = answered(state, asking=asking, heard=Heard(option="pus", reasons=reports, signs=("pus",)))

    assert not_understood == state
    assert (no_answer_to_it.pending, no_answer_to_it.waiting, no_answer_to_it.due_at) == (
        None,
        state.waiting,
        state.due_at,
    )
    assert (denied.waiting, denied.due_at) == ((), None)
    assert (confirmed.waiting, confirmed.due_at, confirmed.signs) == ((), None, ("pus",))


def test_a_question_is_repeated_once_and_only_within_the_three(protocol: Protocol, now: datetime) -> None:
    state = after_asking(protocol, now, SafetyState(), DOUBT)
    assert may_repeat(state)

    again = asked(
        state,
        asking=pending_asking(state, protocol=protocol),
        decision=DOUBT,
        protocol=protocol,
        now=now,
        unclear_after=MINUTES,
    )

    assert again.pending is not None
    assert again.pending.repeats == 1
    assert not may_repeat(again)
    assert not may_repeat(SafetyState(asked=("a.b",) * MOST_QUESTIONS, pending=Pending("infection", "pus", now)))
    assert not may_repeat(SafetyState())


def test_an_emergency_leaves_no_question_open(protocol: Protocol, now: datetime) -> None:
    state = after_asking(protocol, now, SafetyState(), DOUBT)
    emergency = decide((Reason("breathing_trouble", "breathing_or_collapse", Level.emergency),))

    after = told(state, decision=emergency)

    assert after.pending is None
    assert after.waiting == state.waiting


def test_what_staff_were_told_waits_no_longer(protocol: Protocol, now: datetime) -> None:
    state = after_asking(protocol, now, SafetyState(), DOUBT)

    after = told(state, decision=decide(unclear(state, now=now + MINUTES)))

    assert (after.waiting, after.due_at) == ((), None)


def test_signs_and_reports_of_worse_are_counted_over_the_case(lexicon: Lexicon) -> None:
    state = reported(SafetyState(), findings=lexicon.read("my skin is red and getting worse"))
    state = reported(state, findings=lexicon.read("i have a fever"), signs=("pus",))

    assert state.worse_reports == 1
    assert {"redness", "fever", "pus"} <= set(state.signs)


def test_a_question_that_the_protocol_no_longer_has_is_not_pending(protocol: Protocol, now: datetime) -> None:
    assert pending_asking(SafetyState(pending=Pending("infection", "gone", now)), protocol=protocol) is None
    assert pending_asking(SafetyState(), protocol=protocol) is None


@given(
    state=st.builds(
        SafetyState,
        worse_reports=st.integers(0, 9),
        signs=st.lists(st.sampled_from(["pus", "fever"]), unique=True).map(tuple),
        asked=st.lists(st.sampled_from(["infection.fever", "eye.sight"])).map(tuple),
        pending=st.none()
        | st.builds(
            Pending,
            flag=st.sampled_from(FLAGS),
            question=st.just("fever"),
            asked_at=st.datetimes(timezones=st.just(UTC)),
            repeats=st.integers(0, 1),
        ),
        waiting=st.lists(
            st.builds(
                Waiting,
                flag=st.sampled_from(FLAGS),
                level=st.sampled_from(Level),
                rules=st.just(("pus", "a_rule")),
            ),
            max_size=3,
        ).map(tuple),
        due_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    )
)
def test_it_survives_json(state: SafetyState) -> None:
    assert SafetyState.from_json(state.to_json()) == state


def test_nothing_is_the_state_of_a_new_case() -> None:
    assert SafetyState.from_json({}) == SafetyState()


def test_it_holds_no_word_of_the_patient(protocol: Protocol, now: datetime) -> None:
    state = after_asking(protocol, now, SafetyState(), DOUBT)

    assert "is this" not in str(state.to_json())
