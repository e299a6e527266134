"""How much is measured: the normal run and the quick one. The seed makes every run send the same messages in order."""

from dataclasses import dataclass
from pathlib import Path

from bot.settings import PROJECT

FOLDER = PROJECT / "var" / "bench"
NLU = PROJECT / "data" / "nlu"
CORES = 2
SEED = 2012


@dataclass(frozen=True)
class Size:
    """How much each patient of a load writes."""

    conversations: int
    messages_each: int


@dataclass(frozen=True)
class Plan:
    """`sizes` by number of patients at once; `examples_each` an intent, None for every message.

    `also_trains_on_all`: this project is also timed on every message, which stock Rasa is not. `turns`: the turns of
    one chat whose cost is compared. `streams`: how many are held open at once.
    """

    sizes: dict[int, Size]
    examples_each: int | None
    also_trains_on_all: bool
    training_limit_s: float
    turns: tuple[int, ...]
    streams: int
    warm_up_patients: int = 4
    warm_up_messages: int = 20
    folder: Path = FOLDER


def make_plan(*, quick: bool, all_examples: bool) -> Plan:
    """Stock Rasa learns from a sample by default: from all of the messages it takes an hour on two cores."""
    normal = {1: Size(15, 20), 8: Size(5, 20), 64: Size(1, 20)}
    return Plan(
        sizes={1: Size(1, 20), 8: Size(1, 20), 64: Size(1, 5)} if quick else normal,
        examples_each=None if all_examples else 5 if quick else 8,
        also_trains_on_all=not quick,
        training_limit_s=3 * 3600 if all_examples else 720,
        turns=(1, 25, 100) if quick else (1, 100, 1000),
        streams=500 if quick else 2000,
    )
