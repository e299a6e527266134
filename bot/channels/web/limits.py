"""How much one chat and one network address may send, counted over the last minute or hour, in this process.

What is refused is refused with a time to wait, before anything is stored; nothing about an address leaves the memory.
"""

import math
from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv6Address, ip_address

from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from bot.channels.web.refusals import Refused
from bot.settings import Settings


class Limits:
    """Counts requests; each call raises Refused with the seconds to wait when it was one too many."""

    def __init__(self, settings: Settings, *, clock: Callable[[], datetime]) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._clock = clock
        self._of_chat = RateLimitItemPerMinute(settings.messages_a_minute)
        self._of_address = RateLimitItemPerMinute(settings.address_messages_a_minute)
        self._new_chats = RateLimitItemPerHour(settings.chats_an_hour)

    def count_message(self, request: Request, *, conversation_id: str) -> None:
        """One message of a chat."""
        self._count(self._of_chat, "chat", conversation_id)
        self._count(self._of_address, "address", address_of(request))

    def count_new_chat(self, request: Request) -> None:
        """One new chat of an address."""
        self._count(self._new_chats, "new", address_of(request))

    def _count(self, item: RateLimitItem, *who: str) -> None:
        if not self._limiter.hit(item, *who):
            free_at = self._limiter.get_window_stats(item, *who).reset_time
            raise Refused("too_fast", retry_after_s=max(1, math.ceil(free_at - self._clock().timestamp())))


def address_of(request: Request) -> str:
    """The network address that counts: of IPv6 the first half, since one household or host has all of the rest."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return address.exploded[:19]
    return host
