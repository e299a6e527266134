"""What a life is known to have finished, on disk before its next step: it outlives the process and its memory."""

import json
import os
from pathlib import Path
from typing import Any


class Journal:
    """Lines that are only ever added, each flushed to disk before `write` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, what: str, value: Any) -> None:  # noqa: ANN401 - any JSON value
        """Add one line."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            os.write(descriptor, f"{json.dumps([what, value])}\n".encode())
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def all_of(self, what: str) -> list[Any]:
        """The values of the lines of one kind, in order."""
        if not self._path.exists():
            return []
        lines = (json.loads(line) for line in self._path.read_text(encoding="utf-8").splitlines())
        return [value for kind, value in lines if kind == what]

    @property
    def opened(self) -> dict[str, str]:
        """The ids of the conversations that were opened, by whose they are."""
        return dict(self.all_of("opened"))
