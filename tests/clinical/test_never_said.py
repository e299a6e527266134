"""What must never be said is in no sentence that the bot can say, and nothing around a red flag soothes it away."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.protocol import Flag, Protocol, Topic, Verdict, load_protocol

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "data"
PROTOCOL = load_protocol(DATA / "protocol", clinic_file=DATA / "clinic.yml")
NEVER: list[dict[str, str]] = YAML(typ="safe").load(HERE / "never_said.yml")["patterns"]
TRIED = [row for row in NEVER if "finds" in row]
# Said beside a red flag.
SAFETY = (
    *("emergency_now", "urgent_in_hours", "urgent_after_hours", "routine_promise", "promise_late"),
    *("safety_question", "safety_noted", "case_known"),
    *("report", "failed", "opening_contact", "opening_symptom_contact", "limits"),
)


def of_flag(flag: Flag) -> Iterator[str]:
    yield flag.tell_now
    yield flag.tell_emergency or ""
    for question in flag.questions:
        yield question.ask
        yield from question.options


def of_topic(topic: Topic) -> Iterator[str]:
    yield from (topic.label, topic.range, topic.watch, *topic.more)
    for entry in (topic, *topic.items.values()):
        yield from (phase.text for phases in entry.phases.values() for phase in phases)
    for item in topic.items.values():
        yield from (item.label, item.text or "")


def around_red_flags(protocol: Protocol) -> list[str]:
    """The flags' own texts, the safety messages, and the rows that send a patient with a sign to a person."""
    texts = [text for flag in protocol.flags.values() for text in of_flag(flag)]
    texts += [protocol.messages[message_id].text for message_id in SAFETY]
    texts += [
        phase.text
        for topic in protocol.topics.values()
        for phases in topic.phases.values()
        for phase in phases
        if phase.verdict is Verdict.contact and topic.contact_flag
    ]
    return texts


def everything_said(protocol: Protocol) -> list[str]:
    """Every text that a patient can read, with the quick replies."""
    texts = [text for flag in protocol.flags.values() for text in of_flag(flag)]
    texts += [text for topic in protocol.topics.values() for text in of_topic(topic)]
    for message in protocol.messages.values():
        texts += [message.text, *message.quick_replies]
    texts += [checkin.text for checkin in protocol.checkins]
    texts += [protocol.clinic.price or "", protocol.clinic.booking or ""]
    texts += [translation.text for translation in protocol.languages.values()]
    return texts


@pytest.mark.parametrize("row", NEVER, ids=[row["pattern"][:40] for row in NEVER])
def test_what_must_not_be_said_is_nowhere_said(row: dict[str, str]) -> None:
    pattern = re.compile(row["pattern"], re.IGNORECASE)
    texts = around_red_flags(PROTOCOL) if row.get("where") == "red_flags" else everything_said(PROTOCOL)

    assert [text for text in texts if pattern.search(text)] == []


@pytest.mark.parametrize("row", TRIED, ids=[row["pattern"][:40] for row in TRIED])
def test_a_pattern_finds_what_it_is_for_and_leaves_what_is_fine(row: dict[str, str]) -> None:
    pattern = re.compile(row["pattern"], re.IGNORECASE)

    assert pattern.search(row["finds"])
    assert not pattern.search(row["leaves"])


def test_what_a_flag_says_never_to_say_is_not_in_its_own_words() -> None:
    for flag in PROTOCOL.flags.values():
        said = " ".join(of_flag(flag)).lower()
        quoted = [words.strip("'").lower() for words in flag.never_say if words.startswith("'")]
        assert [words for words in quoted if words in said] == [], flag.id


def test_self_harm_is_told_without_a_word_of_skin_care() -> None:
    flag = PROTOCOL.flags["self_harm"]
    said = f"{flag.tell_now} {flag.tell_emergency}".lower()

    assert not re.search(r"skin|cream|wash|sunscreen|spf|make-up|needling", said)
    assert "{crisis_line}" in flag.tell_now


@pytest.mark.parametrize(
    "statement",
    [
        "Microneedling is safe and effective for most people.",
        "The treatment is safe.",
        "It suits almost all skin types.",
        "You get better product absorption.",
        "Serums work better after needling.",
        "Results are often visible after one session.",
        "You see results in 24 to 48 hours.",
        "It is usually not painful.",
        "Go back to your normal activities immediately.",
        "Complications mostly come from poor aftercare.",
    ],
)
def test_the_patterns_find_what_they_are_for(statement: str) -> None:
    assert any(re.search(row["pattern"], statement, re.IGNORECASE) for row in NEVER)
