"""Keys open what they sealed and nothing else, are found or made once, are noticed when changed, and never shown."""

import multiprocessing
import stat
import threading
from base64 import urlsafe_b64encode
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StartError
from bot.records.encryption import (
    FileKeyring,
    KeyFile,
    Keyring,
    KeyringError,
    open_keyring,
)

# The same in every process that collects these tests: they are in the tests' names.
OLD, NEW, OTHER = (urlsafe_b64encode(each * 32).decode() for each in (b"o", b"n", b"x"))
SECRET = "Marigold Quince"  # noqa: S105


def silent(_: str) -> None:
    """For tests that do not look at what is said."""


@settings(deadline=None)
@given(st.text(st.characters()))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    keyring = Keyring([NEW])
    assert keyring.open(keyring.seal(text)) == text


def test_the_same_text_is_sealed_differently_each_time() -> None:
    keyring = Keyring([NEW])
    assert keyring.seal(SECRET) != keyring.seal(SECRET)


@settings(deadline=None)
@given(st.data())
def test_an_altered_token_is_refused_without_its_text(data: st.DataObject) -> None:
    keyring = Keyring([NEW])
    token = keyring.seal(SECRET)
    # The last four characters hold padding bits that mean nothing.
    place = data.draw(st.integers(0, len(token) - 5))
    letter = data.draw(st.sampled_from("AZaz09-_").filter(lambda letter: letter != token[place]))
    with pytest.raises(KeyringError, match="altered") as raised:
        keyring.open(token[:place] + letter + token[place + 1 :])
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("token", ["", "gAAAA", SECRET, "é" * 100, "\x00", "gAAAAA" + "=" * 94])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(KeyringError):
        Keyring([NEW]).open(token)
    assert not Keyring([NEW]).sealed_with_newest(token)


def test_a_wrong_key_opens_nothing() -> None:
    with pytest.raises(KeyringError, match="AFTERCARE_KEYS"):
        Keyring([OTHER]).open(Keyring([NEW]).seal(SECRET))


def test_an_old_key_opens_and_the_newest_seals() -> None:
    before, after = Keyring([OLD]), Keyring([NEW, OLD])
    assert after.open(before.seal(SECRET)) == SECRET
    assert not after.sealed_with_newest(before.seal(SECRET))
    assert after.sealed_with_newest(after.seal(SECRET))


@settings(deadline=None)
@given(st.text(), st.text())
def test_an_index_is_equal_for_equal_values_only(one: str, other: str) -> None:
    keyring = Keyring([NEW])
    assert (keyring.index(one) == keyring.index(other)) == (one == other)
    assert len(keyring.index(one)) == 64


def test_an_index_differs_between_keys_and_is_found_under_each() -> None:
    old, both = Keyring([OLD]), Keyring([NEW, OLD])
    assert both.index("5550100") != old.index("5550100")
    assert both.indexes("5550100") == (both.index("5550100"), old.index("5550100"))


def test_a_derived_key_is_its_labels_and_its_keys_own() -> None:
    old, both = Keyring([OLD]), Keyring([NEW, OLD])
    assert both.derive_all("cookies") == (both.derive("cookies"), old.derive("cookies"))
    assert len({both.derive("cookies"), old.derive("cookies"), both.derive("links")}) == 3
    assert len(both.derive("cookies")) == 32


@pytest.mark.parametrize("bad", ["letmein", "é" * 44, NEW[:-4], NEW + NEW, "A" * 44, NEW.replace("=", "")])
def test_a_wrong_key_in_the_environment_stops_the_start_unshown(bad: str, tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"Key number 2 of AFTERCARE_KEYS") as raised:
        open_keyring(keys=f"{NEW},{bad}", file=tmp_path / "keys", say=silent)
    assert bad not in str(raised.value)
    assert not (tmp_path / "keys").exists()


def test_keys_in_the_environment_come_before_the_file(tmp_path: Path) -> None:
    keyring = open_keyring(keys=f" {NEW} , {OLD} ", file=tmp_path / "keys", say=silent)
    assert keyring.open(Keyring([OLD]).seal(SECRET)) == SECRET
    assert Keyring([NEW]).open(keyring.seal(SECRET)) == SECRET


def test_the_first_start_makes_a_key_for_its_owner_alone_and_says_so(tmp_path: Path) -> None:
    said: list[str] = []
    file = tmp_path / "new" / "keys"
    token = open_keyring(keys="", file=file, say=said.append).seal(SECRET)
    assert open_keyring(keys="", file=file, say=said.append).open(token) == SECRET
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(said) == 1
    assert str(file) in said[0]
    assert "Back it up, apart from the database" in said[0]
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_others_can_read_is_told(tmp_path: Path) -> None:
    said: list[str] = []
    KeyFile(tmp_path / "keys").make()
    (tmp_path / "keys").chmod(0o640)
    open_keyring(keys="", file=tmp_path / "keys", say=said.append)
    assert len(said) == 1
    assert "chmod 600" in said[0]


@pytest.mark.parametrize(
    "content", [b"", b"# only a remark\n", b"letmein\n", b"\xff\xfe\x00", f"{NEW} {OLD}".encode(), b"\x00" * 44]
)
def test_a_spoiled_file_stops_the_start_unshown_and_stays(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "keys").write_bytes(content)
    with pytest.raises(StartError, match="key file") as raised:
        open_keyring(keys="", file=tmp_path / "keys", say=silent)
    assert str(tmp_path / "keys") in str(raised.value)
    assert "letmein" not in str(raised.value)
    assert NEW not in str(raised.value)
    assert (tmp_path / "keys").read_bytes() == content


def test_a_folder_in_the_files_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="Cannot read"):
        open_keyring(keys="", file=tmp_path, say=silent)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("")
    with pytest.raises(StartError, match="Cannot make"):
        open_keyring(keys="", file=tmp_path / "occupied" / "keys", say=silent)


def test_threads_that_start_together_end_with_one_key(tmp_path: Path) -> None:
    together = threading.Barrier(8)

    def start(file: Path) -> str:
        together.wait()
        return open_keyring(keys="", file=file, say=silent).index("x")

    with ThreadPoolExecutor(8) as threads:
        for attempt in range(20):
            file = tmp_path / str(attempt)
            assert len(set(threads.map(start, [file] * 8))) == 1


def _start_in_process(together: Barrier, file: Path, found: "multiprocessing.Queue[str]") -> None:
    together.wait()
    found.put(open_keyring(keys="", file=file, say=silent).index("x"))


def test_processes_that_start_together_end_with_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    together, found = context.Barrier(2), context.Queue()
    processes = [
        context.Process(target=_start_in_process, args=(together, tmp_path / "keys", found), daemon=True)
        for _ in range(2)
    ]
    for process in processes:
        process.start()
    indexes = {found.get(timeout=60) for _ in processes}
    for process in processes:
        process.join(timeout=60)
    assert indexes == {FileKeyring(KeyFile(tmp_path / "keys")).index("x")}
