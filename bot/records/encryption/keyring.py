"""Seals and opens what patients wrote, with the keys that hold at this moment.

A keyring on a file notices a new key without a restart. If the file is lost, spoiled or replaced by a stranger's while
the application runs, it goes on with the keys that it has and says so in the log: a patient in need is answered first.
"""

import logging
import threading
from collections.abc import Sequence

from cryptography.fernet import InvalidToken

from bot.errors import StartError
from bot.records.encryption.errors import KeyringError, NoKeyringError
from bot.records.encryption.key_file import KeyFile
from bot.records.encryption.key_set import KeySet, parse_keys

_log = logging.getLogger(__name__)

SETTING = "AFTERCARE_KEYS"


class Keyring:
    """Keys that stay as they are until a restart, newest first. Safe for threads."""

    def __init__(self, keys: Sequence[str], *, source: str = SETTING) -> None:
        """Raises StartError, naming `source`, when there is no key or one is not a key."""
        self.source = source
        self._keys = KeySet(parse_keys(keys, source=source))

    def seal(self, text: str) -> str:
        """Encrypt and authenticate `text` with the newest key."""
        return self._current().seal(text)

    def open(self, token: str) -> str:
        """The text that was sealed. Raises KeyringError."""
        keys = self._keys
        try:
            return keys.open(token)
        except InvalidToken:
            fresh = self._read_again()
        if not fresh.has_same_keys(keys):
            try:
                return fresh.open(token)
            except InvalidToken:
                pass  # told below
        raise KeyringError(
            f"A record cannot be opened: it was sealed with a key that is not in {self.source}, or it was altered. "
            "Put the missing key back from its backup; if no key is missing, restore the record from a backup."
        )

    def sealed_with_newest(self, token: str) -> bool:
        """Whether `token` is whole and sealed with the newest key."""
        return self._current().sealed_with_newest(token)

    def index(self, value: str) -> str:
        """What a look-up column holds for `value`: 64 hexadecimal digits, the same for the same value and key."""
        return self._current().newest_index(value)

    def indexes(self, value: str) -> tuple[str, ...]:
        """`index` under each key, newest first: look for any of them, and a change of keys hides no row."""
        return self._current().indexes(value)

    def derive(self, label: str) -> bytes:
        """32 secret bytes for another use, from the newest key; `label` names the use."""
        return self.derive_all(label)[0]

    def derive_all(self, label: str) -> tuple[bytes, ...]:
        """`derive` from each key, newest first: sign with the first, accept all."""
        return self._current().derive_all(label)

    def _current(self) -> KeySet:
        return self._keys

    def _read_again(self) -> KeySet:
        return self._keys


class NoKeys(Keyring):
    """Stands in until the keys are known. Everything that needs a key raises NoKeyringError."""

    def __init__(self) -> None:
        self.source = "no keys"

    def open(self, token: str) -> str:
        """Raises NoKeyringError."""
        del token
        return self._current().open("")

    def _current(self) -> KeySet:
        raise NoKeyringError("the keys of this database are not known yet")


class FileKeyring(Keyring):
    """The keys of a file, read again whenever the file has changed. Safe for threads.

    A file that has no key in common with those in memory is not taken over: these may be the last copy of the keys.
    """

    def __init__(self, file: KeyFile) -> None:
        """Raises StartError when the file cannot be read or holds something else."""
        keys, self._mark = file.read()
        super().__init__(keys, source=file.name)
        self._file = file
        self._lock = threading.Lock()
        self._complaint = ""

    def _current(self) -> KeySet:
        try:
            unchanged = self._file.mark() == self._mark
        except OSError as error:
            self._complain(f"Cannot look at {self.source}: {error.strerror}.")
            return self._keys
        return self._keys if unchanged else self._read_again()

    def _read_again(self) -> KeySet:
        with self._lock:
            try:
                keys, mark = self._file.read()
            except StartError as error:
                self._complain(str(error))
                return self._keys
            fresh = KeySet(keys)
            if not fresh.shares_a_key_with(self._keys):
                self._complain(
                    f"What stands in {self.source} has no key in common with those that are in use. "
                    "Put the right file back from its backup."
                )
                # Looked at again as soon as the file changes once more.
                self._mark = mark
                return self._keys
            self._complaint = ""
            if not fresh.has_same_keys(self._keys):
                self._keys = fresh
            # Last: whoever sees the new mark must find the new keys.
            self._mark = mark
            return self._keys

    def _complain(self, complaint: str) -> None:
        if complaint != self._complaint:
            self._complaint = complaint
            _log.error("%s The application goes on with the keys in its memory; a restart would lose them.", complaint)
