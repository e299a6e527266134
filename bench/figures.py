"""The figures of the benchmark and the arithmetic that makes them; pure, no clock is read here.

A message without a reply has no latency and is counted: it must never make a figure look better.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import quantiles
from typing import Any

END_TO_END = "end to end"
REST = "Rasa's REST channel"


@dataclass(frozen=True)
class Answers:
    """What a load brought back: the latency of each reply, how many messages got none, and how long it all took."""

    latencies_s: Sequence[float]
    unanswered: int
    took_s: float


@dataclass(frozen=True)
class Load:
    """Replies under a load of so many patients, each of whom writes again as soon as he is answered."""

    patients: int
    messages: int
    unanswered: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    messages_a_second: float


@dataclass
class Half:
    """The figures of one side, filled as they are measured; `error` says why the rest is missing.

    `trained_s` by number of training messages, `memory_mb` by process, `loads` by path (END_TO_END, REST).
    """

    trained_s: dict[int, float] = field(default_factory=dict)
    start_s: float | None = None
    memory_mb: dict[str, float] = field(default_factory=dict)
    loads: dict[str, list[Load]] = field(default_factory=dict)
    error: str = ""

    @property
    def unanswered(self) -> int:
        """Messages without a reply, of all loads."""
        return sum(load.unanswered for loads in self.loads.values() for load in loads)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self) | {"memory_sum_mb": sum(self.memory_mb.values()), "unanswered": self.unanswered}


def percentiles_ms(latencies_s: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and p99 in milliseconds, interpolated between neighbours. Raises ValueError without any latency."""
    if not latencies_s:
        raise ValueError("no message was answered, so there is no latency")
    if len(latencies_s) == 1:
        only = latencies_s[0] * 1000
        return only, only, only
    cuts = quantiles(latencies_s, n=100, method="inclusive")
    return cuts[49] * 1000, cuts[94] * 1000, cuts[98] * 1000


def summarise(answers: Answers, *, patients: int) -> Load:
    """The figures of a load. Raises ValueError when nothing was answered."""
    p50, p95, p99 = percentiles_ms(answers.latencies_s)
    return Load(
        patients=patients,
        messages=len(answers.latencies_s) + answers.unanswered,
        unanswered=answers.unanswered,
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        messages_a_second=len(answers.latencies_s) / answers.took_s,
    )
