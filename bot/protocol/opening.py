"""When a clinic is open, from lines such as `mon-fri: "09:00-12:30, 14:00-18:00"`.

Times are those of the clinic's own clock. A day that no line names, and a holiday, is closed: what is not sure is
never open.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)")
_END_OF_DAY = 24 * 60


class OpeningError(ValueError):
    """A line of `opening` cannot be read; `mend` says what to write instead."""

    def __init__(self, what: str, *, mend: str) -> None:
        super().__init__(what)
        self.mend = mend


def days_of(words: str) -> tuple[int, ...]:
    """The weekdays (Monday is 0) of "mon", "mon-fri" or "sat, sun". Raises OpeningError."""
    numbers: list[int] = []
    for part in words.lower().split(","):
        first, dash, last = (each.strip() for each in part.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            raise OpeningError(f'unknown days "{words}"', mend=f"Write days of {', '.join(DAYS)}, such as mon-fri.")
        begin, end = DAYS.index(first), DAYS.index(last if dash else first)
        if end < begin:
            raise OpeningError(f'"{words}" ends before it begins', mend="Write two lines, or begin with the first day.")
        numbers.extend(range(begin, end + 1))
    return tuple(numbers)


def spans_of(words: str) -> tuple[tuple[int, int], ...]:
    """The open spans of a day in minutes from midnight, the end not included. Raises OpeningError."""
    spans: list[tuple[int, int]] = []
    for part in words.split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            raise OpeningError(f'"{words}" are no hours', mend='Write them as "09:00-18:00".')
        begin = int(found[1]) * 60 + int(found[2])
        end = int(found[3]) * 60 + int(found[4]) if found[3] else _END_OF_DAY
        if end <= begin or (spans and begin < spans[-1][1]):
            what = f'the hours "{words}" end before they begin, or overlap'
            raise OpeningError(what, mend="Write them in order; a night is two lines, one for each day.")
        spans.append((begin, end))
    return tuple(spans)


def is_open(local: datetime, *, opening: Mapping[str, str], holidays: Collection[date]) -> bool:
    """Whether a clinic is open at `local`, the time of its own clock. `opening` must have passed its checks."""
    if local.date() in holidays:
        return False
    minute = local.hour * 60 + local.minute
    return any(
        begin <= minute < end
        for days, hours in opening.items()
        if local.weekday() in days_of(days)
        for begin, end in spans_of(hours)
    )
