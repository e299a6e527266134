"""Where the parts of a bar chart lie, for a template to draw: bars, and a line from a low to a high value in each.

Pure geometry, in units of the drawing. A chart says in words what it shows, and never stands without its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10
from typing import Final

WIDTH: Final = 280
HEIGHT: Final = 160
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 4, 8, 20
_BAR_SHARE = 0.7
_STEPS = 4


@dataclass(frozen=True)
class Column:
    """A value above its label; `low` and `high` are the ends of its line. `value` None: nothing to show."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Bar:
    """A bar with its line, if any: `line_top` is above `line_bottom`."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    line_top: float | None
    line_bottom: float | None


@dataclass(frozen=True)
class Label:
    """Words at a place."""

    words: str
    x: float
    y: float


@dataclass(frozen=True)
class BarChart:
    """`name` is unique on the page; `title` and `description` are read out in place of the drawing."""

    name: str
    title: str
    description: str
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]
    ticks: tuple[Label, ...]
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    width: int = WIDTH
    height: int = HEIGHT


def bar_chart(
    columns: Sequence[Column],
    *,
    name: str,
    title: str,
    description: str,
    unit: str = "",
    most: float | None = None,
    label_each: int = 1,
) -> BarChart:
    """Draw the columns beside each other; the scale ends at `most`, or at a round number above every value."""
    highest = max((part for each in columns for part in (each.value, each.high) if part is not None), default=0)
    top = most or round_up(highest)
    slot = (WIDTH - _LEFT - _RIGHT) / max(len(columns), 1)
    middles = [_LEFT + slot * (place + 0.5) for place in range(len(columns))]
    bars = tuple(
        _bar(column, middle=middle, width=slot * _BAR_SHARE, top=top)
        for column, middle in zip(columns, middles, strict=True)
        if column.value is not None
    )
    labels = tuple(
        Label(column.label, round(middle, 1), HEIGHT - 6)
        for place, (column, middle) in enumerate(zip(columns, middles, strict=True))
        if place % label_each == 0
    )
    ticks = tuple(
        Label(f"{top * step / _STEPS:g}{unit}", _LEFT - 4, _height(top * step / _STEPS, top=top))
        for step in range(_STEPS + 1)
    )
    return BarChart(name, title, description, bars, labels, ticks)


def round_up(value: float) -> float:
    """The next of 4, 8, 20, 40, 80, 200 ... that is not below: a quarter of it is a round number."""
    if value <= 4:
        return 4
    power = float(10 ** floor(log10(value)))
    return next(step * power for step in (1, 2, 4, 8, 20) if step * power >= value and step * power % 4 == 0)


def _bar(column: Column, *, middle: float, width: float, top: float) -> Bar:
    value = column.value or 0
    y = _height(value, top=top)
    line = column.low is not None or column.high is not None
    high = column.high if column.high is not None else value
    low = column.low if column.low is not None else value
    return Bar(
        x=round(middle - width / 2, 1),
        y=y,
        width=round(width, 1),
        height=round(HEIGHT - _BOTTOM - y, 1),
        middle=round(middle, 1),
        line_top=_height(high, top=top) if line else None,
        line_bottom=_height(low, top=top) if line else None,
    )


def _height(value: float, *, top: float) -> float:
    room = HEIGHT - _TOP - _BOTTOM
    return round(HEIGHT - _BOTTOM - room * min(value / top, 1), 1)
