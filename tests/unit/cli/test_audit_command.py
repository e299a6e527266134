"""`audit verify`: a whole log gives its head, a broken one an exit code and the first broken entry."""

import re
from datetime import datetime

import pytest
from typer.testing import CliRunner, Result

from bot.cli.audit import app
from bot.records.audit import record
from tests.unit.cli.conftest import Opens
from tests.unit.records.tampering import tamper


def verify(*options: str) -> Result:
    return CliRunner().invoke(app, ["verify", *options])


def fill(started: Opens, *, now: datetime, entries: int = 5) -> str:
    """Append entries; the head as the command prints it."""
    with started() as database:
        for _ in range(entries):
            with database.writing() as session:
                record(session, at=now, staff_id="s", action="viewed_case")
    return verify().stdout.split()[-1]


def test_a_whole_log_gives_its_head(started: Opens, now: datetime) -> None:
    head = fill(started, now=now)
    done = verify()
    assert done.exit_code == 0, done.output
    assert "5 entries are whole" in done.stdout
    assert re.fullmatch(r"5:[0-9a-f]{64}", head)


def test_an_empty_log_is_whole(started: Opens) -> None:
    with started():
        pass
    done = verify()
    assert (done.exit_code, done.stdout) == (0, "The log is empty.\n")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE audit_entry SET staff_id = 't' WHERE number = 2", "Entry 2 is not what was written."),
        ("DELETE FROM audit_entry WHERE number = 3", "Entry 3 is missing."),
    ],
)
def test_a_broken_log_names_its_first_broken_entry(started: Opens, now: datetime, statement: str, words: str) -> None:
    fill(started, now=now)
    with started() as database:
        tamper(database, statement)
    done = verify()
    assert done.exit_code == 1
    assert done.stderr.startswith(words)
    assert "whole" not in done.output


def test_a_head_that_was_written_down_is_found_again_as_the_log_grows(started: Opens, now: datetime) -> None:
    head = fill(started, now=now)
    fill(started, now=now, entries=2)
    assert verify("--head", head).exit_code == 0


@pytest.mark.parametrize("more", [0, 4])
def test_a_cut_off_end_is_found_by_its_head(started: Opens, now: datetime, more: int) -> None:
    head = fill(started, now=now)
    with started() as database:
        tamper(database, "DELETE FROM audit_entry WHERE number > 3")
    fill(started, now=now, entries=more)
    assert verify().exit_code == 0, "in itself the log is whole"
    done = verify("--head", head)
    assert done.exit_code == 1
    assert done.stderr.startswith("Entry 5 is not the one that was written down")


@pytest.mark.parametrize("head", ["5", "5:abc", ":", "0:" + "0" * 64])
def test_what_is_no_head_is_told(started: Opens, now: datetime, head: str) -> None:
    fill(started, now=now)
    assert verify("--head", head).exit_code == 2
