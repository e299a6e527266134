"""One mistake in the on-call section a row: the words are those that its editor will read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.protocol import Problem, Protocol

Change = Callable[[str, str, str], int]
Problems = Callable[[], tuple[Problem, ...]]

MISTAKES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("on_call_mistakes.yml"))["mistakes"]
NORA = "nora: {name: Nora, contacts: [terminal]}"


@pytest.mark.parametrize("row", MISTAKES, ids=[row["mistake"] for row in MISTAKES])
def test_a_mistake_is_told_with_line_key_and_how_to_mend_it(
    change: Change, problems: Problems, row: dict[str, Any]
) -> None:
    stood_at = change("clinic.yml", row["old"], row["new"])

    told = problems()

    (problem,) = (each for each in told if row["told"] in str(each))
    assert problem.file.endswith("clinic.yml")
    assert problem.line == stood_at + row["lines_on"]


def test_a_gap_on_each_day_is_told_for_each_day(change: Change, problems: Problems) -> None:
    change("clinic.yml", '"18:00-24:00": lee', '"18:00-23:00": lee')

    assert len([each for each in problems() if "a gap: nobody has the duty" in each.what]) == 5


def test_a_line_that_cannot_be_read_is_not_told_as_a_gap_too(change: Change, problems: Problems) -> None:
    change("clinic.yml", 'mon-sun: {"00:00-24:00": sam}', 'mon-sun: {"0-24": sam}')

    (problem,) = problems()

    assert "are no hours" in problem.what


def test_a_problem_never_shows_a_contact(change: Change, problems: Problems, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERCARE_TEST_CONTACT", "twilio://pass-word-2")
    contacts = '["twilio://pass-word-1", "env:AFTERCARE_TEST_CONTACT"]'
    change("clinic.yml", NORA, f"nora: {{name: Nora, contacts: {contacts}}}")

    told = "\n".join(str(problem) for problem in problems())

    assert told.count("Apprise does not know this contact") == 2
    assert "pass-word" not in told


def test_a_variable_of_the_environment_is_a_contact(
    change: Change, load: Callable[[], Protocol], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCARE_TEST_CONTACT", "mailtos://nora:pass-word-1@mail.example?to=nora@example.com")
    change("clinic.yml", NORA, 'nora: {name: Nora, contacts: ["env:AFTERCARE_TEST_CONTACT"]}')

    assert load().clinic.on_call.people["nora"].contacts == ("env:AFTERCARE_TEST_CONTACT",)


def test_an_override_in_the_past_is_no_mistake(change: Change, load: Callable[[], Protocol]) -> None:
    line = "{from: 2020-12-24 18:00, to: 2020-12-25, duty: first, person: sam}"
    change("clinic.yml", "  # overrides: # swaps and holidays; a later line wins\n", f"  overrides: [{line}]\n")

    assert [override.person for override in load().clinic.on_call.overrides] == ["sam"]


def test_two_duties_of_two_people_need_no_call_to_all(change: Change, load: Callable[[], Protocol]) -> None:
    change("clinic.yml", "      - {after_minutes: 30, page: [all]}\n", "")

    assert len(load().clinic.on_call.ladder.urgent) == 3


def test_a_section_that_is_not_there_is_told(copy: Path, problems: Problems) -> None:
    path = copy / "clinic.yml"
    path.write_text(path.read_text(encoding="utf-8").split("on_call:\n")[0], encoding="utf-8")

    assert any('clinic.yml:1: on_call: the key "on_call" is missing. Add it.' in str(each) for each in problems())
