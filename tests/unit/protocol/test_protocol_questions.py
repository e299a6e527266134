"""The nurse's questions of the flags: what each option means, and what a clinic's override may not take away."""

from collections.abc import Callable

import pytest

from bot.protocol import Level, Problem, Protocol

Override = Callable[[str], None]
Load = Callable[[], Protocol]
Problems = Callable[[], tuple[Problem, ...]]

FEVER = """
flags:
  scarring:
    questions:
      - id: signs
        ask: Is it hot, painful, wet or growing?
        options: ["no", a bit, "yes"]
        levels: {"yes": urgent, a bit: urgent}
        flags: {"yes": infection}
        signs: {"yes": [scar_hot_growing_or_draining]}
        confirms: ["yes"]
      - id: shape
        ask: What is it?
        options: [none of these, raised bump, pit or holes, a line like a track, lump under the skin]
        signs:
          raised bump: [thick_scar_or_keloid]
          pit or holes: [pits_or_dents]
          a line like a track: [tram_tracks]
          lump under the skin: [lumps_under_skin]
        confirms: [raised bump, pit or holes, a line like a track, lump under the skin]
        denies: [none of these]
"""


def test_emergency_questions_come_first(protocol: Protocol) -> None:
    for flag in protocol.flags.values():
        ranks = [question.top_level is Level.emergency for question in flag.questions if question.to == "patient"]
        assert ranks == sorted(ranks, reverse=True), flag.id


@pytest.mark.parametrize(
    ("flag", "question", "option", "level"),
    [
        ("infection", "fever", "fever with shaking", Level.emergency),
        ("infection", "eye", "sight changed", Level.emergency),
        ("infection", "pus", "pus", Level.urgent),
        ("allergic_reaction", "breathe", "yes", Level.emergency),
        ("bleeding", "amount", "steady flow", Level.emergency),
        ("bleeding", "feel", "yes", Level.emergency),
        ("burn_or_blister", "look", "white, gray or black", Level.emergency),
        ("eye", "sight", "blurry", Level.emergency),
        ("herpes", "where", "near or in the eye", Level.emergency),
        ("severe_pain", "nerve", "weak or droopy face", Level.emergency),
        ("prolonged_reaction", "trend", "worse", Level.urgent),
        ("complaint", "safe", "I feel unsafe", Level.emergency),
    ],
)
def test_an_answer_of_the_fact_base_raises(
    protocol: Protocol, flag: str, question: str, option: str, level: Level
) -> None:
    (asked,) = (each for each in protocol.flags[flag].questions if each.id == question)

    assert asked.levels[option] is level


def test_every_flag_of_an_uncertain_sign_can_be_confirmed_and_denied(protocol: Protocol) -> None:
    asked_in_doubt = [flag for flag in protocol.flags.values() if flag.level is Level.urgent]

    for flag in asked_in_doubt:
        assert any(question.confirms for question in flag.questions), flag.id
        assert any(question.denies for question in flag.questions), flag.id


def test_an_override_may_ask_more_and_raise_more(override: Override, load: Load) -> None:
    override(FEVER)

    (signs, _) = load().flags["scarring"].questions

    assert signs.levels["a bit"] is Level.urgent
    assert signs.ask == "Is it hot, painful, wet or growing?"


LOOSENED = [
    ("dropped", "      - id: signs\n", "      - id: sines\n", 'the question "signs" is dropped'),
    (
        "lowered",
        'levels: {"yes": urgent, a bit: urgent}',
        "levels: {a bit: urgent}",
        '"yes" no longer raises to urgent',
    ),
    ("other flag", 'flags: {"yes": infection}', 'flags: {"yes": herpes}', '"yes" no longer reports infection'),
    (
        "sign",
        'signs: {"yes": [scar_hot_growing_or_draining]}',
        "signs: {}",
        '"yes" no longer confirms scar_hot_growing_or_draining',
    ),
    ("confirms", '        confirms: ["yes"]\n', "", '"yes" no longer confirms the flag'),
    (
        "denies",
        '        confirms: ["yes"]\n',
        '        confirms: ["yes"]\n        denies: ["no"]\n',
        '"no" now counts as',
    ),
    ("staff", "      - id: signs\n", "      - id: signs\n        to: staff\n", "no longer asked of patients"),
    (
        "denial of more",
        "denies: [none of these]",
        "denies: [none of these]\n        about: [fever]",
        "a no now answers more signs than it did",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), [row[1:] for row in LOOSENED], ids=[row[0] for row in LOOSENED])
def test_an_override_cannot_weaken_a_question(
    override: Override, problems: Problems, old: str, new: str, words: str
) -> None:
    assert old in FEVER
    override(FEVER.replace(old, new, 1))

    told = [str(problem) for problem in problems()]

    assert any("flags.scarring.questions" in each and words in each for each in told), told


def test_an_override_that_drops_an_emergency_question_is_told(override: Override, problems: Problems) -> None:
    override("flags:\n  infection:\n    questions: []\n")

    told = [str(problem) for problem in problems()]

    assert any('a red flag is loosened: the question "fever" is dropped' in each for each in told)
    assert any('a red flag is loosened: the question "eye" is dropped' in each for each in told)


def test_an_overrides_question_is_checked_like_the_defaults(override: Override, problems: Problems) -> None:
    override(FEVER.replace("a bit, ", "a little bit of everything, "))

    told = [str(problem) for problem in problems()]

    assert any("questions[0].options[1]" in each and "20 is the most" in each for each in told)
    assert any('unknown option "a bit"' in each for each in told)
