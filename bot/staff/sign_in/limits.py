"""How often one network address may try to sign in, counted in this process; nothing about it leaves the memory.

A whole clinic stands behind one address: nobody's tries with one account may shut the sign-in for the others.
"""

import hashlib
import math
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.channels.web.limits import address_of
from bot.channels.web.moving_window import MovingWindow

# Of one account or browser at one address: a password and a code, and some mistakes.
TRIES = 10
# Of everybody at one address: a clinic at shift change, some of whom mistype, and one who misbehaves.
ADDRESS_TRIES = 400
WITHIN_S = 300


class SignInLimits:
    """Counts tries; `monotonic` gives seconds that cannot be set back."""

    def __init__(self, *, monotonic: Callable[[], float]) -> None:
        self._of_address = MovingWindow(ADDRESS_TRIES, seconds=WITHIN_S, monotonic=monotonic)
        self._of_one = MovingWindow(TRIES, seconds=WITHIN_S, monotonic=monotonic)

    def count(self, request: Request, *, who: str | None = None) -> None:
        """One try of `who`, an account or a browser. Raises HTTPException 429 with the seconds to wait."""
        address = address_of(request)
        # The address first: what it refuses leaves no name in memory.
        wait_s = self._of_address.hit(address)
        if not wait_s and who is not None:
            # Hashed: a name that somebody made up may be very long.
            wait_s = self._of_one.hit(hashlib.sha256(f"{address} {who}".encode()).hexdigest())
        if wait_s:
            raise HTTPException(429, headers={"Retry-After": str(max(1, math.ceil(wait_s)))})
