"""A second factor that is being set up: it stands sealed in the page, not in the records, until a code proves it.

So the old one holds until then, and somebody who stops half way leaves nothing behind.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.records.encryption import Keyring, KeyringError
from bot.staff.accounts import codes

LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class Enrolment:
    """What the page shows: the drawing, the key as text, and `sealed`, which its form carries."""

    sealed: str
    key: str
    qr: str


class Enrolments:
    """Makes and reads them for one clinic; `clinic_name` is what the app on the phone shows."""

    def __init__(self, keyring: Keyring, *, clock: Callable[[], datetime], clinic_name: str) -> None:
        self._keyring = keyring
        self._clock = clock
        self._clinic_name = clinic_name

    def begin(self, *, staff_id: str, login: str) -> Enrolment:
        """A fresh secret for an account."""
        secret = codes.new_secret()
        sealed = self._keyring.seal(json.dumps([staff_id, secret, int(self._clock().timestamp())]))
        return self._show(sealed, secret, login=login)

    def again(self, sealed: str, *, staff_id: str, login: str) -> Enrolment | None:
        """The same one once more, after a wrong code; None where it does not hold any more."""
        secret = self.secret(sealed, staff_id=staff_id)
        return None if secret is None else self._show(sealed, secret, login=login)

    def secret(self, sealed: str, *, staff_id: str) -> str | None:
        """The secret, where the page was made for this account within the last half hour."""
        try:
            content = json.loads(self._keyring.open(sealed))
        except (KeyringError, ValueError):
            return None
        match content:
            case [str(owner), str(secret), int(seconds)] if owner == staff_id:
                return secret if self._clock().timestamp() - seconds <= LASTS.total_seconds() else None
        return None

    def _show(self, sealed: str, secret: str, *, login: str) -> Enrolment:
        uri = codes.enrolment_uri(secret=secret, login=login, clinic=self._clinic_name)
        return Enrolment(sealed, codes.readable(secret), codes.qr_svg(uri))
