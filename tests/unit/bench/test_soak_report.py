"""The soak's verdict and table: it passes only when everything was answered once, everywhere the same."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from bench.soak.deaths import Deaths
from bench.soak.law import Line, Verdict
from bench.soak.patient import SoakError
from bench.soak.records import Records
from bench.soak.run import Report, empty
from bench.soak.table import print_report, table_rows

GOOD = Verdict(sent=10, answered=10, safe=3)
RECORDS = Records(chats=[[Line(1)], [Line(1)]], waiting=0, unheard=0, intact=True)
REPORT = Report(GOOD, GOOD, RECORDS, 2, 2, Deaths(application=3, rasa=2), 4, 6, [0.5, 1.5], 12.0)


def test_a_soak_in_which_all_is_answered_once_passes() -> None:
    assert REPORT.passed
    rows = {name.strip(): values for name, *values in table_rows(REPORT)}
    assert rows["answered by one turn"] == ["10", "10"]
    assert rows["of these with the safe sentence"] == ["3", "3"]
    assert rows["killed: application / Rasa"] == ["3 / 2", ""]


@pytest.mark.parametrize(
    "broken",
    [
        replace(REPORT, shown=replace(GOOD, lost=1)),
        replace(REPORT, shown=replace(GOOD, out_of_order=1)),
        replace(REPORT, stored=replace(GOOD, doubled=1)),
        replace(REPORT, stored=replace(GOOD, answered=9)),
        replace(REPORT, same=1),
        replace(REPORT, records=replace(RECORDS, chats=[[Line(1)]] * 3)),
        replace(REPORT, records=replace(RECORDS, waiting=1)),
        replace(REPORT, records=replace(RECORDS, unheard=1)),
        replace(REPORT, records=replace(RECORDS, intact=False)),
        replace(REPORT, deaths=Deaths(application=3, rasa=2, application_by_itself=1)),
    ],
)
def test_anything_else_fails_and_says_so(broken: Report) -> None:
    assert not broken.passed
    out = StringIO()
    print_report(Console(file=out, width=120), broken)
    assert "FAILED" in out.getvalue()


def test_without_a_single_reply_there_is_still_a_table() -> None:
    assert table_rows(replace(REPORT, waited_s=[]))


def test_only_what_an_earlier_soak_left_is_removed(tmp_path: Path) -> None:
    empty(tmp_path / "new")
    earlier, other = tmp_path / "earlier", tmp_path / "other"
    for folder, file in ((earlier, "application.log"), (other, "letters.txt")):
        folder.mkdir()
        (folder / file).touch()
    empty(earlier)
    assert not earlier.exists()
    with pytest.raises(SoakError, match="other"):
        empty(other)
    assert (other / "letters.txt").exists()
