"""What holds at an hour: bounds, the unknown variant, and when the verdict changes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.protocol import (
    Entry,
    Holding,
    Item,
    Phase,
    Protocol,
    Variant,
    Verdict,
    holds_at,
    load_protocol,
    strictest_phase,
)
from bot.protocol.holds import boundaries
from bot.protocol.vocabulary import STRICTNESS

DATA = Path(__file__).resolve().parents[3] / "data"
PROTOCOL = load_protocol(DATA / "protocol", clinic_file=DATA / "clinic.yml")
ENTRIES: list[Entry] = [
    *PROTOCOL.topics.values(),
    *(item for topic in PROTOCOL.topics.values() for item in topic.items.values() if item.phases),
]
MINUTE = 1 / 60

entries = st.sampled_from(ENTRIES)
hours_of_a_year = st.floats(min_value=-700, max_value=8800, allow_nan=False)


def phase(from_hours: float | None, to_hours: float | None, verdict: Verdict, text: str = "") -> Phase:
    return Phase(from_hours=from_hours, to_hours=to_hours, verdict=verdict, text=text)


def held(entry: Entry, hours: float, variant: Variant | None) -> Holding:
    holding = holds_at(entry, hours=hours, variant=variant)
    assert holding is not None
    return holding


@pytest.mark.parametrize(
    ("hours", "verdict"),
    [(0, "avoid"), (48 - MINUTE, "avoid"), (48, "care"), (72 - MINUTE, "care"), (72, "ok"), (10_000, "ok")],
)
def test_the_from_hour_is_included_and_the_to_hour_is_not(protocol: Protocol, hours: float, verdict: str) -> None:
    assert held(protocol.topics["makeup"], hours, Variant.pen).phase.verdict == verdict


def test_before_the_treatment_nothing_holds_but_the_preparation(protocol: Protocol) -> None:
    assert holds_at(protocol.topics["makeup"], hours=-1, variant=None) is None
    assert held(protocol.topics["preparation"], -1, None).phase.verdict is Verdict.care
    assert holds_at(protocol.topics["preparation"], hours=0, variant=None) is None


def test_a_change_is_one_of_the_verdict_not_only_of_the_text(protocol: Protocol) -> None:
    holding = held(protocol.topics["exercise"], 10, Variant.pen)

    assert holding.phase.to_hours == 24
    assert holding.changes_at_hours == 48
    assert holding.next_phase is not None
    assert holding.next_phase.verdict is Verdict.care


def test_what_holds_for_ever_never_changes(protocol: Protocol) -> None:
    holding = held(protocol.topics["makeup"], 72, Variant.pen)

    assert (holding.changes_at_hours, holding.next_phase) == (None, None)


def test_an_unknown_variant_takes_the_strictest_and_the_latest(protocol: Protocol) -> None:
    holding = held(protocol.topics["makeup"], 60, None)

    assert holding.strictest
    assert holding.phase.verdict is Verdict.avoid
    assert holding.changes_at_hours == 72
    assert held(protocol.topics["makeup"], 80, None).variant is Variant.peel


def test_an_entry_without_a_clock_holds_at_any_hour(protocol: Protocol) -> None:
    holding = held(protocol.topics["benefits"], -500, None)

    assert holding.changes_at_hours is None


def test_an_item_with_a_text_only_has_no_phase(protocol: Protocol) -> None:
    pregnant = protocol.topics["suitability"].items["pregnant"]

    assert holds_at(pregnant, hours=3, variant=None) is None
    with pytest.raises(ValueError, match="pregnant has a text only"):
        strictest_phase(pregnant, variant=None)


def test_the_strictest_phase_is_for_an_unknown_hour(protocol: Protocol) -> None:
    exercise = protocol.topics["exercise"]

    assert strictest_phase(exercise, variant=Variant.pen).to_hours == 48
    assert strictest_phase(protocol.topics["active_skincare"], variant=None).to_hours == 336
    assert strictest_phase(protocol.topics["redness"], variant=None).verdict is Verdict.contact


def test_among_equals_a_row_that_ends_later_wins() -> None:
    entry = Item(
        id="swim",
        label="swimming",
        words=("swim",),
        phases={
            Variant.pen: (phase(0, 48, Verdict.avoid, "short"), phase(48, None, Verdict.ok)),
            Variant.rf: (phase(0, 96, Verdict.avoid, "long"), phase(96, None, Verdict.normal)),
        },
    )

    assert held(entry, 10, None).phase.text == "long"


def test_the_unknown_variant_has_the_verdicts_of_the_fact_base(protocol: Protocol) -> None:
    expected = YAML(typ="safe").load(Path(__file__).with_name("unknown_variant.yml"))["topics"]
    assert len(expected) == 26
    for topic_id, rows in expected.items():
        topic = protocol.topics[topic_id]
        edges = {hour for row in rows for hour in row[:2] if hour is not None} | set(boundaries(topic, variant=None))
        for hours in sorted(edge + minute for edge in edges for minute in (-MINUTE, 0, MINUTE)):
            wanted = [verdict for begin, end, verdict in rows if begin <= hours and (end is None or hours < end)]
            got = holds_at(topic, hours=hours, variant=None)
            assert [got.phase.verdict] if got else wanted == [], (topic_id, hours)


@given(entry=entries, hours=hours_of_a_year)
def test_an_unknown_variant_is_never_answered_more_loosely(entry: Entry, hours: float) -> None:
    unknown = holds_at(entry, hours=hours, variant=None)
    for variant in Variant:
        known = holds_at(entry, hours=hours, variant=variant)
        if known:
            assert unknown is not None
            assert STRICTNESS[unknown.phase.verdict] >= STRICTNESS[known.phase.verdict]


@given(entry=entries, hours=hours_of_a_year, variant=st.sampled_from([*Variant, None]), part=st.floats(0, 1))
def test_the_verdict_stays_until_the_hour_of_change_and_is_another_there(
    entry: Entry, hours: float, variant: Variant | None, part: float
) -> None:
    holding = holds_at(entry, hours=hours, variant=variant)
    if holding is None:
        return
    until = hours + 9000 if holding.changes_at_hours is None else holding.changes_at_hours
    between = hours + (until - hours) * part
    if between < until:
        assert held(entry, between, variant).phase.verdict is holding.phase.verdict
    if holding.changes_at_hours is not None:
        assert holding.changes_at_hours > hours
        then = holds_at(entry, hours=holding.changes_at_hours, variant=variant)
        assert (then.phase if then else None) == holding.next_phase
        assert then is None or then.phase.verdict is not holding.phase.verdict


@given(entry=entries, hours=st.floats(min_value=0, max_value=100_000), variant=st.sampled_from([*Variant, None]))
def test_every_hour_after_the_treatment_has_an_answer(entry: Entry, hours: float, variant: Variant | None) -> None:
    if entry.id != "preparation":
        assert holds_at(entry, hours=hours, variant=variant) is not None
