"""The small rulers: SMS length, reading grade, placeholders."""

import pytest

from bot.protocol.gsm7 import first_foreign, gsm7_length
from bot.protocol.placeholders import fill, placeholders_in
from bot.protocol.readability import reading_grade


@pytest.mark.parametrize(("text", "length"), [("", 0), ("Call us.", 8), ("100 €", 6), ("[a]", 5), ("Café", 4)])
def test_sms_length_counts_what_takes_two_places(text: str, length: int) -> None:
    assert gsm7_length(text) == length


@pytest.mark.parametrize(
    ("text", "foreign"),
    [('plain - text\'s "own" {name}', None), ("Café ñ ü £", None), ("a – b", "–"), ("don’t", "’"), ("ok 👍", "👍")],  # noqa: RUF001
)
def test_the_first_character_outside_the_alphabet_is_named(text: str, foreign: str | None) -> None:
    assert first_foreign(text) == foreign


def test_names_are_left_out_of_the_grade_whatever_their_case() -> None:
    plain = "You can take it again if you need it."
    named = "You can take Acetaminophen again if you need it."

    assert reading_grade(named) > reading_grade(plain)
    assert reading_grade(named, exceptions=("acetaminophen",)) < reading_grade(named) - 2


def test_a_name_within_a_word_is_not_taken_out() -> None:
    assert reading_grade("They proofread it now.", exceptions=("of",)) == reading_grade("They proofread it now.")


def test_placeholders_are_found_and_filled() -> None:
    assert placeholders_in("Call {a} or {b}.") == ("a", "b")
    assert fill("Call {a} or {b}.", values={"a": "1", "b": "{a}"}) == "Call 1 or {a}."


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="a"):
        fill("Call {a}.", values={})
