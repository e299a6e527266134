"""Has the pager look every second, on a thread of its own.

No failure may end it: who calls people must not fall silent. `heartbeat` shows others whether it still looks.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from bot.escalations.paging.pager import Pager

log = logging.getLogger(__name__)

POLL_S = 1.0


class PagerThread:
    """`with PagerThread(pager, clock=...) as thread:` calls people for the length of the block, from `begin` on.

    It closes the pager at the end.
    """

    def __init__(self, pager: Pager, *, clock: Callable[[], datetime]) -> None:
        self._pager = pager
        self._clock = clock
        self._heartbeat: datetime | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pager", daemon=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()
        self._pager.close()

    def begin(self) -> None:
        """Start to look: at once, then every second."""
        self._thread.start()

    @property
    def heartbeat(self) -> datetime | None:
        """When a look last ended without an error; None: none has yet. One older than a minute means nobody is called.

        A look does not wait for the sends that it begins.
        """
        return self._heartbeat

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self._pager.begin_look()
            except Exception as error:  # noqa: BLE001 - it has to go on, whatever happened; the heartbeat tells of it
                log.error("the pager could not look: %s", type(error).__name__)
            else:
                self._heartbeat = self._clock()
            self._over.wait(POLL_S)
