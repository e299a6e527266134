"""Passwords: what one has to be like, and argon2id hashes of them.

A wrong password and an unknown account take the same time. A password is never kept, logged or part of an error.
"""

import secrets
import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.staff.accounts.errors import PasswordRefusedError

SHORTEST = 12
LONGEST = 128
_DIFFERENT = 5
# No letter that is taken for another when it is read from paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
# Each takes 64 MiB and a processor for a while: a crowd of them must not starve those who answer patients.
_AT_ONCE = threading.BoundedSemaphore(2)


def check_password(password: str, *, login: str) -> None:
    """Raises PasswordRefusedError. Length counts for most; no mix of signs is asked for."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefusedError(f"A password has {SHORTEST} to {LONGEST} characters. A few random words are good.")
    if len(set(password)) < _DIFFERENT:
        raise PasswordRefusedError("This password repeats too few characters. A few random words are good.")
    if login.partition("@")[0].lower() in password.lower() and len(login.partition("@")[0]) > 2:
        raise PasswordRefusedError("A password must not hold your e-mail name.")


def one_time_password() -> str:
    """A password that is handed over once: 20 random letters in groups, 99 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


class Passwords:
    """Hashes and verifies. `hasher` is argon2id with the costs of RFC 9106's second choice unless a test says else."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys = self._hasher.hash(secrets.token_urlsafe(16))

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        with _AT_ONCE:
            return self._hasher.hash(_same_form(password))

    def fits(self, password: str, *, kept: str | None) -> bool:
        """Whether it is the password whose hash was kept; None, for nobody's, takes as long and is False."""
        try:
            with _AT_ONCE:
                self._hasher.verify(kept or self._nobodys, _same_form(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_dated(self, kept: str) -> bool:
        """Whether a hash was made with other costs than those of today."""
        return self._hasher.check_needs_rehash(kept)


def _same_form(password: str) -> str:
    # Phones and computers type the same letter in different ways.
    return unicodedata.normalize("NFKC", password)
