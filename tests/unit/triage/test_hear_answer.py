"""Answers as patients give them: a tap, a number, yes and no in every spelling, or something else altogether."""

from collections.abc import Callable

import pytest

from bot.protocol import Level
from bot.triage.questions import Asking, Heard, hear_answer
from bot.understanding.signs import Lexicon

Ask = Callable[..., Asking]


@pytest.fixture
def hear(lexicon: Lexicon, ask: Ask) -> Callable[..., Heard]:
    """What an answer to "flag.question" means, its signs read from its text."""

    def hear(name: str, text: str, *uncertain: str) -> Heard:
        return hear_answer(ask(name, *uncertain), text=text, findings=lexicon.read(text))

    return hear


Hear = Callable[..., Heard]

OPTIONS = [
    ("infection.fever", "fever with shaking", "fever with shaking"),
    ("infection.fever", " Fever. ", "fever"),
    ("infection.fever", "3", "fever"),
    ("infection.fever", "3.", "fever"),
    ("infection.fever", "number 2", "not measured"),
    ("infection.fever", "the second one", "not measured"),
    ("infection.fever", "the last one", "fever with shaking"),
    ("infection.fever", "nope", "no"),
    ("infection.fever", "nah its ok", "no"),
    ("infection.fever", "n", "no"),
    ("infection.fever", "NOOO", "no"),
    ("infection.fever", "👎🏽", "no"),
    ("infection.fever", "no fever but its hot", "no"),
    ("infection.fever", "feverr", "fever"),
    ("infection.fever", "not just a fever", "fever"),
    ("infection.fever", "fever and shivering", "fever with shaking"),
    ("infection.fever", "dunno", "not measured"),
    ("infection.pus", "nothing like that", "none"),
    ("infection.pus", "its yellow crust i think", "yellow crust"),
    ("infection.pus", "pus and smell", "pus"),
    ("infection.spread", "theres red lines", "red lines"),
    ("bleeding.feel", "yess", "yes"),
    ("bleeding.feel", "thumbs-up", "yes"),
    ("bleeding.feel", "👍", "yes"),
    ("bleeding.feel", "kinda", "yes"),
    ("bleeding.feel", "yse", "yes"),
    ("bleeding.feel", "absolutely not", "no"),
    ("bleeding.feel", "nuh uh", "no"),
    ("bleeding.feel", "i feel weak", "yes"),
    ("allergic_reaction.breathe", "a bit", "yes"),
    ("eye.sight", "yes but a bit blurry", "blurry"),
    ("eye.open", "no it hurts", "no"),
    ("severe_pain.score", "8/10", "7-8"),
    ("severe_pain.score", "about nine", "9-10"),
    ("severe_pain.score", "2", "0-3"),
    ("burn_or_blister.pain", "10", "10"),
    ("herpes.where", "near my eye", "near or in the eye"),
]


@pytest.mark.parametrize(("question", "text", "option"), OPTIONS)
def test_an_answer_is_understood(hear: Hear, question: str, text: str, option: str) -> None:
    assert hear(question, text).option == option


NOT_UNDERSTOOD = [
    ("infection.fever", "can i swim"),
    ("infection.fever", "is it bad if i get a fever?"),
    ("infection.fever", "i cant breathe"),
    ("infection.fever", "no wait yes"),
    ("infection.fever", "no. 4"),
    ("infection.fever", "no?"),
    ("infection.fever", "nose"),
    ("infection.fever", "7"),
    ("infection.fever", ""),
    ("infection.fever", "..."),
    ("bleeding.feel", "dunno"),
    ("bleeding.feel", "not really"),
    ("bleeding.feel", "no im not good"),
    ("bleeding.feel", "no i do"),
    ("bleeding.feel", "maybe"),
    ("bleeding.feel", "👍👎"),
    ("allergic_reaction.breathe", "no trouble breathing"),
    ("severe_pain.score", "its been 3 days"),
    ("eye.open", "no pain"),
    ("eye.sight", "not blurry"),
    ("bleeding.feel", "i dont think so"),
    ("pigmentation_change.color", "paint n dust at site can i go in"),
    ("severe_pain.score", "not 9"),
]


@pytest.mark.parametrize(("question", "text"), NOT_UNDERSTOOD)
def test_what_is_not_sure_is_no_answer(hear: Hear, question: str, text: str) -> None:
    heard = hear(question, text)

    assert heard.option is None
    assert not heard.settled


def test_a_yes_that_does_not_say_which_is_a_report_and_leaves_the_question_open(hear: Hear) -> None:
    heard = hear("infection.fever", "yess", "pus")

    assert heard.option is None
    assert [(reason.flag, reason.level, reason.asks) for reason in heard.reasons] == [
        ("infection", Level.urgent, False)
    ]


@pytest.mark.parametrize("text", ["no", "nope", "👎", "kinda"])
def test_where_yes_is_the_good_answer_a_no_reports(hear: Hear, text: str) -> None:
    (reason,) = hear("eye.sight", text).reasons

    assert (reason.flag, reason.level) == ("eye", Level.emergency)


@pytest.mark.parametrize("text", ["yes", "yep", "👍"])
def test_where_yes_is_the_good_answer_a_yes_settles(hear: Hear, text: str) -> None:
    heard = hear("eye.sight", text, "sight_changed")

    assert (heard.option, heard.reasons, heard.settled) == ("yes", (), True)


def test_an_answer_carries_its_level_its_flag_and_its_signs(hear: Hear) -> None:
    heard = hear("infection.eye", "sight changed")

    assert [(reason.rule, reason.flag, reason.level, reason.phrase) for reason in heard.reasons] == [
        ("infection.eye: sight changed", "eye", Level.emergency, "sight changed")
    ]
    assert heard.signs == ("sight_changed",)


def test_of_several_things_all_signs_are_heard_and_the_gravest_counts(hear: Hear) -> None:
    heard = hear("infection.pus", "2 and 4")

    assert set(heard.signs) == {"yellow_crust", "bad_smell"}
    assert hear("infection.fever", "fever, 3 and also fever with shaking").reasons[0].level is Level.emergency


def test_feeling_unsafe_is_a_report_of_self_harm(hear: Hear) -> None:
    (reason,) = hear("complaint.safe", "i feel unsafe").reasons

    assert (reason.flag, reason.level) == ("self_harm", Level.emergency)


def test_a_no_settles_only_what_the_question_is_about(hear: Hear) -> None:
    assert hear("infection.pus", "none", "pus").settled
    assert not hear("infection.fever", "no", "pus").settled
    assert not hear("infection.pus", "none", "pus", "swollen_glands").settled
    assert not hear("infection.pus", "none").settled


def test_a_denied_sign_settles_only_itself(hear: Hear) -> None:
    assert hear("infection.fever", "no fever", "fever").settled
    assert not hear("infection.fever", "no fever", "fever", "chills").settled


def test_a_no_beside_the_sign_itself_is_no_no(hear: Hear) -> None:
    heard = hear("infection.pus", "no, but yellow pus is coming out", "pus")

    assert heard.option == "pus"
    assert not heard.settled
