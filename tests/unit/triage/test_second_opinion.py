"""The model's reading may raise a level or make the bot ask; it never lowers anything, and says how sure it was."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.protocol import FLAGS, Level, Protocol
from bot.triage.decision import Reason, combine, decide
from bot.triage.reading import Reading
from bot.triage.second_opinion import LEVELS_OF, THRESHOLDS, second_opinion
from bot.understanding.signs import Finding

SURE = st.floats(0, 1)
LEVELS = (Level.emergency, Level.urgent, Level.routine)


def reading(*, routine: float = 0.0, urgent: float = 0.0, emergency: float = 0.0, **flags: float) -> Reading:
    levels = {"routine": routine, "urgent": urgent, "emergency": emergency}
    return Reading.from_json({"levels": levels, "flags": dict.fromkeys(FLAGS, 0.0) | flags})


def of_level(level: Level, score: float, **flags: float) -> Reading:
    """Sure of a level: so is it of each lower one."""
    return reading(**{str(each): score for each in LEVELS if each.rank <= level.rank}, **flags)


FINDING = Finding(
    sign="pus",
    flag="infection",
    topic=None,
    weight="red",
    level=None,
    status="absent",
    trend=None,
    strength=None,
    site=None,
    since=None,
    phrase="pus",
    start=0,
    end=3,
    pattern="pus",
    file_line="infection.yml:1",
    context=(),
)

readings = st.builds(
    lambda levels, flags: Reading.from_json(
        {
            "levels": dict(zip(("emergency", "urgent", "routine"), sorted(levels), strict=True)),
            "flags": dict(zip(FLAGS, flags, strict=True)),
        }
    ),
    st.lists(SURE, min_size=3, max_size=3),
    st.lists(SURE, min_size=len(FLAGS), max_size=len(FLAGS)),
)
lexicons = st.lists(
    st.builds(Reason, st.just("pus"), st.sampled_from(FLAGS), st.sampled_from(LEVELS), asks=st.booleans())
).map(tuple)
taken_back = st.lists(
    st.builds(
        lambda flag, status: replace(FINDING, flag=flag, status=status),
        st.sampled_from(FLAGS),
        st.sampled_from(["present", "uncertain", "absent", "asked", "feared", "other", "past", "figure"]),
    )
)


@given(readings, lexicons, taken_back)
def test_it_never_lowers_what_the_lexicon_decided(
    read: Reading, reasons: tuple[Reason, ...], found: list[Finding]
) -> None:
    alone = decide(reasons)
    both = combine(alone, decide(second_opinion(read, findings=found)))
    outcomes = ("answer", "ask", "escalate")
    assert outcomes.index(both.outcome) >= outcomes.index(alone.outcome)
    if alone.outcome == "escalate":
        assert both.level.rank >= alone.level.rank
        assert set(both.flags) >= set(alone.flags)


@given(readings, taken_back)
def test_every_reason_says_how_sure_the_model_was_and_fits_its_flag(read: Reading, found: list[Finding]) -> None:
    for reason in second_opinion(read, findings=found):
        assert reason.score in {read.routine, read.urgent, read.emergency, *read.flags.values()}
        lowest, highest = LEVELS_OF[reason.flag]
        assert lowest.rank <= reason.level.rank <= highest.rank


@given(readings, st.sampled_from(LEVELS), SURE)
def test_a_surer_reading_never_leads_to_less(read: Reading, level: Level, more: float) -> None:
    at = {each: max(read.at_least(each), more if each.rank <= level.rank else 0.0) for each in LEVELS}
    raised = Reading(at[Level.routine], at[Level.urgent], at[Level.emergency], read.flags)
    outcomes = ("answer", "ask", "escalate")
    before, after = (decide(second_opinion(each, findings=())) for each in (read, raised))
    assert outcomes.index(after.outcome) >= outcomes.index(before.outcome)
    if before.outcome == after.outcome:
        assert after.level.rank >= before.level.rank


@pytest.mark.parametrize("level", LEVELS)
def test_from_its_threshold_on_a_level_is_told_and_below_it_asked(level: Level) -> None:
    at = THRESHOLDS[level]
    flag = next(flag for flag, levels in LEVELS_OF.items() if level in levels)
    told = second_opinion(of_level(level, at.tells, **{flag: 0.9}), findings=())
    assert [(each.level, each.asks, each.flag) for each in told] == [(level, False, flag)]
    other = flag if level is not Level.emergency else "infection"
    asked = decide(second_opinion(reading(**{str(level): at.asks}, **{other: 0.9}), findings=()))
    assert (asked.outcome, asked.level, asked.main_flag) == ("ask", LEVELS_OF[other][0], other)
    assert second_opinion(reading(**{str(level): at.asks - 0.001}), findings=()) == ()


def test_a_silent_model_adds_nothing() -> None:
    assert second_opinion(reading(infection=0.01), findings=(replace(FINDING, status="present"),)) == ()


def test_what_the_patient_took_back_is_asked_unless_it_would_be_an_emergency() -> None:
    urgent, emergency = (of_level(level, 1.0, infection=0.9) for level in (Level.urgent, Level.emergency))
    asked = decide(second_opinion(replace(urgent, emergency=0.0), findings=(FINDING,)))
    assert (asked.outcome, asked.level) == ("ask", Level.urgent)
    reported = (FINDING, replace(FINDING, status="uncertain"))
    assert decide(second_opinion(urgent, findings=reported)).outcome == "escalate"
    assert decide(second_opinion(emergency, findings=(FINDING,))).outcome == "escalate"


def test_a_second_sure_flag_is_named_beside_the_first() -> None:
    read = of_level(Level.emergency, 0.99, allergic_reaction=0.6, breathing_or_collapse=0.9, eye=0.1)
    assert decide(second_opinion(read, findings=())).flags == ("breathing_or_collapse", "allergic_reaction")


def test_the_levels_of_a_flag_are_those_of_the_protocol(protocol: Protocol) -> None:
    assert {name: lowest for name, (lowest, _) in LEVELS_OF.items()} == {
        name: flag.level for name, flag in protocol.flags.items()
    }
    for name, (lowest, highest) in LEVELS_OF.items():
        raised = [each.level for each in protocol.flags[name].raise_to]
        assert highest is max([lowest, *raised], key=lambda level: level.rank), name


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"levels": {"routine": 0.1, "urgent": 0.1, "emergency": 0.1}, "flags": {"infection": 0.2}},
        {"levels": {"routine": 0.1, "urgent": 0.1}, "flags": dict.fromkeys(FLAGS, 0.1)},
        {"levels": {"routine": 0.1, "urgent": 0.1, "emergency": 1.1}, "flags": dict.fromkeys(FLAGS, 0.1)},
        {"levels": {"routine": 0.1, "urgent": 0.1, "emergency": float("nan")}, "flags": dict.fromkeys(FLAGS, 0.1)},
        {"levels": {"routine": 0.1, "urgent": 0.1, "emergency": None}, "flags": dict.fromkeys(FLAGS, 0.1)},
    ],
    ids=["empty", "a flag is missing", "a level is missing", "above one", "no number", "null"],
)
def test_a_reading_that_is_not_whole_is_an_error(wrong: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Reading.from_json(wrong)


@given(readings)
def test_a_reading_survives_its_journey(read: Reading) -> None:
    assert Reading.from_json(read.to_json()) == read
    assert list(read.flags.values()) == sorted(read.flags.values(), reverse=True)
