"""The questions that the benchmark asks, and who asks which: a fixed list in a seeded order."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

FILE = Path(__file__).parent / "messages.txt"

# For each patient the conversations one after another, each the messages in order.
Scripts = list[list[list[str]]]


def read_messages() -> list[str]:
    """The messages of messages.txt, one a line."""
    return [line.strip() for line in FILE.read_text(encoding="utf-8").splitlines() if line.strip()]


def write_scripts(
    messages: Sequence[str], *, patients: int, conversations_each: int, messages_each: int, seed: int
) -> Scripts:
    """Scripts in which no message stands twice in a conversation; the same arguments give the same scripts."""
    chance = Random(seed)
    return [[chance.sample(messages, messages_each) for _ in range(conversations_each)] for _ in range(patients)]
