"""What holds at an hour: the heart of every answer.

`from_hours` is included, `to_hours` is not. Without a variant the strictest of all four counts; nothing here may
ever answer more loosely for a patient whose variant is unknown than for one whose variant is known.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from bot.protocol.model import Entry, Phase
from bot.protocol.vocabulary import STRICTNESS, Variant


@dataclass(frozen=True)
class Holding:
    """What holds at an hour.

    `variant` is the one whose row speaks; `strictest` says that it stands in for an unknown variant.
    `changes_at_hours` is when the VERDICT next changes (None: never), `next_phase` what holds from then on (None:
    nothing). Within one verdict the text may change earlier, at `phase.to_hours`.
    """

    phase: Phase
    variant: Variant
    strictest: bool
    changes_at_hours: float | None
    next_phase: Phase | None


def holds_at(entry: Entry, *, hours: float, variant: Variant | None) -> Holding | None:
    """What holds `hours` after the treatment, or None where the protocol has no row (before the first phase)."""
    held = _held(entry, hours=hours, variant=variant)
    if held is None:
        return None
    spoken_by, phase = held
    changes_at = _verdict_changes_at(entry, hours=hours, variant=variant, phase=phase)
    after = None if changes_at is None else _held(entry, hours=changes_at, variant=variant)
    return Holding(
        phase=phase,
        variant=spoken_by,
        strictest=variant is None,
        changes_at_hours=changes_at,
        next_phase=after[1] if after else None,
    )


def strictest_phase(entry: Entry, *, variant: Variant | None) -> Phase:
    """The strictest row at any hour, for an unknown hour. Raises ValueError for an item that has no phases."""
    rows = [(each, phase) for each in _asked(entry, variant=variant) for phase in entry.phases[each]]
    if not rows:
        raise ValueError(f"{entry.id} has a text only: there is no phase to choose from")
    return _strictest(rows)[1]


def boundaries(entry: Entry, *, variant: Variant | None) -> tuple[float, ...]:
    """Every hour at which a phase begins or ends, in order."""
    ends = {
        hour
        for each in _asked(entry, variant=variant)
        for phase in entry.phases[each]
        for hour in (phase.from_hours, phase.to_hours)
        if hour is not None
    }
    return tuple(sorted(ends))


def _asked(entry: Entry, *, variant: Variant | None) -> tuple[Variant, ...]:
    return tuple(each for each in Variant if each in entry.phases and variant in (None, each))


def _held(entry: Entry, *, hours: float, variant: Variant | None) -> tuple[Variant, Phase] | None:
    rows = [
        (each, phase)
        for each in _asked(entry, variant=variant)
        for phase in entry.phases[each]
        if _begin(phase) <= hours < _end(phase)
    ]
    return _strictest(rows) if rows else None


def _strictest(rows: Iterable[tuple[Variant, Phase]]) -> tuple[Variant, Phase]:
    """The strictest verdict, then the latest end; among equals the first, which is the plainest variant."""
    return max(rows, key=lambda row: (STRICTNESS[row[1].verdict], _end(row[1])))


def _verdict_changes_at(entry: Entry, *, hours: float, variant: Variant | None, phase: Phase) -> float | None:
    for hour in boundaries(entry, variant=variant):
        if hour > hours:
            held = _held(entry, hours=hour, variant=variant)
            if held is None or held[1].verdict is not phase.verdict:
                return hour
    return None


def _begin(phase: Phase) -> float:
    return -math.inf if phase.from_hours is None else phase.from_hours


def _end(phase: Phase) -> float:
    return math.inf if phase.to_hours is None else phase.to_hours
