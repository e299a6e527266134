"""What holds for every topic, hour and variant."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.answers.dialogue import Dialogue
from bot.answers.respond import answer_topics
from bot.protocol import TOPICS, Kind, Protocol, Variant, Verdict, holds_at

ASKED = "When was your treatment?"


@given(
    topic=st.sampled_from(TOPICS),
    hours=st.floats(0, 5000, allow_nan=False),
    variant=st.sampled_from(Variant),
)
def test_an_unknown_variant_is_never_answered_more_loosely(
    protocol: Protocol, topic: str, hours: float, variant: Variant
) -> None:
    entry = protocol.topics[topic]
    unknown, known = (holds_at(entry, hours=hours, variant=each) for each in (None, variant))
    rank = {Verdict.contact: 3, Verdict.avoid: 2, Verdict.care: 1, Verdict.normal: 0, Verdict.ok: 0}
    if unknown and known:
        assert rank[unknown.phase.verdict] >= rank[known.phase.verdict]


@given(topic=st.sampled_from(TOPICS), hours=st.one_of(st.none(), st.floats(-1300, 5000, allow_nan=False)))
def test_every_topic_answers_at_every_hour(protocol: Protocol, topic: str, hours: float | None) -> None:
    now = datetime(2026, 11, 20, 17, tzinfo=UTC)
    dialogue = Dialogue.at_hours(hours, now=now, variant=None)
    turn = answer_topics(protocol, text="?", topics=(topic,), dialogue=dialogue, now=now)
    assert turn.topics == (topic,)
    assert all(reply.text and "{" not in reply.text for reply in turn.replies)
    info = protocol.topics[topic].kind is Kind.info
    assert (ASKED in " ".join(reply.text for reply in turn.replies)) is (hours is None and not info)


@given(
    st.builds(
        Dialogue,
        treated_at=st.one_of(st.none(), st.datetimes(datetime(2025, 1, 1), timezones=st.just(UTC))),  # noqa: DTZ001
        variant=st.one_of(st.none(), st.sampled_from(Variant)),
        pending=st.sampled_from(["hour", "variant", None]),
        topics=st.lists(st.sampled_from(TOPICS), max_size=3).map(tuple),
    )
)
def test_a_dialogue_survives_json(dialogue: Dialogue) -> None:
    assert Dialogue.from_json(dialogue.to_json()) == dialogue
