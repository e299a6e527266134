"""What ends one half of the benchmark: a sentence with the reason and the place of the log."""

from pathlib import Path

from bot.errors import AftercareError

_LINES = 3
_LONGEST = 300


class BenchError(AftercareError):
    """A half could not be measured; its text, with the end of the log, is shown in the report."""

    def __init__(self, what: str, *, log: Path) -> None:
        super().__init__("\n".join([f"{what} The log: {log}", *last_lines(log)]))


class NoAnswerError(AftercareError):
    """A message got no reply, or the safe sentence, where each has to be answered."""


def last_lines(log: Path) -> list[str]:
    """The last lines of a log that are not empty, cut to a readable length; none when there is no log."""
    if not log.is_file():
        return []
    lines = (line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines())
    return [line[-_LONGEST:] for line in lines if line][-_LINES:]
