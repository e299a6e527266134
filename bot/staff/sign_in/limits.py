"""How often one network address may try to sign in, counted in this process; nothing about it leaves the memory."""

import math
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.channels.web.limits import address_of
from bot.channels.web.moving_window import MovingWindow

# A clinic at shift change stands behind one address: ten people, two steps each, and some who mistype.
TRIES = 40
WITHIN_S = 300


class SignInLimits:
    """Counts tries of an address; `monotonic` gives seconds that cannot be set back."""

    def __init__(self, *, monotonic: Callable[[], float]) -> None:
        self._window = MovingWindow(TRIES, seconds=WITHIN_S, monotonic=monotonic)

    def count(self, request: Request) -> None:
        """One try. Raises HTTPException 429 with the seconds to wait."""
        if wait_s := self._window.hit(address_of(request)):
            raise HTTPException(429, headers={"Retry-After": str(max(1, math.ceil(wait_s)))})
