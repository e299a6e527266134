"""The command that lexicon writers use: it says what is broken, what fires, and what is missed."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.understanding.signs import trial
from tests.unit.understanding.signs.conftest import copy_lexicon

MESSAGES = """version: "3.1"
nlu:
- intent: report
  metadata: {author: texting, flags: [infection], level: urgent}
  examples: |
    - theres pus on my chin
    - it looks odd
- intent: peeling
  metadata: {author: texting}
  examples: |
    - is pus normal
    - my [skin](part) is oozing honey
- intent: peeling
  metadata: {author: british}
  examples: |
    - pus
"""


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """The small lexicon."""
    return str(copy_lexicon(tmp_path))


def test_a_good_lexicon_passes_and_a_broken_one_is_named(folder: str) -> None:
    assert CliRunner().invoke(trial.app, ["check", "--folder", folder]).exit_code == 0
    (Path(folder) / "clinic.yml").write_text("signs:\n  slime: [snail trail]\n", encoding="utf-8")
    told = CliRunner().invoke(trial.app, ["check", "--folder", folder])
    assert told.exit_code == 1
    assert "clinic.yml:2" in told.output


def test_one_text_is_read_aloud(folder: str) -> None:
    told = CliRunner().invoke(trial.app, ["read", "theres no puss", "--folder", folder]).output
    assert "there is no pus" in told
    assert 'absent    infection/pus (red) "puss"' in told


def test_the_invented_messages_are_counted(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "nlu").mkdir()
    (tmp_path / "nlu" / "some.yml").write_text(MESSAGES, encoding="utf-8")
    monkeypatch.setattr(trial, "MESSAGES", tmp_path / "nlu")
    told = CliRunner().invoke(trial.app, ["data", "--flag", "infection", "--folder", folder]).output
    assert "4 messages" in told
    assert "reports of infection: 2; read as present or uncertain, red: 1, with a hint: 0, taken back: 0" in told
    assert "harmless: 2; fires red: 1, hint alone: 0, fired but taken back: 1" in told
    assert "* it looks odd" in told
    assert "* my skin is oozing honey" in told
