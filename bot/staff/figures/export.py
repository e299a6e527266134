"""The export of cases as CSV: ids, levels, times, outcome and judgement, and never a word of a patient.

A spreadsheet must never take a cell for a formula, whatever stands in it.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import StringIO

# A spreadsheet reads a cell that begins so as a formula, or looks behind the sign for one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_lines(rows: Iterable[Sequence[object]], *, header: Sequence[str]) -> Iterator[str]:
    """The file, a line at a time; times are written in UTC."""
    yield _line(header)
    for row in rows:
        yield _line([cell(value) for value in row])


def cell(value: object) -> str:
    """What stands in a cell; one that would be a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    words = str(value)
    return f"'{words}" if words.lstrip(" ").startswith(_FORMULA) else words


def _line(cells: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
