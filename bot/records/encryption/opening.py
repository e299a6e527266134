"""Finds the keys at the start: in the environment, in the key file, or makes the first one.

A wrong key stops the start; it is never replaced by a new one, which could not open what was sealed before.
"""

from collections.abc import Callable
from pathlib import Path

from bot.records.encryption.key_file import KeyFile
from bot.records.encryption.keyring import FileKeyring, Keyring


def open_keyring(*, keys: str, file: Path, say: Callable[[str], None]) -> Keyring:
    """The keys in `keys` (AFTERCARE_KEYS: separated by commas, newest first), else those of `file`, else a new one.

    `say` gets what a person should know: that a key was made, or that others can read the file. Raises StartError.
    """
    if keys:
        return Keyring(keys.split(","))
    key_file = KeyFile(file)
    if not key_file.exists() and key_file.make():
        say(
            f"NOTE: a new key for what patients write was made: {file}. Without this file nothing that they wrote can "
            "be read again. Back it up, apart from the database: a backup with both protects nobody."
        )
    keyring = FileKeyring(key_file)
    if key_file.read_by_others():
        say(f"WARNING: other accounts of this machine can read the key file {file}. Mend it: chmod 600 {file}")
    return keyring
