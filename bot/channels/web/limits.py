"""How much one chat and one network address may send, counted over the last minute or hour, in this process.

What is refused is refused with a time to wait, before anything is stored; nothing about an address leaves the memory.
"""

import math
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from starlette.requests import Request

from bot.channels.web.moving_window import MovingWindow
from bot.channels.web.refusals import Refused
from bot.settings import Settings

# A page reads its chat when it opens, when it comes back and when its patient scrolls up: far more than a person does.
READINGS_A_MESSAGE = 10


class Limits:
    """Counts requests; each call raises Refused with the seconds to wait when it was one too many."""

    def __init__(self, settings: Settings, *, monotonic: Callable[[], float]) -> None:
        def a_minute(most: int) -> MovingWindow:
            return MovingWindow(most, seconds=60, monotonic=monotonic)

        self._of_chat = a_minute(settings.messages_a_minute)
        self._of_address = a_minute(settings.address_messages_a_minute)
        self._readings_of_chat = a_minute(settings.messages_a_minute * READINGS_A_MESSAGE)
        self._readings_of_address = a_minute(settings.address_messages_a_minute * READINGS_A_MESSAGE)
        self._new_chats = MovingWindow(settings.chats_an_hour, seconds=3600, monotonic=monotonic)

    def count_message(self, request: Request, *, conversation_id: str) -> None:
        """One message of a chat."""
        _count(self._of_chat, conversation_id)
        _count(self._of_address, address_of(request))

    def count_reading(self, request: Request, *, conversation_id: str | None) -> None:
        """One reading of a chat, or one opening of the page; None where the browser has no chat yet."""
        if conversation_id is not None:
            _count(self._readings_of_chat, conversation_id)
        _count(self._readings_of_address, address_of(request))

    def count_new_chat(self, request: Request) -> None:
        """One new chat of an address."""
        _count(self._new_chats, address_of(request))


def _count(window: MovingWindow, who: str) -> None:
    if wait_s := window.hit(who):
        raise Refused("too_fast", retry_after_s=max(1, math.ceil(wait_s)))


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
