"""Figures as they are read: minutes and shares in short words.

A figure that rests on no case is a dash, never nought.
"""

from bot.staff.figures.bar_chart import Column
from bot.staff.figures.shares import Share

DASH = "\u2013"


def minutes(value: float | None) -> str:
    """Minutes in words that stay short: "45 s", "12 min", "3 h 05 min"; a dash for None."""
    if value is None:
        return DASH
    if value < 1:
        return f"{round(value * 60)} s"
    whole = round(value)
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02} min"


def share(each: Share) -> str:
    """A share with its interval: "90 % (73 to 97 %)"; a dash of nothing."""
    value, interval = each.value, each.interval
    if value is None or interval is None:
        return DASH
    low, high = interval
    return f"{value * 100:.0f} % ({low * 100:.0f} to {high * 100:.0f} %)"


def percent(label: str, each: Share) -> Column:
    """A share as a column of a chart, with its interval as the line."""
    if each.value is None or each.interval is None:
        return Column(label, None)
    low, high = each.interval
    return Column(label, each.value * 100, low=low * 100, high=high * 100)
