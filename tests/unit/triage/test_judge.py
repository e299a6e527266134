"""What holds for every judgement, whatever signs a message has: nothing lowers a level, and no doubt is passed over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.protocol import Level, Variant
from bot.triage.confirmed import findings_of
from bot.triage.decision import Decision
from bot.triage.judge import Situation, judge
from bot.understanding.signs import Finding
from tests.screens import project_screen

SCREEN = project_screen()
SIGNS = SCREEN.lexicon.signs
EXPIRING = {topic.id for topic in SCREEN.protocol.topics.values() if topic.contact_flag}
IN_RULES = {part.sign for rule in SCREEN.rules.rules for group in rule.groups for part in group}
BENIGN = sorted(
    sign.id for sign in SIGNS.values() if sign.weight == "hint" and sign.id not in IN_RULES and sign.topic is None
)
RED = sorted(sign.id for sign in SIGNS.values() if sign.weight == "red" and sign.flag)
SELF_HARM = sorted(sign.id for sign in SIGNS.values() if sign.weight == "red" and sign.flag == "self_harm")
NOT_REPORTED = ("absent", "asked", "feared", "other", "past", "figure")
HOURS = (0.0, 12.0, 23.9, 24.0, 47.9, 48.0, 60.0, 72.0, 96.0, 130.0, 200.0, 400.0)
LAWS = settings(deadline=None, max_examples=150)


def found(sign: str, status: str = "present", **told: object) -> Finding:
    """A finding of a sign of the lexicon, as a message would give it."""
    (finding,) = findings_of([sign], signs=SIGNS)
    return replace(finding, status=status, phrase=sign.replace("_", " "), **told)  # type: ignore[arg-type]


def findings_with(statuses: Sequence[str], signs: Sequence[str] = sorted(SIGNS)) -> st.SearchStrategy[Finding]:
    return st.builds(
        found,
        st.sampled_from(signs),
        st.sampled_from(statuses),
        trend=st.sampled_from([None, "better", "same", "worse"]),
        strength=st.sampled_from([None, "mild", "strong", "unbearable", 3, 8, 10]),
        site=st.sampled_from([None, "near_eye", "lip", "elsewhere"]),
        start=st.integers(0, 10_000),
    )


REPORTED = findings_with(["present", "uncertain"])
MESSAGES = st.lists(REPORTED, max_size=4, unique_by=lambda finding: finding.start)
# Beside the message, as keywords of `at`: a situation itself is too long to be read in a failure.
SITUATIONS = st.fixed_dictionaries(
    {
        "hours": st.sampled_from([None, *HOURS]),
        "variant": st.sampled_from([None, *Variant]),
        "worse_before": st.integers(0, 2),
        "known": st.lists(st.sampled_from(sorted(SIGNS)), max_size=3).map(lambda ids: findings_of(ids, signs=SIGNS)),
    }
)


def at(hours: float | None, **known: object) -> Situation:
    return Situation(SCREEN.protocol, SCREEN.rules, hours=hours, **known)  # type: ignore[arg-type]


def told(decision: Decision) -> int:
    """The rank of what staff are told."""
    return decision.level.rank if decision.outcome == "escalate" else Level.none.rank


def highest(decision: Decision) -> int:
    """The rank of what staff are told or the patient is asked about."""
    return max((reason.level.rank for reason in decision.reasons), default=Level.none.rank)


@LAWS
@given(message=MESSAGES, another=findings_with(["present"]), situation=SITUATIONS)
def test_one_more_sign_never_lowers_a_level(
    message: list[Finding], another: Finding, situation: dict[str, Any]
) -> None:
    before = judge(message, situation=at(**situation))
    after = judge([*message, another], situation=at(**situation))

    assert told(after) >= told(before)
    assert highest(after) >= highest(before)
    assert {(each.rule, each.flag, each.level) for each in before.reasons} <= {
        (each.rule, each.flag, each.level) for each in after.reasons
    }


@LAWS
@given(data=st.data(), message=MESSAGES, situation=SITUATIONS)
def test_the_order_of_the_signs_is_nothing(
    data: st.DataObject, message: list[Finding], situation: dict[str, Any]
) -> None:
    one = judge(message, situation=at(**situation))
    other = judge(data.draw(st.permutations(message)), situation=at(**situation))

    assert (one.outcome, one.level, set(one.flags)) == (other.outcome, other.level, set(other.flags))
    assert {(each.rule, each.asks) for each in one.reasons} == {(each.rule, each.asks) for each in other.reasons}


@LAWS
@given(message=MESSAGES, another=findings_with(NOT_REPORTED), situation=SITUATIONS)
def test_what_is_not_reported_adds_nothing(message: list[Finding], another: Finding, situation: dict[str, Any]) -> None:
    if another.flag == "self_harm" and another.status in ("asked", "feared", "past"):
        return
    assert judge([*message, another], situation=at(**situation)) == judge(message, situation=at(**situation))


@pytest.mark.parametrize("sign", SELF_HARM)
def test_self_harm_that_is_past_or_feared_is_told_too(sign: str) -> None:
    for status in ("present", "uncertain", "asked", "feared", "past"):
        decision = judge([found(sign, status)], situation=at(None))
        assert (decision.outcome, decision.level, decision.flags) == ("escalate", Level.emergency, ("self_harm",))
    for status in ("absent", "other", "figure"):
        assert judge([found(sign, status)], situation=at(None)).outcome == "answer"


@LAWS
@given(message=MESSAGES, sign=st.sampled_from(BENIGN), situation=SITUATIONS)
def test_a_harmless_sign_changes_nothing(message: list[Finding], sign: str, situation: dict[str, Any]) -> None:
    assert judge([*message, found(sign)], situation=at(**situation)) == judge(message, situation=at(**situation))


@LAWS
@given(message=MESSAGES, situation=SITUATIONS, hours=st.sampled_from(HOURS))
def test_an_unknown_hour_is_never_milder_than_a_known_one(
    message: list[Finding], situation: dict[str, Any], hours: float
) -> None:
    # What is normal for a time is judged once the hour is known: test_expired.py.
    message = [finding for finding in message if finding.topic not in EXPIRING or finding.trend == "worse"]
    known = judge(message, situation=at(**{**situation, "hours": hours}))
    unknown = judge(message, situation=at(**{**situation, "hours": None}))
    of_phases = [reason for reason in known.reasons if reason.rule.split()[0] in EXPIRING]
    seen = [reason for reason in known.reasons if reason not in of_phases]

    assert {reason.flag for reason in seen} <= {reason.flag for reason in unknown.reasons}
    assert highest(unknown) >= max((reason.level.rank for reason in seen), default=0)


@LAWS
@given(sign=st.sampled_from(RED), message=MESSAGES, situation=SITUATIONS)
def test_an_uncertain_sign_is_asked_or_told_and_never_passed_over(
    sign: str, message: list[Finding], situation: dict[str, Any]
) -> None:
    for each in ([], message):
        decision = judge([*each, found(sign, "uncertain")], situation=at(**situation))

        assert decision.outcome != "answer"
        assert SIGNS[sign].flag in {reason.flag for reason in decision.reasons}


@LAWS
@given(message=MESSAGES, situation=SITUATIONS)
def test_the_highest_level_counts(message: list[Finding], situation: dict[str, Any]) -> None:
    decision = judge(message, situation=at(**situation))
    sure = [reason.level.rank for reason in decision.reasons if not reason.asks]

    assert decision.outcome == ("escalate" if sure else "ask" if decision.reasons else "answer")
    assert decision.level.rank == max(sure or [highest(decision)])


@pytest.mark.parametrize(
    ("sign", "since"), [("redness", 48.0), ("swelling", 48.0), ("itching", 48.0), ("soreness", 24.0)]
)
def test_worse_instead_of_better_is_urgent_from_its_hour_on(sign: str, since: float) -> None:
    worse = [found(sign, trend="worse")]

    assert judge(worse, situation=at(since)).level is Level.urgent
    assert "worse" not in " ".join(reason.rule for reason in judge(worse, situation=at(since - 0.1)).reasons)
    assert judge([found(sign, trend="better")], situation=at(since)).outcome == "answer"
    unknown = judge(worse, situation=at(None))
    assert Level.urgent in {reason.level for reason in unknown.reasons if reason.rule == "worse, hour unknown"}


@pytest.mark.parametrize("hours", [None, *HOURS])
@pytest.mark.parametrize("sign", ["redness", "swelling", "soreness", "itching", "breakout"])
def test_worse_said_again_always_reaches_a_person(sign: str, hours: float | None) -> None:
    again = judge([found(sign, trend="worse")], situation=at(hours, worse_before=1))

    assert again.outcome == "escalate"
    assert "prolonged_reaction" in again.flags
