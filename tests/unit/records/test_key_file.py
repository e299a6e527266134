"""A running application follows its key file: changed, lost, replaced, or shared by many threads and processes."""

import os
import stat
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import StartError
from bot.records.encryption import (
    FileKeyring,
    KeyFile,
    Keyring,
    KeyringError,
    NoKeyringError,
    NoKeys,
    find_keyring,
    open_keyring,
)

# The same in every process that collects these tests: they are in the tests' names.
OLD, NEW, OTHER = (urlsafe_b64encode(each * 32).decode() for each in (b"o", b"n", b"x"))
SECRET = "Marigold Quince"  # noqa: S105


def silent(_: str) -> None:
    """For tests that do not look at what is said."""


def test_a_new_key_in_the_file_is_used_without_a_restart(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys")
    file.write([OLD])
    running = FileKeyring(file)
    before = running.seal(SECRET)
    file.write([NEW, OLD])
    assert running.indexes("x") == Keyring([NEW, OLD]).indexes("x")
    assert Keyring([NEW]).open(running.seal(SECRET)) == SECRET
    assert running.open(before) == SECRET
    file.write([NEW])
    running.seal(SECRET)
    with pytest.raises(KeyringError, match="key file"):
        running.open(before)


def test_a_token_of_a_key_that_has_just_come_is_opened(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys")
    file.write([OLD])
    running = FileKeyring(file)
    file.write([NEW, OLD])
    assert running.open(Keyring([NEW]).seal(SECRET)) == SECRET


@pytest.mark.parametrize("harm", ["gone", "spoiled"])
def test_a_running_application_outlives_its_file_and_complains_once(
    harm: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = KeyFile(tmp_path / "keys")
    file.write([OLD])
    running = FileKeyring(file)
    if harm == "gone":
        file.path.unlink()
    else:
        file.path.write_text(f"{NEW} and more")
    assert Keyring([OLD]).open(running.seal(SECRET)) == SECRET
    running.seal(SECRET)
    assert len(caplog.records) == 1
    assert NEW not in caplog.text
    file.write([NEW, OLD])
    assert Keyring([NEW]).open(running.seal(SECRET)) == SECRET


def test_a_running_application_never_takes_over_a_strangers_file(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = KeyFile(tmp_path / "keys")
    file.write([OLD])
    running = FileKeyring(file)
    before = running.seal(SECRET)
    file.path.unlink()
    file.write([OTHER, NEW])
    assert Keyring([OLD]).open(running.seal(SECRET)) == SECRET
    assert running.open(before) == SECRET
    assert running.indexes("x") == Keyring([OLD]).indexes("x")
    with pytest.raises(KeyringError):
        running.open(Keyring([OTHER]).seal(SECRET))
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "no key in common" in caplog.text
    assert not [key for key in (OLD, NEW, OTHER) if key in caplog.text]
    file.write([NEW, OLD])
    assert Keyring([NEW]).open(running.seal(SECRET)) == SECRET, "the right file is taken over again"


@pytest.mark.parametrize("there", [True, False])
def test_a_lost_key_file_is_not_replaced_where_something_is_sealed(there: bool, tmp_path: Path) -> None:
    if there:
        KeyFile(tmp_path / "keys").write([OLD])
        found = open_keyring(keys="", file=tmp_path / "keys", say=silent, sealed=lambda: True)
        assert found.index("x") == Keyring([OLD]).index("x")
        return
    with pytest.raises(StartError, match="from its backup") as raised:
        open_keyring(keys="", file=tmp_path / "keys", say=silent, sealed=lambda: True)
    assert str(tmp_path / "keys") in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_looking_for_keys_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="from its backup"):
        find_keyring(keys="", file=tmp_path / "keys", say=silent)
    assert list(tmp_path.iterdir()) == []


def test_without_keys_nothing_is_sealed_or_opened() -> None:
    for use in (NoKeys().seal, NoKeys().open, NoKeys().index, NoKeys().derive, NoKeys().sealed_with_newest):
        with pytest.raises(NoKeyringError):
            use("x")


def test_many_threads_share_a_keyring_while_its_file_changes(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys")
    file.write([OLD])
    running = FileKeyring(file)

    def work(number: int) -> bool:
        if number % 20 == 0:
            file.write([NEW, OLD] if number % 40 else [OLD, NEW])
        return running.open(running.seal(str(number))) == str(number)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(work, range(400)))


def test_a_file_is_replaced_behind_a_link_and_keeps_its_remark_and_rights(tmp_path: Path) -> None:
    real = tmp_path / "real"
    KeyFile(real).write([OLD])
    (tmp_path / "link").symlink_to(real)
    KeyFile(tmp_path / "link").write([NEW, OLD])
    assert (tmp_path / "link").is_symlink()
    assert KeyFile(real).read()[0] == (NEW, OLD)
    assert real.read_text().startswith("# ")
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only an administrator can give files away")
def test_a_file_that_an_administrator_replaces_stays_its_owners(tmp_path: Path) -> None:
    KeyFile(tmp_path / "keys").write([OLD])
    os.chown(tmp_path / "keys", 1234, 1234)
    KeyFile(tmp_path / "keys").write([NEW, OLD])
    assert (tmp_path / "keys").stat().st_uid == 1234


def test_one_command_at_a_time_changes_the_file(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys")
    file.write([OLD])
    with file.locked(), pytest.raises(StartError, match="Another command"), KeyFile(file.path).locked():
        pass
    with file.locked():
        pass


def test_no_key_is_shown(tmp_path: Path) -> None:
    file = KeyFile(tmp_path / "keys")
    file.write([NEW])
    keyring = FileKeyring(file)
    assert NEW not in f"{keyring!r}{file!r}{keyring._current()!r}"
