"""Checks that every variant has a row for every hour: no gap, no overlap, no variant missing or named twice.

A gap would leave a patient without an answer; an overlap would make the answer depend on the order of the file.
"""

from collections.abc import Iterator, Sequence

from bot.protocol.model import Phase
from bot.protocol.problems import Problem
from bot.protocol.vocabulary import Variant
from bot.protocol.written import WrittenSchedule
from bot.protocol.yaml_lines import Document, Key

# Its hours lie before the treatment; every other entry must answer from hour 0 for ever.
BEFORE_TREATMENT = "preparation"


def check_schedules(
    document: Document, schedules: Sequence[WrittenSchedule], *, key: Key, topic: str, all_variants: bool
) -> Iterator[Problem]:
    """The problems of the schedules at `key`; `all_variants` where each of the four must be there."""
    seen: dict[Variant, int] = {}
    for position, schedule in enumerate(schedules):
        place = (*key, position)
        for order, variant in enumerate(schedule.variants):
            if variant in seen:
                what = f'the variant "{variant}" has phases twice (also in schedule {seen[variant] + 1})'
                yield document.problem((*place, "variants", order), what, mend="Keep one.")
            seen[variant] = position
        yield from _check_phases(document, schedule.phases, key=(*place, "phases"), before=topic == BEFORE_TREATMENT)
    missing = [variant for variant in Variant if variant not in seen]
    if all_variants and missing:
        what = f"no phases for the variant {' and '.join(missing)}"
        yield document.problem(key, what, mend="Add it to `variants` of a schedule, or add a schedule for it.")


def _check_phases(document: Document, phases: Sequence[Phase], *, key: Key, before: bool) -> Iterator[Problem]:
    for position, phase in enumerate(phases):
        place = (*key, position)
        if phase.from_hours is not None and phase.to_hours is not None and phase.from_hours >= phase.to_hours:
            what = f"the phase ends ({_hours(phase.to_hours)}) before it begins ({_hours(phase.from_hours)})"
            yield document.problem((*place, "to_hours"), what, mend="Swap or correct the hours.")
        if position:
            yield from _check_joint(document, phases[position - 1], phase, key=place)
    yield from _check_ends(document, phases, key=key, before=before)


def _check_joint(document: Document, earlier: Phase, later: Phase, *, key: Key) -> Iterator[Problem]:
    end, begin = earlier.to_hours, later.from_hours
    if end is None or begin is None:
        what = "a phase before it has no end, or it has no beginning, so they overlap"
        yield document.problem(key, what, mend="Give the earlier phase `to_hours` and this one the same `from_hours`.")
    elif begin > end:
        what = f"a gap: no phase holds from {_hours(end)} to {_hours(begin)}"
        yield document.problem(
            (*key, "from_hours"), what, mend=f"Begin at {_hours(end)}, or end the phase before later."
        )
    elif begin < end:
        what = f"an overlap: two phases hold from {_hours(begin)} to {_hours(end)}"
        yield document.problem(
            (*key, "from_hours"), what, mend=f"Begin at {_hours(end)}, or end the phase before earlier."
        )


def _check_ends(document: Document, phases: Sequence[Phase], *, key: Key, before: bool) -> Iterator[Problem]:
    first, last = phases[0], phases[-1]
    if not before and first.from_hours is not None and first.from_hours > 0:
        what = f"a gap: no phase holds from 0 to {_hours(first.from_hours)}"
        yield document.problem((*key, 0, "from_hours"), what, mend="Begin the first phase at 0.")
    if not before and last.to_hours is not None:
        what = f"a gap: no phase holds after {_hours(last.to_hours)}"
        yield document.problem(
            (*key, len(phases) - 1, "to_hours"), what, mend="Leave `to_hours` out of the last phase."
        )


def _hours(hours: float) -> str:
    return f"{hours:g} h"
