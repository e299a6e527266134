"""`link`: the link names the treatment and an address that a browser can open, and no key is made for it."""

from datetime import datetime, timedelta

import pytest

import bot.cli.link
from bot.channels.web.links import read_link
from bot.channels.web.session import LASTS
from bot.errors import StartError
from bot.protocol import Variant
from bot.records.encryption import FileKeyring, KeyFile
from bot.settings import Settings
from tests.unit.cli.conftest import Bot, Opens

LINK = ("link", "--hours", "30", "--variant", "rf")


@pytest.fixture(autouse=True)
def _present(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(bot.cli.link, "utc_now", lambda: now)


@pytest.fixture
def key(installation: Settings) -> FileKeyring:
    file = KeyFile(installation.key_file)
    file.make()
    return FileKeyring(file)


def test_the_link_tells_the_treatment_until_it_runs_out(bot: Bot, key: FileKeyring, now: datetime) -> None:
    done = bot(*LINK)
    assert done.exit_code == 0, done.output
    address, _, token = done.stdout.strip().partition("#link=")
    assert address == "http://127.0.0.1:8600/"
    told = read_link(key, token=token, now=now + LASTS - timedelta(seconds=1))
    assert told is not None
    assert (told.treated_at, told.variant) == (now - timedelta(hours=30), Variant.rf)
    assert read_link(key, token=token, now=now + LASTS) is None


@pytest.mark.usefixtures("key")
@pytest.mark.parametrize(
    ("host", "public", "address", "warned"),
    [
        ("0.0.0.0", "", "http://127.0.0.1:8600/", True),  # noqa: S104
        ("::", "", "http://127.0.0.1:8600/", True),
        ("127.0.0.1", "", "http://127.0.0.1:8600/", True),
        ("localhost", "", "http://localhost:8600/", True),
        ("192.168.1.20", "", "http://192.168.1.20:8600/", False),
        ("bot.clinic.example", "", "http://bot.clinic.example:8600/", False),
        ("0.0.0.0", "https://clinic.example", "https://clinic.example/", False),  # noqa: S104
    ],
)
def test_the_address_can_be_opened_or_the_setting_is_named(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, *, host: str, public: str, address: str, warned: bool
) -> None:
    monkeypatch.setenv("AFTERCARE_HOST", host)
    monkeypatch.setenv("AFTERCARE_PUBLIC_URL", public)
    done = bot(*LINK)
    assert done.stdout.startswith(f"{address}#link=")
    assert len(done.stdout.splitlines()) == 1
    assert ("AFTERCARE_PUBLIC_URL" in done.stderr) == warned


def test_no_key_is_made_for_a_link(bot: Bot, installation: Settings, started: Opens) -> None:
    with started():
        pass
    installation.key_file.unlink()
    refused = bot(*LINK)
    assert isinstance(refused.exception, StartError)
    assert "from its backup" in str(refused.exception)
    assert not installation.key_file.exists()
