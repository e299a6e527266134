"""Tells the open event streams of this process that something new stands in a conversation.

It carries no content: a stream reads what it lacks from the records, so a lost or doubled word of news loses or doubles
nothing.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress


class News:
    """Who waits for what; safe to call from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)

    @contextmanager
    def listen(self, conversation_id: str) -> Iterator[asyncio.Event]:
        """An event, of the running loop, that is set at each news of the conversation."""
        listener = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._listeners[conversation_id].add(listener)
        try:
            yield listener[1]
        finally:
            with self._lock:
                self._listeners[conversation_id].discard(listener)
                if not self._listeners[conversation_id]:
                    del self._listeners[conversation_id]

    def publish(self, conversation_ids: Collection[str]) -> None:
        """Wake the streams of these conversations."""
        with self._lock:
            listeners = [each for one in conversation_ids for each in self._listeners.get(one, ())]
        for loop, event in listeners:
            # A loop that has ended has no stream left to wake.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(event.set)

    @property
    def listened_to(self) -> set[str]:
        """The conversations with an open stream in this process."""
        with self._lock:
            return set(self._listeners)
