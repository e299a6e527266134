"""Says what the benchmark is doing: a spinner in a terminal, plain lines elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.console import Console


class Progress:
    """The steps of one half, each line opening with the half's name."""

    def __init__(self, console: Console, *, half: str) -> None:
        self._console = console
        self._half = half

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Shown while it runs; its duration afterwards. A step that fails says nothing: the report does."""
        line = f"{self._half}: {what}"
        if not self._console.is_terminal:
            self._console.print(f"{line} ...")
        began = perf_counter()
        with self._console.status(f"{line} ..."):
            yield
        self._console.print(f"{line}: {perf_counter() - began:.1f} s", highlight=False)
