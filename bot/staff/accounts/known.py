"""Which accounts have signed in in a browser before, as a sealed cookie of that browser says.

Strangers' wrong passwords shut an account for strangers: a browser that is known has a count of its own. The cookie
opens nothing, and a forged, old or unreadable one knows nobody.
"""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.records.encryption import Keyring, KeyringError

KNOWN_FOR = timedelta(days=180)
# A computer on a ward has many users; so many fit well into a cookie.
MOST = 20
_PURPOSE = "staff-known"


class KnownBrowsers:
    """Reads and writes the cookie; `clock` gives the present, aware, in UTC."""

    def __init__(self, keyring: Keyring, *, clock: Callable[[], datetime]) -> None:
        self._keyring = keyring
        self._clock = clock

    def staff_ids(self, cookie: str) -> frozenset[str]:
        """The accounts whose whole sign-in in this browser is at most KNOWN_FOR ago."""
        return frozenset(self._read(cookie))

    def with_one_more(self, cookie: str, *, staff_id: str) -> str:
        """The cookie after a whole sign-in of an account; the oldest of more than MOST is forgotten."""
        known = self._read(cookie) | {staff_id: int(self._clock().timestamp())}
        latest = sorted(known.items(), key=lambda one: one[1], reverse=True)
        # The newest stays even where another was noted in the same second.
        kept = [(staff_id, known[staff_id]), *(one for one in latest if one[0] != staff_id)][:MOST]
        return self._keyring.seal(json.dumps([_PURPOSE, kept]))

    def _read(self, cookie: str) -> dict[str, int]:
        if not cookie:
            return {}
        try:
            content = json.loads(self._keyring.open(cookie))
        except (KeyringError, ValueError):
            return {}
        match content:
            case [str(purpose), list(entries)] if purpose == _PURPOSE:
                oldest = self._clock().timestamp() - KNOWN_FOR.total_seconds()
                return {staff_id: at for staff_id, at in entries if at > oldest}
        return {}
