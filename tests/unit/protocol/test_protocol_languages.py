"""The sentences in other languages: what is said, what a clinic may change, and what an editor is told."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.protocol import Problem, Protocol
from bot.protocol.languages import LANGUAGES

Change = Callable[[str, str, str], int]
Override = Callable[[str], None]
Load = Callable[[], Protocol]
Problems = Callable[[], tuple[Problem, ...]]

ENGLISH = (
    "I can only read English for now. Please call 555-0100, or reply STAFF to reach a person. In an emergency call 911."
)


def test_the_english_sentence_always_follows(protocol: Protocol) -> None:
    for language in protocol.languages:
        text = protocol.say_other_language(language)
        before, _, english = text.partition("\n\n")
        assert english == ENGLISH
        assert "555-0100" in before
        assert "911" in before
        assert "STAFF" in before
        assert "{" not in text


def test_spanish_is_said_in_spanish(protocol: Protocol) -> None:
    assert protocol.say_other_language("es").startswith(
        "Por ahora solo puedo leer inglés. Por favor, llame al 555-0100"
    )


def test_a_language_without_a_sentence_gets_english_alone(protocol: Protocol) -> None:
    assert "so" in LANGUAGES
    assert protocol.say_other_language("so") == ENGLISH


def test_a_number_keeps_its_order_where_letters_run_from_right_to_left(protocol: Protocol) -> None:
    for language in ("ar", "fa", "he"):
        assert "\u2066555-0100\u2069" in protocol.say_other_language(language)


def test_every_sentence_is_a_draft_until_somebody_has_read_it(protocol: Protocol) -> None:
    assert [each for each, translation in protocol.languages.items() if translation.reviewed_by] == []


def test_a_clinic_rewords_one_and_adds_another(override: Override, load: Load, protocol: Protocol) -> None:
    override(
        'languages:\n  es: {text: "Llame al {clinic_phone} o STAFF. Urgencia: {emergency_number}.", reviewed_by: Ana}\n'
        '  so: {text: "Wac {clinic_phone} ama STAFF. Degdeg: {emergency_number}."}\n'
    )

    ours = load()

    assert ours.languages["es"].reviewed_by == "Ana"
    assert ours.say_other_language("es").startswith("Llame al 555-0100 o STAFF. Urgencia: 911.\n\n")
    assert ours.say_other_language("so").startswith("Wac 555-0100")
    assert ours.languages["fr"] == protocol.languages["fr"]
    assert ours.version != protocol.version


MISTAKES = [
    ("  es:\n", "  ess:\n", 0, 'languages.ess: unknown language "ess". Did you mean "es"?'),
    ("llame al {clinic_phone} o", "llame o", -1, "languages.es.text: the text does not give {clinic_phone}. Put"),
    ("llame al {emergency_number}.", "llame.", -2, "languages.es.text: the text does not give {emergency_number}."),
    ("llame al {clinic_phone} o", "llame al {clinic_fone} o", -1, "unknown placeholder {clinic_fone}. Did you mean"),
    ("responda STAFF para", "responda para", -1, "languages.es.text: the text does not give the word STAFF"),
    ("solo puedo leer inglés", "solo puedo leer inglés}", -1, "languages.es.text: a brace without its partner"),
    ("  fa:\n    reviewed_by: null\n", "  fa:\n    reviewd_by: null\n", 1, 'Did you mean "reviewed_by"?'),
]


@pytest.mark.parametrize(("old", "new", "lines_on", "told"), MISTAKES, ids=[row[3][:50] for row in MISTAKES])
def test_a_mistake_is_told_with_file_and_line(
    change: Change, problems: Problems, old: str, new: str, lines_on: int, told: str
) -> None:
    stood_at = change("languages.yml", old, new)

    (problem,) = (each for each in problems() if told in str(each))

    assert problem.file.endswith("languages.yml")
    assert problem.line == stood_at + lines_on


def test_a_mistake_in_an_override_is_told_too(override: Override, problems: Problems) -> None:
    override('languages:\n  es:\n    text: "Llame al {clinic_phone} o STAFF."\n')

    (problem,) = problems()

    assert "ours.yml:3: languages.es.text: the text does not give {emergency_number}" in str(problem)


def test_a_missing_file_is_told(copy: Path, problems: Problems) -> None:
    (copy / "protocol/languages.yml").unlink()

    (problem,) = problems()

    assert "languages.yml:1: the file is missing" in str(problem)
