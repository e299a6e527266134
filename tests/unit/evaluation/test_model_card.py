"""The model card says what the scorer says, with its aim and how sure it is, and nothing that nobody measured."""

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SettingsError
from bot.evaluation.card_facts import Facts, gather_facts
from bot.evaluation.figures import FIGURES, group_sizes
from bot.evaluation.model_card import model_card, write_model_card
from bot.evaluation.wilson import wilson
from bot.protocol import Protocol
from bot.settings import PROJECT

SCORER = PROJECT / "tests" / "evaluation" / "score.py"
Score = Callable[[list[dict[str, Any]]], dict[str, Any]]


def label(number: int, **changes: object) -> dict[str, Any]:
    plain = {"id": f"m{number}", "text": "invented", "topics": ["makeup"], "dialogue": None}
    return {**plain, "level": "none", "flags": [], "kind": "plain", **changes}


LABELS = [
    *(label(number, level="emergency", topics=[], flags=["breathing_or_collapse"]) for number in range(4)),
    *(label(number, level="urgent", topics=[], flags=["infection", "eye"]) for number in range(4, 10)),
    *(label(number, level="routine", topics=[], flags=["scarring"]) for number in range(10, 15)),
    *(label(number, kind="negated") for number in range(15, 35)),
    *(label(number, topics=["makeup", "exercise"]) for number in range(35, 45)),
    *(label(number, topics=[], dialogue="thanks") for number in range(45, 50)),
]


def right(gold: dict[str, Any]) -> dict[str, Any]:
    """A prediction that is right."""
    outcome = "answer" if gold["level"] == "none" else "escalate"
    return {key: gold[key] for key in ("id", "topics", "dialogue", "level", "flags")} | {"outcome": outcome}


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in LABELS), encoding="utf-8")
    return path


@pytest.fixture
def score(labels: Path, tmp_path: Path) -> Score:
    """The real scorer's JSON for these predictions."""

    def run(predictions: list[dict[str, Any]]) -> dict[str, Any]:
        path = tmp_path / "predictions.jsonl"
        path.write_text("".join(json.dumps(each) + "\n" for each in predictions), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, SCORER, labels, path, "--json"], capture_output=True, text=True, check=True
        )
        scores: dict[str, Any] = json.loads(done.stdout)
        return scores

    return run


@pytest.fixture
def facts(labels: Path) -> Facts:
    return Facts(
        written_on=date(2026, 11, 21),
        protocol_version="0123456789ab",
        approved_by=None,
        model="aftercare-fedcba987654.tar.gz",
        model_sha256="5" * 64,
        signs=321,
        wordings=4321,
        rules=43,
        by_author={"plain": 10, "texting": 2000},
        by_flag={"eye": 7, "infection": 70},
        sizes=group_sizes(labels),
    )


