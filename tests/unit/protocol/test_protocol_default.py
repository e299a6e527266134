"""The default protocol: whole, honest, readable, and with a version that follows its content."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.protocol import FLAGS, TOPICS, Kind, Level, Protocol, Variant, Verdict
from bot.protocol.gsm7 import first_foreign
from bot.protocol.vocabulary import DIALOGUE_ACTS, MESSAGES
from bot.protocol.yaml_lines import RASA_TRAPS

DATA = Path(__file__).resolve().parents[3] / "data"
Change = Callable[[str, str, str], int]
Load = Callable[[], Protocol]


def test_it_has_every_topic_flag_variant_and_level(protocol: Protocol) -> None:
    assert len(TOPICS) == 31
    assert tuple(protocol.topics) == TOPICS
    assert len(FLAGS) == 16
    assert tuple(protocol.flags) == FLAGS
    assert set(protocol.variants) == set(Variant)
    assert set(protocol.levels) == set(Level)
    assert all(set(topic.phases) == set(Variant) for topic in protocol.topics.values())


def test_the_topics_with_items_have_them(protocol: Protocol) -> None:
    with_items = {topic.id: len(topic.items) for topic in protocol.topics.values() if topic.items}

    assert with_items == {
        "hair_removal": 4,
        "medication": 8,
        "food_drink_smoking": 4,
        "suitability": 12,
        "procedure": 5,
        "combinations": 6,
        "clinic": 3,
    }


def test_every_care_or_symptom_topic_says_when_to_call(protocol: Protocol) -> None:
    silent = [topic.id for topic in protocol.topics.values() if topic.kind is not Kind.info and not topic.watch]

    assert silent == []


def test_every_flag_that_can_be_an_emergency_leads_with_the_number_of_each_country(protocol: Protocol) -> None:
    able = [flag for flag in protocol.flags.values() if flag.tell_emergency]
    assert len(able) == 9
    for flag in able:
        for numbers in protocol.numbers.values():
            text = protocol.fill(
                flag.tell_emergency or "", emergency_number=numbers.emergency, crisis_line=numbers.crisis
            )
            assert len(text) <= 160
            assert numbers.emergency in text.split(". ")[0]
            assert first_foreign(text) is None


def test_self_harm_has_its_own_words(protocol: Protocol) -> None:
    text = protocol.fill(protocol.flags["self_harm"].tell_emergency or "")

    assert text.startswith("If you are in danger or took something, call 911 now, or 988")
    assert "skin" not in text


def test_every_message_that_code_says_is_there_and_can_be_said(protocol: Protocol) -> None:
    assert set(DIALOGUE_ACTS) <= set(MESSAGES) <= set(protocol.messages)
    for message_id, message in protocol.messages.items():
        assert "{" not in protocol.say(message_id, **message.values)


@pytest.mark.parametrize(
    ("message_id", "words"),
    [
        ("opening_avoid", "Not yet."),
        ("opening_care", "With care."),
        ("opening_ok", "OK now."),
        ("failed", "call 911"),
        ("report", "Call 555-0100 now"),
        ("report", "call 555-0199"),
        ("booking_not_set", "I cannot book, move or cancel"),
        ("unknown", "reply STAFF"),
        ("bot_challenge", "not a person"),
    ],
)
def test_messages_say_what_matters(protocol: Protocol, message_id: str, words: str) -> None:
    assert words in protocol.say(message_id)


def test_quick_replies(protocol: Protocol) -> None:
    assert protocol.messages["ask_hour"].quick_replies == ("Today", "Yesterday", "2-3 days ago", "Longer")
    assert protocol.messages["ask_variant"].quick_replies == ("Pen", "RF", "PRP", "With a peel", "Not sure")
    assert protocol.messages["unknown"].quick_replies == ("STAFF",)


def test_no_message_claims_that_staff_were_told(protocol: Protocol) -> None:
    claims = [
        message_id
        for message_id, message in protocol.messages.items()
        if any(words in message.text.lower() for words in ("i have told", "i told", "will tell", "passed this"))
    ]

    assert claims == []


def test_a_missing_value_is_an_error_not_a_brace(protocol: Protocol) -> None:
    with pytest.raises(KeyError, match="clock"):
        protocol.say("hour_noted")


def test_what_the_clinic_has_not_set_is_said_so(protocol: Protocol) -> None:
    assert protocol.fill("{clinic_price}") == "I do not know our prices. Call 555-0100 to ask."


def test_the_clinics_own_price_is_said(change: Change, load: Load) -> None:
    change("clinic.yml", "# price: A session costs 250.", "price: A session costs 250.")

    assert load().fill("{clinic_price}") == "A session costs 250. Call 555-0100 for packages."


def test_no_source_is_carried_that_nothing_uses(protocol: Protocol) -> None:
    used = {
        *(source for topic in protocol.topics.values() for source in topic.sources),
        *(
            s
            for topic in protocol.topics.values()
            for rows in topic.phases.values()
            for row in rows
            for s in row.sources
        ),
        *(s for topic in protocol.topics.values() for item in topic.items.values() for s in item.sources),
        *(source for flag in protocol.flags.values() for source in flag.sources),
        *(source for checkin in protocol.checkins for source in checkin.sources),
        *(source for message in protocol.messages.values() for source in message.sources),
    }

    assert set(protocol.sources) - used <= {"emerg_list", "l988", "ca988", "samaritans", "lifeline_au", "nz1737"}


def test_it_is_not_approved_yet(protocol: Protocol) -> None:
    assert protocol.approved_by is None


def test_no_line_of_the_data_looks_like_training_data() -> None:
    files = [DATA / "clinic.yml", *(DATA / "protocol").rglob("*.yml")]
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]

    assert [line for line in lines if line.startswith(tuple(f"{word}:" for word in RASA_TRAPS))] == []


def test_the_version_is_that_of_the_content(protocol: Protocol, load: Load, change: Change) -> None:
    assert len(protocol.version) == 12
    assert load().version == protocol.version

    change("topics/makeup.yml", "topic: makeup\n", "# a comment changes nothing\ntopic: makeup\n")
    assert load().version == protocol.version

    change("topics/makeup.yml", "Use clean brushes.", "Use clean tools.")
    assert load().version != protocol.version


def test_symptoms_end_in_contact(protocol: Protocol) -> None:
    for topic in protocol.topics.values():
        if topic.kind is Kind.symptom:
            assert all(rows[-1].verdict is Verdict.contact for rows in topic.phases.values()), topic.id
