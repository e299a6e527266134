"""The keys of one moment, newest first, and all that is computed with them.

It never changes, so that threads share it without a lock. Keys appear in no `repr` and in no error.
"""

import base64
import hmac
from collections.abc import Iterable, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import StartError

KEY_BYTES = 32
DERIVED_BYTES = 32


def new_key() -> str:
    """A fresh random key."""
    return Fernet.generate_key().decode("ascii")


def parse_keys(pieces: Iterable[str], *, source: str) -> tuple[str, ...]:
    """The keys among `pieces`, each once. Raises StartError naming `source` and the position of the wrong one."""
    keys = tuple(dict.fromkeys(piece.strip() for piece in pieces if piece.strip()))
    mend = "Restore it from its backup; `python -m bot key new` prints what a key looks like."
    if not keys:
        raise StartError(f"{source} holds no key. {mend}")
    for position, key in enumerate(keys, start=1):
        if not _is_key(key):
            raise StartError(f"Key number {position} of {source} is not a key (44 characters of base64). {mend}")
    return keys


def _is_key(key: str) -> bool:
    try:
        raw = _raw(key)
    except ValueError:
        return False
    # One spelling for each key: what is derived from it must not depend on how it was written down.
    return len(raw) == KEY_BYTES and base64.urlsafe_b64encode(raw).decode("ascii") == key


def _raw(key: str) -> bytes:
    return base64.urlsafe_b64decode(key)


class KeySet:
    """Seals with the newest key, opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        fernets = [Fernet(key) for key in self._keys]
        self._newest = fernets[0]
        self._any = MultiFernet(fernets)
        self._derived: dict[str, tuple[bytes, ...]] = {}

    def has_same_keys(self, other: "KeySet") -> bool:
        """Whether both hold the same keys in the same order."""
        return self._keys == other._keys

    def shares_a_key_with(self, other: "KeySet") -> bool:
        """Whether a key of the one is among those of the other."""
        return not set(self._keys).isdisjoint(other._keys)

    def seal(self, text: str) -> str:
        """Encrypt and authenticate with the newest key."""
        # surrogatepass: half a character, as some phones send it, must not cost the message.
        return self._newest.encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")

    def open(self, token: str) -> str:
        """The text. Raises InvalidToken."""
        if not token.isascii():
            raise InvalidToken
        return self._any.decrypt(token).decode("utf-8", "surrogatepass")

    def sealed_with_newest(self, token: str) -> bool:
        """Whether the newest key authenticates `token`."""
        if not token.isascii():
            return False
        try:
            self._newest.extract_timestamp(token)
        except InvalidToken:
            return False
        return True

    def indexes(self, value: str) -> tuple[str, ...]:
        """The look-up index of `value` under each key, newest first: 64 hexadecimal digits each."""
        return tuple(self._index(key, value) for key in self._derive_all("aftercare look-up index"))

    def newest_index(self, value: str) -> str:
        """The look-up index of `value` under the newest key."""
        return self._index(self._derive_all("aftercare look-up index")[0], value)

    def derive_all(self, label: str) -> tuple[bytes, ...]:
        """32 bytes for the use that `label` names, from each key, newest first."""
        # The prefix keeps every label apart from the index's: no caller can ask for that key.
        return self._derive_all(f"aftercare use: {label}")

    @staticmethod
    def _index(key: bytes, value: str) -> str:
        return hmac.digest(key, value.encode("utf-8", "surrogatepass"), "sha256").hex()

    def _derive_all(self, info: str) -> tuple[bytes, ...]:
        if info not in self._derived:
            self._derived[info] = tuple(
                HKDF(algorithm=SHA256(), length=DERIVED_BYTES, salt=None, info=info.encode("utf-8")).derive(_raw(key))
                for key in self._keys
            )
        return self._derived[info]
