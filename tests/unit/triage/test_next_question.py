"""Which question comes next, and which never does."""

import pytest

from bot.protocol import Level, Protocol
from bot.triage.decision import Decision, Reason, decide
from bot.triage.questions import MOST_QUESTIONS, next_question


def told(flag: str, level: Level) -> Decision:
    return decide((Reason("a_sign", flag, level),))


def in_doubt(flag: str, *rules: str, level: Level = Level.urgent) -> Decision:
    return decide(tuple(Reason(rule, flag, level, asks=True) for rule in rules))


def ids(protocol: Protocol, decision: Decision, *, level_open: Level = Level.none) -> list[str]:
    """Every question that is asked, each answered with nothing."""
    asked: list[str] = []
    while asking := next_question(protocol, decision=decision, asked=asked, level_open=level_open):
        asked.append(asking.id)
    return asked


@pytest.mark.parametrize("flag", ["infection", "breathing_or_collapse", "self_harm", "eye"])
def test_an_emergency_is_asked_nothing(protocol: Protocol, flag: str) -> None:
    assert ids(protocol, told(flag, Level.emergency)) == []


def test_nothing_is_asked_while_the_open_case_is_an_emergency(protocol: Protocol) -> None:
    assert ids(protocol, in_doubt("infection", "pus"), level_open=Level.emergency) == []


def test_self_harm_is_never_asked_about_skin(protocol: Protocol) -> None:
    both = decide((Reason("low_or_hopeless", "self_harm", Level.urgent), Reason("pus", "infection", Level.urgent)))

    assert ids(protocol, both) == []


def test_an_uncertain_flag_is_asked_for_emergencies_first_and_settled_within_the_three(protocol: Protocol) -> None:
    assert ids(protocol, in_doubt("infection", "pus")) == ["infection.fever", "infection.eye", "infection.pus"]


def test_a_report_is_asked_only_what_can_still_raise_it(protocol: Protocol) -> None:
    assert ids(protocol, told("infection", Level.urgent)) == ["infection.fever", "infection.eye"]
    assert ids(protocol, told("bleeding", Level.urgent)) == ["bleeding.amount", "bleeding.feel"]


def test_a_routine_report_is_asked_one_question(protocol: Protocol) -> None:
    assert ids(protocol, told("scarring", Level.routine)) == ["scarring.signs"]
    assert ids(protocol, told("patient_request", Level.routine)) == ["patient_request.red"]


def test_a_routine_report_within_an_urgent_case_is_asked_nothing_that_staff_know(protocol: Protocol) -> None:
    assert ids(protocol, told("scarring", Level.routine), level_open=Level.urgent) == []


def test_the_more_urgent_doubt_is_asked_before_a_routine_report(protocol: Protocol) -> None:
    both = decide((Reason("no_result", "complaint", Level.routine), Reason("sight", "eye", Level.urgent, asks=True)))

    assert ids(protocol, both)[0] == "eye.sight"


def test_a_question_that_was_asked_is_not_chosen_again(protocol: Protocol) -> None:
    asking = next_question(
        protocol, decision=in_doubt("infection", "pus"), asked=["infection.fever"], level_open=Level.none
    )

    assert asking is not None
    assert asking.id == "infection.eye"


def test_a_repeat_counts_among_the_three(protocol: Protocol) -> None:
    asked = ["infection.fever", "infection.fever", "infection.eye"]

    assert next_question(protocol, decision=in_doubt("infection", "pus"), asked=asked, level_open=Level.none) is None
    assert len(asked) == MOST_QUESTIONS


def test_staffs_questions_reach_no_patient(protocol: Protocol) -> None:
    flags = {
        flag_id: flag.model_copy(
            update={"questions": tuple(each.model_copy(update={"to": "staff"}) for each in flag.questions)}
        )
        for flag_id, flag in protocol.flags.items()
    }

    assert ids(protocol.model_copy(update={"flags": flags}), in_doubt("infection", "pus")) == []


def test_the_text_and_the_quick_replies_are_the_protocols(protocol: Protocol) -> None:
    asking = next_question(protocol, decision=in_doubt("infection", "pus"), asked=(), level_open=Level.none)

    assert asking is not None
    assert asking.text == "Do you have a fever (38 C / 100.4 F or more) or shaking chills?"
    assert asking.options == ("no", "not measured", "fever", "fever with shaking")
    assert asking.uncertain == ("pus",)
