"""`key`: a rotation reaches every record, and an old key goes only when nothing needs it."""

import os
from datetime import UTC, datetime, timedelta

import pytest

import bot.cli.key
from bot.channels.web.session import LASTS
from bot.errors import StartError
from bot.records.encryption import KeyFile, Keyring, RotationError
from bot.records.encryption.renewal import ENVIRONMENT_ORDER
from bot.records.models import Patient
from bot.settings import Settings
from tests.unit.cli.conftest import Bot, Opens

ROTATED_AT = datetime(2026, 11, 20, 17, tzinfo=UTC)


@pytest.fixture
def with_a_patient(started: Opens, now: datetime) -> Opens:
    with started() as database, database.writing() as session:
        session.add(Patient(id="p", name="Marigold", created_at=now))
    return started


def keys_of(settings: Settings) -> tuple[str, ...]:
    return KeyFile(settings.key_file).read()[0]


def name_of_the_patient(started: Opens) -> str | None:
    with started() as database, database.reading() as session:
        return session.get_one(Patient, "p").name


def days_after_rotation(monkeypatch: pytest.MonkeyPatch, settings: Settings, days: float) -> None:
    os.utime(settings.key_file, times=(ROTATED_AT.timestamp(),) * 2)
    monkeypatch.setattr(bot.cli.key, "utc_now", lambda: ROTATED_AT + timedelta(days=days))


def test_new_prints_a_key_and_changes_nothing(bot: Bot, installation: Settings) -> None:
    printed = [bot("key", "new").stdout.strip() for _ in range(2)]
    assert len(set(printed)) == 2
    assert Keyring(printed).open(Keyring(printed[1:]).seal("x")) == "x"
    assert not installation.data_folder.exists()


def test_rotate_seals_everything_with_a_new_key(bot: Bot, installation: Settings, with_a_patient: Opens) -> None:
    (old,) = keys_of(installation)
    done = bot("key", "rotate")
    assert done.exit_code == 0, done.output
    assert "1 values were sealed with the newest key" in done.stdout
    newest, second = keys_of(installation)
    assert second == old
    KeyFile(installation.key_file).write([newest])
    assert name_of_the_patient(with_a_patient) == "Marigold"


def test_forget_old_waits_for_browsers_and_links(
    bot: Bot, installation: Settings, with_a_patient: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot("key", "rotate")
    newest, _ = keys_of(installation)
    days_after_rotation(monkeypatch, installation, 29.9)
    refused = bot("key", "forget-old")
    assert isinstance(refused.exception, RotationError)
    assert "until 2026-12-20" in str(refused.exception)
    assert len(keys_of(installation)) == 2
    days_after_rotation(monkeypatch, installation, LASTS.days)
    assert "1 old keys were dropped" in bot("key", "forget-old").stdout
    assert keys_of(installation) == (newest,)
    assert name_of_the_patient(with_a_patient) == "Marigold"


@pytest.mark.usefixtures("with_a_patient")
def test_forget_old_now_does_not_wait(bot: Bot, installation: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    bot("key", "rotate")
    days_after_rotation(monkeypatch, installation, 0)
    assert bot("key", "forget-old", "--now").exit_code == 0
    assert len(keys_of(installation)) == 1


@pytest.mark.usefixtures("with_a_patient")
@pytest.mark.parametrize("command", ["rotate", "forget-old"])
def test_a_lost_file_is_asked_for_and_not_made(bot: Bot, installation: Settings, command: str) -> None:
    installation.key_file.unlink()
    refused = bot("key", command)
    assert isinstance(refused.exception, StartError)
    assert "from its backup" in str(refused.exception)
    assert not installation.key_file.exists()


def test_keys_in_the_environment_are_changed_by_people_who_are_told_how(
    bot: Bot, installation: Settings, with_a_patient: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    (old,) = keys_of(installation)
    new = bot("key", "new").stdout.strip()
    monkeypatch.setenv("AFTERCARE_KEYS", old)
    alone = bot("key", "rotate")
    assert str(alone.exception) == ENVIRONMENT_ORDER
    assert f"{LASTS.days} days" in ENVIRONMENT_ORDER
    monkeypatch.setenv("AFTERCARE_KEYS", f"{new},{old}")
    assert "1 values" in bot("key", "rotate").stdout
    assert keys_of(installation) == (old,), "the file is left alone"
    for arguments in (("key", "forget-old"), ("key", "forget-old", "--now")):
        refused = bot(*arguments)
        assert isinstance(refused.exception, RotationError)
        assert "30 days" in str(refused.exception)
    KeyFile(installation.key_file).write([new])
    monkeypatch.setenv("AFTERCARE_KEYS", "")
    assert name_of_the_patient(with_a_patient) == "Marigold"


@pytest.mark.usefixtures("with_a_patient")
@pytest.mark.parametrize("command", ["rotate", "forget-old"])
def test_keys_of_a_newer_database_are_left_alone(
    bot: Bot, installation: Settings, started: Opens, command: str
) -> None:
    """It may have sealed columns that this version does not know, and would leave under a key that it drops."""
    with started() as database, database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    before = keys_of(installation)
    refused = bot("key", command)
    assert isinstance(refused.exception, StartError)
    assert "newer version" in str(refused.exception)
    assert keys_of(installation) == before
