"""How much is measured: the normal run and the quick one. The seed makes every run send the same messages in order."""

from dataclasses import dataclass
from pathlib import Path

from bot.settings import PROJECT

FOLDER = PROJECT / "var" / "bench"
NLU = PROJECT / "data" / "nlu"
CORES = 2
SEED = 2012


@dataclass(frozen=True)
class Plan:
    """`conversations_each` by number of patients at once; `examples_each` an intent, None for every message.

    `also_trains_on_all`: this project is also timed on every message, which stock Rasa is not.
    """

    conversations_each: dict[int, int]
    examples_each: int | None
    also_trains_on_all: bool
    training_limit_s: float
    messages_a_conversation: int = 20
    warm_up_patients: int = 4
    folder: Path = FOLDER


def make_plan(*, quick: bool, all_examples: bool) -> Plan:
    """Stock Rasa learns from a sample by default: from all of the messages it takes an hour on two cores."""
    examples_each = None if all_examples else 5 if quick else 8
    conversations_each = {1: 1, 8: 1} if quick else {1: 15, 8: 5}
    limit_s = 3 * 3600 if all_examples else 720
    return Plan(conversations_each, examples_each, also_trains_on_all=not quick, training_limit_s=limit_s)
