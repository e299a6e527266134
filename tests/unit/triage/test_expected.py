"""What is normal at a known hour is not told as lasting too long; any other doubt, and "worse again", still is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol import FLAGS, Level, Variant
from bot.triage.confirmed import findings_of
from bot.triage.decision import decide
from bot.triage.expected import is_expected
from bot.triage.judge import Situation
from bot.triage.reading import Reading
from bot.triage.second_opinion import second_opinion
from bot.understanding.signs import Finding
from tests.screens import project_screen

SCREEN = project_screen()
SURE = st.floats(0, 1)


def redness(**told: object) -> Finding:
    (finding,) = findings_of(["redness"], signs=SCREEN.lexicon.signs)
    return replace(finding, **told)  # type: ignore[arg-type]


def at(hours: float | None, *, worse_before: int = 0) -> Situation:
    return Situation(
        protocol=SCREEN.protocol, rules=SCREEN.rules, hours=hours, variant=Variant.pen, worse_before=worse_before
    )


def reading(levels: tuple[float, float, float], **flags: float) -> Reading:
    named = dict(zip(("routine", "urgent", "emergency"), levels, strict=True))
    return Reading.from_json({"levels": named, "flags": dict.fromkeys(FLAGS, 0.0) | flags})


TOO_LONG = reading((0.99, 0.2, 0.03), prolonged_reaction=0.97, infection=0.1)


@pytest.mark.parametrize(
    ("hours", "expected"), [(None, False), (6.0, True), (60.0, True), (72.0, False), (130.0, False), (200.0, False)]
)
def test_redness_is_expected_for_as_long_as_the_protocol_calls_it_normal(hours: float | None, expected: bool) -> None:
    assert is_expected([redness()], situation=at(hours)) is expected


def test_worse_is_expected_early_and_once() -> None:
    worse = redness(trend="worse")
    assert is_expected([worse], situation=at(10))
    assert not is_expected([worse], situation=at(48))
    assert not is_expected([worse], situation=at(10, worse_before=1))
    assert not is_expected([redness()], situation=at(10, worse_before=1)), "it may be said without the word"


@pytest.mark.parametrize("strength", ["strong", "unbearable", 8])
def test_what_is_strong_is_not_expected(strength: object) -> None:
    assert not is_expected([redness(strength=strength)], situation=at(10))


@pytest.mark.parametrize("sign", [sign.id for sign in SCREEN.lexicon.signs.values() if sign.weight == "red"][::10])
def test_nothing_is_expected_beside_a_red_sign(sign: str) -> None:
    assert not is_expected([redness(), *findings_of([sign], signs=SCREEN.lexicon.signs)], situation=at(10))


def test_nothing_reported_is_not_called_expected() -> None:
    assert not is_expected([], situation=at(10))
    assert not is_expected([redness(status="absent")], situation=at(10))


def test_the_model_is_not_heard_on_how_long_a_reaction_may_last() -> None:
    assert second_opinion(TOO_LONG, findings=[redness()], expected=True) == ()
    assert decide(second_opinion(TOO_LONG, findings=[redness()])).level is Level.routine


@given(st.sampled_from([flag for flag in FLAGS if flag != "prolonged_reaction"]), st.floats(0.15, 1), SURE, SURE)
def test_the_model_is_heard_on_every_other_flag(flag: str, score: float, routine: float, too_long: float) -> None:
    read = reading((routine, routine / 2, 0.0), prolonged_reaction=too_long, **{flag: score})
    assert second_opinion(read, findings=[redness()], expected=True) == second_opinion(read, findings=[redness()])


@given(st.floats(0.05, 1))
def test_the_model_is_heard_on_every_emergency(emergency: float) -> None:
    read = reading((1.0, 1.0, emergency), prolonged_reaction=0.9)
    assert second_opinion(read, findings=[redness()], expected=True) == second_opinion(read, findings=[redness()])


def test_an_urgent_reading_stands_where_the_lexicon_has_not_read_worse() -> None:
    urgent = reading((0.9, 0.8, 0.03), prolonged_reaction=0.9)
    assert decide(second_opinion(urgent, findings=[redness()], expected=True)).level is Level.urgent
    assert second_opinion(urgent, findings=[redness(trend="worse")], expected=True) == ()
