"""`staff`: accounts from the command line, with a password that is printed once or asked for."""

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from bot.cli import staff
from bot.records.staff_models import AuditEntry, Staff
from bot.staff.accounts.errors import AccountError
from bot.staff.accounts.passwords import Passwords
from tests.unit.cli.conftest import Opens

LOGIN = "ada@clinic.example"


@pytest.fixture(autouse=True)
def _tables(started: Opens) -> None:
    with started():
        pass


def _run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(staff.app, arguments, input=typed)


def _row(started: Opens) -> Staff:
    with started() as database, database.reading() as session:
        return session.scalars(select(Staff)).one()


def test_the_first_admin_gets_a_password_that_has_to_be_changed(started: Opens) -> None:
    done = _run("add", LOGIN, "--name", "Ada", "--role", "admin")
    assert done.exit_code == 0, done.output
    once = done.stdout.splitlines()[-1]
    row = _row(started)
    assert (row.role, row.must_change_password) == ("admin", True)
    assert Passwords().fits(once, kept=row.password_hash)
    with started() as database, database.reading() as session:
        assert list(session.scalars(select(AuditEntry.action))) == ["account_added"]


def test_a_typed_password_is_not_shown(started: Opens) -> None:
    typed = "four plain random words"
    done = _run("add", LOGIN, "--name", "Ada", "--ask-password", typed=f"{typed}\n{typed}\n")
    assert done.exit_code == 0, done.output
    assert typed not in done.output
    assert Passwords().fits(typed, kept=_row(started).password_hash)


def test_the_list_shows_who_there_is() -> None:
    assert "no account yet" in _run("list").stdout
    _run("add", LOGIN, "--name", "Ada", "--role", "clinician")
    assert all(word in _run("list").stdout for word in (LOGIN, "Ada", "clinician", "active"))


def test_an_account_is_disabled_enabled_and_reset(started: Opens) -> None:
    first = _run("add", LOGIN, "--name", "Ada").stdout.splitlines()[-1]
    assert _run("disable", LOGIN).exit_code == 0
    assert _row(started).disabled_at is not None
    assert _run("enable", LOGIN).exit_code == 0
    assert _row(started).disabled_at is None
    second = _run("reset", LOGIN, "--second-factor").stdout.splitlines()[-1]
    assert second != first
    assert Passwords().fits(second, kept=_row(started).password_hash)


@pytest.mark.parametrize(
    "arguments",
    [
        ("disable", LOGIN),
        ("add", "no-address", "--name", "Ada"),
        ("add", LOGIN, "--name", "A", "--person", "nobody-there"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(arguments: tuple[str, ...]) -> None:
    assert isinstance(_run(*arguments).exception, AccountError)
