"""A journal for many short lives that only `kill -9` ends: what such a process has written stays without being flushed.

Of a machine that dies it would keep nothing for certain.
"""

import json
from pathlib import Path
from typing import Any

from tests.crash.journal import Journal


class KilledJournal(Journal):
    """A journal that hands each line to the kernel before `write` returns, and no further."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._file = path

    def write(self, what: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
        """Add one line."""
        with self._file.open("a", encoding="utf-8") as file:
            file.write(f"{json.dumps([what, value])}\n")
