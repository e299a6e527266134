"""The export's cells: times in UTC, and nothing that a spreadsheet would run."""

import csv
from datetime import UTC, datetime, timedelta, timezone
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff.figures.export import cell, csv_lines

HARMFUL = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


@pytest.mark.parametrize("start", HARMFUL)
@pytest.mark.parametrize("before", ["", "  "])
def test_a_cell_that_would_be_a_formula_is_made_words(start: str, before: str) -> None:
    assert cell(f"{before}{start}HYPERLINK(1)") == f"'{before}{start}HYPERLINK(1)"


@given(st.text())
def test_no_cell_begins_like_a_formula(words: str) -> None:
    assert not cell(words).startswith(tuple(HARMFUL))


def test_nothing_and_times_are_written_so_that_a_program_reads_them() -> None:
    assert cell(None) == ""
    at = datetime(2026, 11, 20, 12, 0, 1, 900_000, tzinfo=timezone(timedelta(hours=-5)))
    assert cell(at) == "2026-11-20T17:00:01Z"
    assert cell(at.astimezone(UTC)) == cell(at)


@given(st.lists(st.tuples(st.text(st.characters(exclude_characters="\x00")), st.integers(0)), max_size=5))
def test_what_is_written_is_read_back_cell_by_cell(rows: list[tuple[str, int]]) -> None:
    lines = "".join(csv_lines(rows, header=("words", "number")))
    read = list(csv.reader(StringIO(lines, newline="")))
    assert read == [["words", "number"], *([cell(words), str(number)] for words, number in rows)]
