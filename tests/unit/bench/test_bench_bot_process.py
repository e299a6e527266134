"""The bot that is measured has records, keys and ports of its own, whatever the installation's settings are."""

from pathlib import Path

import pytest

from bench.bot_process import environment_of, own_settings
from bot.settings import read_settings


@pytest.fixture
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://clinic/records")
    monkeypatch.setenv("AFTERCARE_KEYS", "the clinic's keys")
    monkeypatch.setenv("AFTERCARE_PUBLIC_URL", "https://bot.example")
    monkeypatch.setenv("AFTERCARE_CLINIC_FILE", str(tmp_path / "clinic.yml"))
    monkeypatch.setenv("AFTERCARE_MESSAGES_A_MINUTE", "5")


@pytest.mark.usefixtures("installation")
def test_nothing_that_holds_or_guards_the_clinics_records_is_used(tmp_path: Path) -> None:
    own, clinic = own_settings(tmp_path / "own"), read_settings()
    assert own.database_url == f"sqlite:///{tmp_path}/own/bench.sqlite3"
    assert (own.keys, own.key_file) == ("", tmp_path / "own" / "keys")
    assert own.address == f"http://127.0.0.1:{own.port}"
    assert not {own.port, own.actions_port, own.rasa_port} & {clinic.port, clinic.actions_port, clinic.rasa_port}
    assert own.clinic_file == tmp_path / "clinic.yml"
    assert own.messages_a_minute > 100_000


@pytest.mark.usefixtures("installation")
def test_a_process_with_that_environment_reads_the_same_settings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = own_settings(tmp_path / "own")
    for name, value in environment_of(own).items():
        monkeypatch.setenv(name, value)
    assert read_settings() == own
