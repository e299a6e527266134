"""One broken file a mistake: the words are those that its editor will read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.protocol import Problem

Change = Callable[[str, str, str], int]
Problems = Callable[[], tuple[Problem, ...]]

MISTAKES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("mistakes.yml"))["mistakes"]


@pytest.mark.parametrize("row", MISTAKES, ids=[row["mistake"] for row in MISTAKES])
def test_a_mistake_is_told_with_file_line_key_and_how_to_mend_it(
    change: Change, problems: Problems, row: dict[str, Any]
) -> None:
    stood_at = change(row["file"], row["old"], row["new"])

    told = problems()

    (problem,) = (each for each in told if row["told"] in str(each))
    assert problem.file.endswith(row["file"])
    assert row["lines_on"] == "elsewhere" or problem.line == stood_at + row["lines_on"]


def test_every_problem_is_told_not_only_the_first(change: Change, problems: Problems) -> None:
    change("topics/makeup.yml", "verdict: avoid", "verdict: never")
    change("topics/sleep.yml", "kind: care", "knd: care")
    change("flags/eye.yml", "level: urgent", "level: none")

    files = {problem.file.rsplit("/", 1)[1] for problem in problems()}

    assert files == {"makeup.yml", "sleep.yml", "eye.yml"}


def test_a_problem_prints_as_one_line(copy: Path, change: Change, problems: Problems) -> None:
    line = change("topics/makeup.yml", "from_hours: 48", "from_hours: 50")

    (problem,) = problems()

    assert str(problem) == (
        f"{copy}/protocol/topics/makeup.yml:{line}: schedules[0].phases[1].from_hours: "
        "a gap: no phase holds from 48 h to 50 h. Begin at 48 h, or end the phase before later."
    )


def test_a_missing_topic_is_told(copy: Path, problems: Problems) -> None:
    (copy / "protocol/topics/makeup.yml").unlink()

    (problem,) = problems()

    assert 'makeup.yml:1: the topic "makeup" is missing. Put the file back' in str(problem)


def test_a_file_with_an_unknown_name_is_told(copy: Path, problems: Problems) -> None:
    (copy / "protocol/topics/makeup.yml").rename(copy / "protocol/topics/makup.yml")

    told = [str(problem) for problem in problems()]

    assert any('makup.yml:1: unknown topic file "makup.yml"' in each for each in told)
    assert any('the topic "makeup" is missing' in each for each in told)


def test_an_emergency_flag_needs_its_text(copy: Path, problems: Problems) -> None:
    path = copy / "protocol/flags/self_harm.yml"
    before, after = path.read_text(encoding="utf-8").split("tell_emergency: >-\n")
    path.write_text(before + after[after.index("never_say:") :], encoding="utf-8")

    (problem,) = problems()

    assert 'flag: "self_harm" can be an emergency but has no tell_emergency. Add it' in str(problem)


def test_a_missing_clinic_file_is_told(copy: Path, problems: Problems) -> None:
    (copy / "clinic.yml").unlink()

    (problem,) = problems()

    assert "clinic.yml:1: the file is missing" in str(problem)


def test_an_empty_file_is_told(copy: Path, problems: Problems) -> None:
    (copy / "protocol/levels.yml").write_text("", encoding="utf-8")

    (problem,) = problems()

    assert "levels.yml:1: the file is empty" in str(problem)


def test_a_file_that_is_not_utf_8_is_told(copy: Path, problems: Problems) -> None:
    (copy / "protocol/levels.yml").write_bytes(b"levels: \xff\n")

    (problem,) = problems()

    assert "levels.yml:1: the file is not UTF-8 text (byte 8). Save it as UTF-8." in str(problem)
