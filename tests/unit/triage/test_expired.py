"""A sign that is normal for a time is a case after that time, at the hour that the protocol says, and never before."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.protocol import Level, Variant, Verdict, holds_at
from bot.protocol.holds import boundaries
from bot.triage.confirmed import findings_of
from bot.triage.decision import Decision
from bot.triage.judge import Situation, judge
from tests.screens import project_screen

SCREEN = project_screen()
STILL = {
    "redness": "its still red",
    "swelling": "my cheeks are still swollen",
    "discomfort": "my face is still sore",
    "itching": "it is still itchy",
    "bruising": "im still bruised",
    "peeling": "my skin is still peeling",
    "breakouts": "i still have a breakout",
}
HOURS = (12.0, 60.0, 130.0, 200.0, 400.0)
# From which of the hours on it is a case; the rest of the row is healing.
PEN = {"redness": 2, "swelling": 3, "discomfort": 3, "itching": 2, "bruising": 1, "peeling": 1, "breakouts": 1}
RF = {"redness": 2, "swelling": 2, "discomfort": 3, "itching": 2, "bruising": 1, "peeling": 1, "breakouts": 1}
TOPICS = [topic for topic in SCREEN.protocol.topics.values() if topic.contact_flag and topic.id in STILL]


def judged(text: str, *, hours: float | None, variant: Variant | None) -> Decision:
    situation = Situation(SCREEN.protocol, SCREEN.rules, hours=hours, variant=variant)
    return judge(SCREEN.lexicon.read(text), situation=situation)


def rows(cases: dict[str, int], variant: Variant) -> Iterator[tuple[str, Variant, float, bool]]:
    for topic, count in cases.items():
        for place, hours in enumerate(HOURS):
            yield topic, variant, hours, place >= len(HOURS) - count


@pytest.mark.parametrize(
    ("topic", "variant", "hours", "is_case"), [*rows(PEN, Variant.pen), *rows(RF, Variant.rf)], ids=str
)
def test_still_there_is_a_case_where_the_protocol_says_contact(
    topic: str, variant: Variant, hours: float, is_case: bool
) -> None:
    held = holds_at(SCREEN.protocol.topics[topic], hours=hours, variant=variant)
    assert held is not None
    assert (held.phase.verdict is Verdict.contact) == is_case, "the protocol has changed: mend the table"

    decision = judged(STILL[topic], hours=hours, variant=variant)

    assert (decision.outcome == "escalate") == is_case, decision
    assert ("prolonged_reaction" in decision.flags) == is_case


def test_the_table_has_every_topic_that_expires() -> None:
    of_signs = {sign.topic for sign in SCREEN.lexicon.signs.values()}
    expiring = {topic.id for topic in SCREEN.protocol.topics.values() if topic.contact_flag and topic.id in of_signs}

    assert set(STILL) == set(PEN) == set(RF) == expiring


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
@pytest.mark.parametrize("variant", [None, *Variant])
def test_the_hour_of_the_boundary_counts_already(topic: object, variant: Variant | None) -> None:
    entry = next(each for each in TOPICS if each is topic)
    sign = next(each.id for each in SCREEN.lexicon.signs.values() if each.topic == entry.id)
    for hour in boundaries(entry, variant=variant):
        for hours in (hour - 0.01, hour):
            held = holds_at(entry, hours=hours, variant=variant)
            (finding,) = findings_of([sign], signs=SCREEN.lexicon.signs)
            situation = Situation(SCREEN.protocol, SCREEN.rules, hours=hours, variant=variant)
            sure = judge([finding], situation=situation)
            doubt = judge([replace(finding, status="uncertain")], situation=situation)
            is_contact = held is not None and held.phase.verdict is Verdict.contact

            assert any(each.rule.startswith(entry.id) for each in sure.reasons) == is_contact
            assert doubt.outcome != "answer" or not is_contact, "in doubt it is asked"


def test_an_unknown_variant_is_judged_as_the_strictest() -> None:
    assert judged("my cheeks are still swollen", hours=80, variant=None).level is Level.routine
    assert judged("my cheeks are still swollen", hours=80, variant=Variant.rf).outcome == "answer"
