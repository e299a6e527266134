"""Finds the keys at the start: in the environment, in the key file, or makes the first one.

A wrong or lost key stops the start; it is never replaced by a new one, which could not open what was sealed before, and
which a bot that still runs might take for its own.
"""

from collections.abc import Callable
from pathlib import Path

from bot.errors import StartError
from bot.records.encryption.key_file import KeyFile
from bot.records.encryption.keyring import FileKeyring, Keyring

Say = Callable[[str], None]


def find_keyring(*, keys: str, file: Path, say: Say) -> Keyring:
    """The keys in `keys` (AFTERCARE_KEYS: separated by commas, newest first), else those of `file`; none is made.

    `say` gets what a person should know: that others can read the file. Raises StartError.
    """
    if keys:
        return Keyring(keys.split(","))
    key_file = KeyFile(file)
    if not key_file.exists():
        raise StartError(
            f"There is no key file {file}, and none was made: only the lost one opens what patients wrote. Put it back "
            "there from its backup. Do not stop a bot that still runs before: it has the keys in its memory. "
            "(Where the bot has never run, its first start makes the file.)"
        )
    keyring = FileKeyring(key_file)
    if key_file.read_by_others():
        say(f"WARNING: other accounts of this machine can read the key file {file}. Mend it: chmod 600 {file}")
    return keyring


def open_keyring(*, keys: str, file: Path, say: Say, sealed: Callable[[], bool] = lambda: False) -> Keyring:
    """`find_keyring`, but a missing file is made, unless something is `sealed` already. Raises StartError."""
    key_file = KeyFile(file)
    if not keys and not key_file.exists() and not sealed() and key_file.make():
        say(
            f"NOTE: a new key for what patients write was made: {file}. Without this file nothing that they wrote can "
            "be read again. Back it up, apart from the database: a backup with both protects nobody."
        )
    return find_keyring(keys=keys, file=file, say=say)
