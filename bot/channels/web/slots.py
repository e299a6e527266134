"""How many streams may be open at once: of one chat, of one network address, and in the process.

A place that was taken is given back however its stream ends. It is used on the event loop alone.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address

MOST_OF_CHAT = 6
MOST_OF_ADDRESS = 100
MOST = 2_500


class Slots:
    """The places of one process."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()
        self._all = 0

    def __len__(self) -> int:
        return self._all

    def free(self, *, chat: str, address: str) -> bool:
        """Whether one more stream may be opened."""
        return (
            self._all < MOST
            and self._taken[f"chat {chat}"] < MOST_OF_CHAT
            and (_names_nobody(address) or self._taken[f"address {address}"] < MOST_OF_ADDRESS)
        )

    @contextmanager
    def taken(self, *, chat: str, address: str) -> Iterator[None]:
        """Hold a place for the block."""
        names = (f"chat {chat}", f"address {address}")
        self._taken.update(names)
        self._all += 1
        try:
            yield
        finally:
            self._all -= 1
            for name in names:
                self._taken[name] -= 1
                if not self._taken[name]:
                    del self._taken[name]


def _names_nobody(address: str) -> bool:
    """True of this machine's own: a proxy that hands no address on stands there for all patients."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
