"""Who writes what, in which bursts and after which pauses, and when something is killed; the same for the same seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal
from uuid import UUID

MOST_AT_ONCE = 3

Victim = Literal["application", "Rasa"]


@dataclass(frozen=True)
class Letter:
    """A message as the patient's page sends it, each time with the same id."""

    id: str
    text: str


@dataclass(frozen=True)
class Burst:
    """What a patient sends after a pause, without waiting for replies in between."""

    pause_s: float
    letters: tuple[Letter, ...]


@dataclass(frozen=True)
class Kill:
    """Who is killed once so many messages were accepted."""

    after: int
    victim: Victim


def plan_patients(
    texts: Sequence[str], *, messages: int, patients: int, longest_pause_s: float, seed: int
) -> list[list[Burst]]:
    """The bursts of each patient; they write so many messages in all. Raises ValueError with fewer than patients."""
    if not 0 < patients <= messages:
        raise ValueError("there have to be patients, and at least one message for each")
    chance = Random(seed)
    return [
        _bursts(
            texts,
            count=messages // patients + (number < messages % patients),
            longest_pause_s=longest_pause_s,
            chance=chance,
        )
        for number in range(patients)
    ]


def plan_kills(*, messages: int, kills: int) -> list[Kill]:
    """Spread evenly over the run; application and Rasa in turn, the application first."""
    victims: tuple[Victim, Victim] = ("application", "Rasa")
    return [Kill(messages * number // (kills + 1), victims[(number - 1) % 2]) for number in range(1, kills + 1)]


def _bursts(texts: Sequence[str], *, count: int, longest_pause_s: float, chance: Random) -> list[Burst]:
    bursts = []
    while count:
        size = min(count, chance.randint(1, MOST_AT_ONCE))
        letters = tuple(
            Letter(str(UUID(int=chance.getrandbits(128), version=4)), chance.choice(texts)) for _ in range(size)
        )
        bursts.append(Burst(chance.uniform(0, longest_pause_s), letters))
        count -= size
    return bursts
