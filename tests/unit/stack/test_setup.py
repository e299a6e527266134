"""What stops a set-up or a start says what to do: no Python, no disk space, a failed training, a dying Rasa."""

import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.errors import StartError, TrainingError
from bot.settings import PROJECT, Settings
from bot.stack import stack as stack_module
from bot.stack import training
from bot.stack.stack import Stack


def sync(tmp_path: Path, *, needed_mb: int) -> subprocess.CompletedProcess[str]:
    """scripts/sync.sh with a uv that finds no Python."""
    uv = tmp_path / "uv"
    uv.write_text("#!/bin/sh\necho 'error: No interpreter found' >&2\nexit 2\n", encoding="utf-8")
    uv.chmod(0o700)
    return subprocess.run(
        ["bash", str(PROJECT / "scripts" / "sync.sh"), str(uv), ".", "environment", "3.10", str(needed_mb)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_missing_python_is_told_with_what_to_do(tmp_path: Path) -> None:
    done = sync(tmp_path, needed_mb=1)
    assert done.returncode == 1
    assert "could not be made with Python 3.10" in done.stderr
    assert "pyenv install 3.10" in done.stderr
    assert not (tmp_path / "environment" / ".ready").exists()


def test_a_full_disk_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    done = sync(tmp_path, needed_mb=10**9)
    assert done.returncode == 1
    assert "Free some space and run make again." in done.stderr
    assert "No interpreter" not in done.stderr


def test_a_full_disk_stops_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    monkeypatch.setattr(stack_module, "check_ports", lambda _: None)
    with pytest.raises(StartError, match="Free some space"), Stack(Settings(data_folder=tmp_path), say=lambda _: None):
        pass


def rasa_that(does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with a script in Rasa's place, and a models folder of the test's own."""
    python = tmp_path / "rasa" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
    python.chmod(0o700)
    (tmp_path / "models").mkdir()
    monkeypatch.setattr(training, "MODELS", tmp_path / "models")
    return Settings(rasa_environment=tmp_path / "rasa", data_folder=tmp_path)


def test_a_training_that_fails_leaves_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = rasa_that("echo broken; exit 1", tmp_path, monkeypatch)
    half = training.model_path().name.replace("aftercare-", "unfinished-")
    (tmp_path / "models" / half).write_text("left by a run that was killed", encoding="utf-8")
    log = tmp_path / "training.log"
    with pytest.raises(TrainingError, match=r"training\.log"):
        training.train_if_needed(settings, say=lambda _: None, log=log)
    assert log.read_text(encoding="utf-8") == "broken\n"
    assert list((tmp_path / "models").iterdir()) == []


def test_a_model_is_trained_once_and_takes_the_place_of_an_older_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = 'while [ "$1" != "--fixed-model-name" ]; do last=$1; shift; done; echo model > "$last/$2.tar.gz"'
    settings = rasa_that(writes, tmp_path, monkeypatch)
    (tmp_path / "models" / "aftercare-0123456789ab.tar.gz").touch()
    (tmp_path / "models" / "an-engineers-own.tar.gz").touch()
    said: list[str] = []
    for _ in range(2):
        model = training.train_if_needed(settings, say=said.append, log=tmp_path / "training.log")
    assert said[0].startswith("training the Rasa model")
    assert said[-1] == "model is up to date"
    assert {path.name for path in model.parent.iterdir()} == {model.name, "an-engineers-own.tar.gz"}
