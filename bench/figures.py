"""The figures of the benchmark and the arithmetic that makes them; pure, no clock is read here.

A message without a reply has no latency and is counted: it must never make a figure look better.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from statistics import quantiles
from typing import Any

WEB = "web chat"
REST = "Rasa's REST channel"

# p50, p95 and p99 in milliseconds.
Percentiles = tuple[float, float, float]


@dataclass(frozen=True)
class Answers:
    """What a load brought back; a latency is from just before a message is sent to the arrival of its reply.

    `accepted_s`: from the server's word that it has the message, to its reply, where the two are apart.
    `generator_cpu_s` and `servers_cpu_s`: the CPU that sending took and that serving took.
    """

    latencies_s: Sequence[float]
    unanswered: int
    took_s: float
    accepted_s: Sequence[float] = ()
    generator_cpu_s: float = 0.0
    servers_cpu_s: float = 0.0


@dataclass(frozen=True)
class Load:
    """Replies under a load of so many patients, each of whom writes again as soon as he is answered.

    `accepted_ms`: from accepted to readable. `cpu_ms`: what a message cost the servers. `generator_percent`: of all CPU
    used, what sending the messages took.
    """

    patients: int
    messages: int
    unanswered: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    messages_a_second: float
    accepted_ms: Percentiles | None = None
    cpu_ms: float | None = None
    generator_percent: float | None = None


@dataclass(frozen=True)
class OpenStreams:
    """Many pages with an open stream on one process: what they cost, and how fast one of them is served.

    `arrival_ms`: from the time at which the server took a message in to its arrival on its own stream;
    `reply_ms`: from just before it was sent to its reply.
    """

    count: int
    opened_in_s: float
    memory_before_mb: float
    memory_with_mb: float
    arrival_ms: Percentiles
    reply_ms: Percentiles

    @property
    def kilobytes_each(self) -> float:
        """What one more stream takes of the application's memory."""
        return (self.memory_with_mb - self.memory_before_mb) * 1024 / self.count


@dataclass
class Half:
    """The figures of one side, filled as they are measured; `error` says why the rest is missing.

    `trained_s` by number of training messages, `memory_mb` by process, `loads` by path (WEB, REST), `turn_ms` by the
    turn's number in one chat.
    """

    trained_s: dict[int, float] = field(default_factory=dict)
    start_s: float | None = None
    memory_mb: dict[str, float] = field(default_factory=dict)
    loads: dict[str, list[Load]] = field(default_factory=dict)
    turn_ms: dict[int, float] = field(default_factory=dict)
    streams: OpenStreams | None = None
    error: str = ""

    @property
    def unanswered(self) -> int:
        """Messages without a reply, of all loads."""
        return sum(load.unanswered for loads in self.loads.values() for load in loads)

    def load(self, path: str, *, patients: int) -> Load | None:
        """The load of so many patients on a path, if it was measured."""
        return next((load for load in self.loads.get(path, ()) if load.patients == patients), None)

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self) | {"memory_sum_mb": sum(self.memory_mb.values()), "unanswered": self.unanswered}


def percentiles_ms(latencies_s: Sequence[float]) -> Percentiles:
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
    all_cpu_s = answers.generator_cpu_s + answers.servers_cpu_s
    messages = len(answers.latencies_s) + answers.unanswered
    return Load(
        patients=patients,
        messages=messages,
        unanswered=answers.unanswered,
        p50_ms=p50,
        p95_ms=p95,
        p99_ms=p99,
        messages_a_second=len(answers.latencies_s) / answers.took_s,
        accepted_ms=percentiles_ms(answers.accepted_s) if answers.accepted_s else None,
        cpu_ms=1000 * answers.servers_cpu_s / messages if all_cpu_s else None,
        generator_percent=100 * answers.generator_cpu_s / all_cpu_s if all_cpu_s else None,
    )
