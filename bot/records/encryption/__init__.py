"""Encryption of what patients wrote: the keys, the columns that are sealed with them, and the change of keys.

A record is opened only in the memory of the application. No key and no patient's text appears in an error or a log.
"""

from bot.records.encryption.errors import KeyringError, NoKeyringError, RotationError, SealedColumnError
from bot.records.encryption.fit import check_keys_fit, holds_sealed
from bot.records.encryption.key_file import KeyFile
from bot.records.encryption.key_set import new_key
from bot.records.encryption.keyring import FileKeyring, Keyring, NoKeys
from bot.records.encryption.opening import find_keyring, open_keyring
from bot.records.encryption.renewal import forget_old_keys, reseal_to_newest, rotate_key_file
from bot.records.encryption.rotation import Progress, Rotation, rotate
from bot.records.encryption.types import EncryptedJson, EncryptedText, use_keyring

__all__ = [
    "EncryptedJson",
    "EncryptedText",
    "FileKeyring",
    "KeyFile",
    "Keyring",
    "KeyringError",
    "NoKeyringError",
    "NoKeys",
    "Progress",
    "Rotation",
    "RotationError",
    "SealedColumnError",
    "check_keys_fit",
    "find_keyring",
    "forget_old_keys",
    "holds_sealed",
    "new_key",
    "open_keyring",
    "reseal_to_newest",
    "rotate",
    "rotate_key_file",
    "use_keyring",
]
