"""A clinic's override file: what it changes, what it leaves, and what it may never loosen."""

from collections.abc import Callable

import pytest

from bot.protocol import Level, Problem, Protocol, Variant, holds_at

Override = Callable[[str], None]
Load = Callable[[], Protocol]
Problems = Callable[[], tuple[Problem, ...]]

RF_WAITS_A_WEEK = """
valid_from: 2027-01-01
approved_by: Dr Example
topics:
  exercise:
    range: We ask you to wait a week after RF.
    schedules:
      - variants: [rf]
        phases:
          - {from_hours: 0, to_hours: 168, verdict: avoid, text: No sport for a week.}
          - {from_hours: 168, verdict: ok, text: You can do sport again.}
"""


def test_a_schedule_replaces_that_of_its_variants_only(override: Override, load: Load, protocol: Protocol) -> None:
    override(RF_WAITS_A_WEEK)

    ours = load()

    rf = holds_at(ours.topics["exercise"], hours=150, variant=Variant.rf)
    assert rf is not None
    assert rf.phase.text == "No sport for a week."
    assert ours.topics["exercise"].phases[Variant.pen] == protocol.topics["exercise"].phases[Variant.pen]
    assert ours.topics["exercise"].range == "We ask you to wait a week after RF."
    assert ours.topics["makeup"] == protocol.topics["makeup"]
    assert (str(ours.valid_from), ours.approved_by) == ("2027-01-01", "Dr Example")
    assert ours.version != protocol.version


def test_a_message_can_be_worded_anew(override: Override, load: Load) -> None:
    override("messages:\n  ask_hour: {text: What day was your treatment?}\n")

    message = load().messages["ask_hour"]

    assert message.text == "What day was your treatment?"
    assert message.quick_replies[0] == "Today"


def test_a_message_keeps_its_own_placeholders(override: Override, load: Load) -> None:
    override('messages:\n  hour_noted: {text: "I have noted {clock} for you."}\n')

    assert load().say("hour_noted", clock="today 3 pm") == "I have noted today 3 pm for you."


def test_an_item_can_be_added_and_changed(override: Override, load: Load, protocol: Protocol) -> None:
    override("""
topics:
  combinations:
    items:
      hydrafacial:
        label: a HydraFacial
        words: [hydrafacial]
        text: Ask us first.
      filler:
        words: [filler, profhilo]
""")

    items = load().topics["combinations"].items

    assert items["hydrafacial"].text == "Ask us first."
    assert items["filler"].words == ("filler", "profhilo")
    assert items["filler"].phases == protocol.topics["combinations"].items["filler"].phases


def test_a_looser_care_rule_is_the_clinics_right(override: Override, load: Load) -> None:
    override("""
topics:
  makeup:
    schedules:
      - variants: [pen, rf, prp, peel]
        phases:
          - {from_hours: 0, to_hours: 24, verdict: avoid, text: Not for a day.}
          - {from_hours: 24, verdict: ok, text: Make-up is fine.}
""")

    holding = holds_at(load().topics["makeup"], hours=25, variant=None)

    assert holding is not None
    assert holding.phase.verdict == "ok"


def test_a_flag_can_be_made_stricter(override: Override, load: Load) -> None:
    override("flags:\n  scarring: {level: urgent}\n")

    assert load().flags["scarring"].level is Level.urgent


def test_the_approval_of_the_default_does_not_cover_an_override(
    override: Override, load: Load, change: Callable[[str, str, str], int]
) -> None:
    change("protocol.yml", "\napproved_by: null", "\napproved_by: Dr Default")
    assert load().approved_by == "Dr Default"

    override("messages:\n  ask_hour: {text: What day was your treatment?}\n")
    assert load().approved_by is None


