"""The hazard log is true: each hazard has a control, each control stands where it says, and a test shows it."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.evaluation.hazards import (
    LIKELIHOODS,
    PAGE,
    SEVERITIES,
    SOURCE,
    Hazard,
    HazardLog,
    hazards_page,
    read_hazards,
)
from bot.settings import PROJECT
from tests.safety.known_tests import known_tests, without_parameters

LOG: HazardLog = read_hazards()
KNOWN = known_tests(PROJECT)
# From this risk on somebody has to do something about what remains.
NEEDS_ACTION = 3


def named(hazard: Hazard) -> str:
    return hazard.id


def test_there_are_hazards_enough_in_order_and_none_twice() -> None:
    ids = [hazard.id for hazard in LOG.hazards]

    assert len(ids) >= 25
    assert ids == [f"H{number:02}" for number in range(1, len(ids) + 1)]
    assert len({hazard.hazard for hazard in LOG.hazards}) == len(ids)


@pytest.mark.parametrize("hazard", LOG.hazards, ids=named)
def test_every_control_stands_where_it_says(hazard: Hazard) -> None:
    missing = [control.where for control in hazard.standing if not (PROJECT / control.where).exists()]

    assert missing == []


@pytest.mark.parametrize("hazard", LOG.hazards, ids=named)
def test_every_control_is_shown_by_a_test_that_is_there(hazard: Hazard) -> None:
    unknown = [
        control.test for control in hazard.standing if control.test and without_parameters(control.test) not in KNOWN
    ]

    assert unknown == [], "no such test or conversation; say which test shows the control now"


@pytest.mark.parametrize("hazard", LOG.hazards, ids=named)
def test_a_hazard_is_held_by_a_test_that_is_sure_to_run(hazard: Hazard) -> None:
    tests = [without_parameters(control.test) for control in hazard.standing if control.test]

    assert not tests or any(KNOWN.get(test) for test in tests), (
        "every test of its controls is skipped or expected to fail"
    )


@pytest.mark.parametrize("hazard", LOG.hazards, ids=named)
def test_only_planned_controls_are_no_answer_to_a_catastrophe(hazard: Hazard) -> None:
    assert hazard.standing or "catastrophic" not in (hazard.before.severity, hazard.after.severity)


@pytest.mark.parametrize("hazard", LOG.hazards, ids=named)
def test_a_risk_falls_only_by_controls_that_are_there(hazard: Hazard) -> None:
    severities = [SEVERITIES.index(rating.severity) for rating in (hazard.before, hazard.after)]
    likelihoods = [LIKELIHOODS.index(rating.likelihood) for rating in (hazard.before, hazard.after)]

    assert severities[1] <= severities[0]
    assert likelihoods[1] <= likelihoods[0]
    assert hazard.standing or hazard.after == hazard.before


@pytest.mark.parametrize("hazard", LOG.hazards, ids=named)
def test_what_remains_grave_has_somebody_to_do_something_about_it(hazard: Hazard) -> None:
    assert hazard.actions or LOG.risk_of(hazard.after) < NEEDS_ACTION


def test_the_scale_never_falls_with_severity_or_likelihood() -> None:
    rows = [LOG.risk[likelihood] for likelihood in LIKELIHOODS]

    assert all(list(row) == sorted(row) for row in rows)
    assert all(list(column) == sorted(column) for column in zip(*rows, strict=True))
    assert set(LOG.meaning) == {number for row in rows for number in row}
    assert set(LOG.severity) == set(SEVERITIES)
    assert set(LOG.likelihood) == set(LIKELIHOODS)


def test_the_page_is_true() -> None:
    assert PAGE.read_text(encoding="utf-8") == hazards_page(LOG), (
        "hazards.yml has changed: renew the page with `.venv/bin/python -m bot.evaluation.hazards`"
    )


@pytest.mark.parametrize("hazard", LOG.hazards, ids=named)
def test_what_is_built_is_planned_no_more(hazard: Hazard) -> None:
    built = [
        control.test
        for control in hazard.controls
        if control.planned and control.test and without_parameters(control.test) in KNOWN
    ]

    assert built == [], "it is there: take `planned: true` off in docs/safety/hazards.yml"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    controls:\n", "    nothing:\n", "controls"),
        ("likelihood: medium", "likelihood: sometimes", "likelihood"),
        ("        test: ", "        tested: ", "test"),
    ],
)
def test_a_broken_log_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    broken = tmp_path / "hazards.yml"
    broken.write_text(SOURCE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    with pytest.raises(SettingsError, match=rf"hazards\.\d+\..*{told}"):
        read_hazards(broken)


def test_tests_are_found_by_reading_them(tmp_path: Path) -> None:
    (tmp_path / "tests" / "conversations").mkdir(parents=True)
    (tmp_path / "tests" / "conversations" / "a.yml").write_text("- conversation: a chat\n  steps: []\n")
    (tmp_path / "tests" / "test_some.py").write_text(
        "import pytest\n"
        "def test_runs() -> None: ...\n"
        "def helper() -> None: ...\n"
        "@pytest.mark.parametrize('x', [1])\nasync def test_runs_later(x: int) -> None: ...\n"
        "@pytest.mark.skip\ndef test_skipped() -> None: ...\n"
        "@pytest.mark.xfail(reason='known')\ndef test_failing() -> None: ...\n"
        "def test_gives_up() -> None:\n    pytest.skip('not now')\n"
    )
    (tmp_path / "tests" / "test_none.py").write_text(
        "import pytest\npytestmark = [pytest.mark.slow, pytest.mark.skipif(True, reason='')]\n"
        "def test_off() -> None: ...\n"
    )

    assert known_tests(tmp_path) == {
        "tests/test_none.py::test_off": False,
        "tests/test_some.py::test_runs": True,
        "tests/test_some.py::test_runs_later": True,
        "tests/test_some.py::test_skipped": False,
        "tests/test_some.py::test_failing": False,
        "tests/test_some.py::test_gives_up": False,
        "tests/conversations/a.yml#a chat": True,
    }
    assert without_parameters("tests/test_some.py::test_runs_later[1]") == "tests/test_some.py::test_runs_later"
    assert without_parameters("tests/conversations/a.yml#is it [1]") == "tests/conversations/a.yml#is it [1]"
