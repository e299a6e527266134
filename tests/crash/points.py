"""Counts the points of a life at which a death would matter: before and after each commit and each answer of Rasa.

At the chosen point the process ends by kill -9, so that no block, handler or destructor of it runs; or it stands still
until it is told to go on, as a process that was swapped out does.
"""

import os
import signal
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from sqlalchemy import Engine


def die() -> None:
    """End this process as `kill -9` does."""
    os.kill(os.getpid(), signal.SIGKILL)


def stand_still(parent: Connection) -> None:
    """Tell the parent that the point is reached, and go on when it says so."""
    parent.send("here")
    parent.recv()


class Points:
    """The points passed so far, by any thread; at number `at`, counted from 0, `happens` is called."""

    def __init__(self, *, at: int | None, happens: Callable[[], None] = die) -> None:
        self.passed = 0
        self._at = at
        self._happens = happens
        self._lock = threading.Lock()

    def step(self) -> None:
        """Pass one point."""
        with self._lock:
            number = self.passed
            self.passed += 1
            if number == self._at:
                self._happens()


def watch_commits(engine: Engine, *, points: Points) -> None:
    """From now on there is a point before and after each commit of the engine."""
    commit = engine.dialect.do_commit

    def watched(connection: Any) -> None:  # noqa: ANN401 - whatever the driver's connection is
        points.step()
        commit(connection)
        points.step()

    setattr(engine.dialect, "do_commit", watched)  # noqa: B010 - a method is replaced on this one engine