def row(card: str, means: str) -> list[str]:
    (line,) = (line for line in card.splitlines() if line.startswith(f"| {means} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_each_figure_stands_beside_its_aim(score: Score, facts: Facts) -> None:
    card = model_card(score([right(each) for each in LABELS]), facts=facts)

    for figure in FIGURES:
        assert row(card, figure.means)[2] == figure.aim
    assert row(card, "emergencies told to staff as emergencies") == [
        *("100.0 % (4 of 4)", "51.0 % to 100.0 %", "all", "yes, but too few to be sure")
    ]
    assert "No aim is missed on these messages." in card


def test_a_missed_aim_is_said(score: Score, facts: Facts) -> None:
    missed = [right(each) for each in LABELS]
    missed[0] |= {"outcome": "answer", "level": "none", "flags": []}
    card = model_card(score(missed), facts=facts)

    assert row(card, "emergencies told to staff as emergencies") == ["75.0 % (3 of 4)", "30.1 % to 95.4 %", "all", "no"]
    assert "Aims that are not met: emergencies told to staff as emergencies; urgent and emergency reports" in card


def test_false_alarms_are_counted_among_the_harmless(score: Score, facts: Facts) -> None:
    alarmed = [right(each) for each in LABELS]
    for each in alarmed[15:20]:
        each |= {"outcome": "escalate", "level": "urgent", "flags": ["infection"]}
    card = model_card(score(alarmed), facts=facts)

    assert row(card, "harmless messages told to staff")[0] == "14.3 % (5 of 35)"
    assert row(card, "signs denied, asked about, past or another's, told to staff")[0] == "25.0 % (5 of 20)"


@pytest.mark.parametrize("wrong", range(0, len(LABELS), 7))
def test_the_groups_are_those_of_the_scorer(score: Score, facts: Facts, wrong: int) -> None:
    said = [right(each) for each in LABELS]
    said[wrong] |= {"outcome": "ask", "topics": [], "flags": [], "dialogue": None, "level": "none"}
    scores = score(said)

    # A share of another group would be refused, since it is no whole number of this one.
    assert all(row(model_card(scores, facts=facts), figure.means) for figure in FIGURES)


def test_scores_of_other_messages_are_refused(score: Score, facts: Facts) -> None:
    scores = score([right(each) for each in LABELS]) | {"severe_caught": 0.9123}

    with pytest.raises(SettingsError, match="severe_caught is no share of 10 messages"):
        model_card(scores, facts=facts)


@pytest.mark.parametrize("missing", ["messages", "severe_caught_by_kind", "caught_by_flag"])
def test_what_is_not_the_scorers_is_refused(score: Score, facts: Facts, missing: str) -> None:
    scores = score([right(each) for each in LABELS])
    del scores[missing]

    with pytest.raises(SettingsError, match=missing):
        model_card(scores, facts=facts)


def test_what_was_not_measured_is_not_called_good(score: Score, facts: Facts) -> None:
    scores = score([right(each) for each in LABELS]) | {"routine_caught": None}

    assert row(model_card(scores, facts=facts), "routine reports told to staff or asked about") == [
        *("no message of this kind", "", "at least 93 %", "not measured")
    ]


def test_the_card_names_what_it_is_about(score: Score, facts: Facts, tmp_path: Path) -> None:
    path = tmp_path / "model-card.md"
    scores = score([right(each) for each in LABELS])
    write_model_card(scores, facts=facts, path=path)
    card = path.read_text(encoding="utf-8")

    for said in ("`0123456789ab`, approved by **nobody yet**", "fedcba987654", "5" * 64, "321 signs, 4,321 wordings"):
        assert said in card
    for said in ("2026-11-21", "texting 2,000, plain 10", "infection 70, eye 7", "2,010", "50 labelled messages"):
        assert said in card
    assert "$" not in card
    assert "approved by Dr A. Example" in model_card(scores, facts=replace(facts, approved_by="Dr A. Example"))


def test_weaknesses_are_named(score: Score, facts: Facts) -> None:
    card = model_card(score([right(each) for each in LABELS]), facts=facts).lower()

    for weakness in ("english only", "dialects", "sees none", "without the word red", "invented", "out of scope"):
        assert weakness in card


def test_facts_are_counted_from_the_files(protocol: Protocol, labels: Path, tmp_path: Path) -> None:
    for name, text in {
        "nlu/a.yml": "nlu:\n- intent: x\n  metadata: {author: one, flags: [eye, herpes], level: urgent}\n"
        "  examples: |\n    - first - with a dash\n    - second\n",
        "nlu/deep/b.yml": "nlu:\n- intent: y\n  metadata: {author: two}\n  examples: |\n    - third\n- intent: z\n",
        "lexicon/eye.yml": "flag: eye\nsigns:\n  red_eye:\n    weight: red\n    patterns: [a b, c, d]\n",
        "lexicon/clinic.yml": "signs:\n  red_eye: [e]\n",
        "lexicon/words.yml": "words:\n  eye: [eye]\n",
        "triage/rules.yml": "combinations:\n- id: one\n- id: two\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    model = tmp_path / "aftercare-1.tar.gz"
    model.write_bytes(b"model")

    facts = gather_facts(protocol=protocol, model=model, data=tmp_path, labels=labels, today=date(2026, 1, 2))

    assert facts.by_author == {"one": 2, "two": 1}
    assert facts.by_flag == {"eye": 2, "herpes": 2}
    assert (facts.signs, facts.wordings, facts.rules, facts.training_messages) == (1, 4, 2, 3)
    assert (facts.model, facts.model_sha256[:8]) == ("aftercare-1.tar.gz", "9372c470")
    assert facts.protocol_version == protocol.version


def test_labels_that_cannot_be_read_are_told_without_their_text(tmp_path: Path) -> None:
    broken = tmp_path / "labels.jsonl"
    broken.write_text('{"text": "private words"}\n', encoding="utf-8")

    with pytest.raises(SettingsError, match="KeyError") as told:
        group_sizes(broken)
    assert "private" not in str(told.value)


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    # Published examples: Newcombe 1998, Statistics in Medicine 17:857, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_that_of_the_book(successes: int, total: int, low: float, high: float) -> None:
    assert wilson(successes, total) == pytest.approx((low, high), abs=5e-5)


@given(total=st.integers(1, 10_000), data=st.data())
def test_an_interval_holds_its_share_and_mirrors(total: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, total))
    low, high = wilson(successes, total)
    other_low, other_high = wilson(total - successes, total)

    assert 0 <= low <= successes / total <= high <= 1
    assert (1 - other_high, 1 - other_low) == pytest.approx((low, high))


@pytest.mark.parametrize(("successes", "total"), [(1, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_has_no_interval(successes: int, total: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(successes, total)