LOOSENED = [
    (
        "flag level",
        "flags:\n  infection:\n    level: routine\n",
        "ours.yml:3: flags.infection.level: a red flag is loosened: the level goes from urgent down to routine",
    ),
    (
        "raise_to row dropped",
        "flags:\n  herpes:\n    raise_to:\n      - {level: emergency, when: always}\n",
        'ours.yml:3: flags.herpes.raise_to: a red flag is loosened: the emergency row "blisters or pain in or next',
    ),
    (
        "raise_to row lowered",
        "flags:\n  scarring:\n    raise_to:\n"
        '      - {level: routine, when: "hot, painful, draining or fast growing, or with fever"}\n',
        'ours.yml:3: flags.scarring.raise_to: a red flag is loosened: the urgent row "hot, painful',
    ),
    (
        "number late",
        "flags:\n  eye:\n    tell_emergency: Rinse it. Then call {emergency_number}.\n",
        "ours.yml:3: flags.eye.tell_emergency: the emergency number is not in the first sentence",
    ),
    (
        "number gone from tell_now",
        "flags:\n  infection:\n    tell_now: Wash your hands.\n",
        "ours.yml:3: flags.infection.tell_now: a red flag is loosened: the text no longer gives {emergency_number}",
    ),
    (
        "contact sign dropped",
        "topics:\n  swelling:\n    contact_when:\n"
        '      - {sign: "lip, tongue or throat swelling, or hard to breathe", level: emergency}\n',
        'ours.yml:3: topics.swelling.contact_when: a red flag is loosened: the urgent sign "an eye swollen shut',
    ),
    (
        "watch without a call",
        "topics:\n  redness:\n    watch: It will be fine.\n",
        "ours.yml:3: topics.redness.watch: a red flag is loosened: watch no longer says when to call",
    ),
    (
        "safe sentence without its number",
        "messages:\n  failed:\n    text: Please try again.\n",
        "ours.yml:3: messages.failed.text: a red flag is loosened: the text no longer gives {emergency_number}",
    ),
]


@pytest.mark.parametrize(("text", "words"), [row[1:] for row in LOOSENED], ids=[row[0] for row in LOOSENED])
def test_a_loosened_red_flag_is_a_problem_at_its_line(
    override: Override, problems: Problems, text: str, words: str
) -> None:
    override(text)

    assert any(words in str(problem) for problem in problems()), [str(problem) for problem in problems()]


WRONG = [
    ("unknown topic", "topics:\n  makup: {range: Soon.}\n", 'unknown topic "makup". Did you mean "makeup"?'),
    ("unknown flag", "flags:\n  rash: {level: urgent}\n", 'ours.yml:2: flags.rash: unknown flag "rash"'),
    ("unknown message", "messages:\n  faild: {text: Sorry.}\n", 'unknown message "faild". Did you mean "failed"?'),
    ("unknown key", "topics:\n  makeup:\n    rnge: Soon.\n", 'ours.yml:3: topics.makeup.rnge: unknown key "rnge"'),
    ("new placeholder", 'messages:\n  empty: {text: "{who}?", values: {who: you}}\n', "cannot give a message new"),
    ("thin item", "topics:\n  makeup:\n    items:\n      brush: {label: a brush}\n", '"brush" is a new item of makeup'),
    ("hard text", "topics:\n  makeup:\n    range: Cosmetics necessitate deliberation.\n", "too hard to read"),
    (
        "gap",
        "topics:\n  makeup:\n    schedules:\n      - variants: [rf]\n        phases:\n"
        "          - {from_hours: 0, to_hours: 9, verdict: avoid, text: No.}\n"
        "          - {from_hours: 10, verdict: ok, text: Yes.}\n",
        "ours.yml:7: topics.makeup.schedules[0].phases[1].from_hours: a gap: no phase holds from 9 h to 10 h",
    ),
    (
        "source",
        "topics:\n  makeup:\n    schedules:\n      - variants: [rf]\n        phases:\n"
        "          - {verdict: avoid, text: No., sources: [nowhere]}\n",
        'the source "nowhere" is not in sources.yml',
    ),
]


@pytest.mark.parametrize(("text", "words"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_mistake_in_an_override_is_told(override: Override, problems: Problems, text: str, words: str) -> None:
    override(text)

    assert any(words in str(problem) for problem in problems()), [str(problem) for problem in problems()]


def test_an_override_that_is_not_there_is_told(change: Callable[[str, str, str], int], problems: Problems) -> None:
    change("clinic.yml", "# protocol_override: our-protocol.yml", "protocol_override: our-protocol.yml")

    (problem,) = problems()

    assert "our-protocol.yml:1: the file is missing" in str(problem)
