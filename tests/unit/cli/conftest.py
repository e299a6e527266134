"""The command line on a data folder of the test's own, as typer calls it, without a new process."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.records.database import Database
from bot.settings import Settings, read_settings
from bot.stack.application import open_records

Bot = Callable[..., Result]
Opens = Callable[[], AbstractContextManager[Database]]


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation that was never started, with none of this machine's own settings."""
    monkeypatch.setenv("AFTERCARE_DATA_FOLDER", str(tmp_path / "data"))
    for name in ("KEYS", "DATABASE_URL", "PUBLIC_URL"):
        monkeypatch.setenv(f"AFTERCARE_{name}", "")
    monkeypatch.setenv("AFTERCARE_HOST", "127.0.0.1")
    monkeypatch.setenv("AFTERCARE_PORT", "8600")
    return read_settings()


@pytest.fixture
def bot(installation: Settings) -> Bot:
    """`bot("key", "new")` runs a command."""
    del installation
    return lambda *arguments: CliRunner().invoke(app, arguments)


@pytest.fixture
def started(installation: Settings) -> Opens:
    """Records as a start of the bot opens them: the first makes the key."""

    @contextmanager
    def opens() -> Iterator[Database]:
        with open_records(installation, say=lambda _: None) as (database, _):
            yield database

    return opens
