"""`staff`: the accounts of those who answer patients. The first admin is made here; the rest can be done in the pages.

A password is asked with a prompt or made and printed once; it never stands in the command line, where others see it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.clock import utc_now
from bot.records.audit import record
from bot.settings import Settings, read_settings
from bot.stack.application import load_settings_protocol, open_records
from bot.staff.accounts.accounts import Account, Accounts
from bot.staff.accounts.errors import AccountError
from bot.staff.accounts.passwords import Passwords
from bot.staff.accounts.sessions import Sessions

app = typer.Typer(help="The accounts of the clinic's staff.", no_args_is_help=True)


class RoleName(StrEnum):
    """What an account may do."""

    staff = "staff"
    clinician = "clinician"
    admin = "admin"


Login = Annotated[str, typer.Argument(help="the e-mail address that the account signs in with")]


@app.callback()
def group() -> None:
    """The accounts of the clinic's staff."""


@app.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="as patients see it when this person answers")],
    role: Annotated[RoleName, typer.Option(help="staff, clinician or admin")] = RoleName.staff,
    person: Annotated[str, typer.Option(help="who of clinic.yml's on_call people this is")] = "",
    ask_password: Annotated[bool, typer.Option("--ask-password", help="type the password yourself")] = False,
    provider_only: Annotated[
        bool, typer.Option("--provider-only", help="no password: the clinic's own sign-in")
    ] = False,
) -> None:
    """Make an account. Without `--ask-password` a one-time password is printed."""
    settings = read_settings()
    if person and person not in load_settings_protocol(settings).clinic.on_call.people:
        raise AccountError(f"{settings.clinic_file.name} has no such person under on_call.")
    password = typer.prompt("Password", hide_input=True, confirmation_prompt=True) if ask_password else None
    with _accounts(settings) as accounts:
        added = accounts.add(
            login=login,
            name=name,
            role=role.value,
            person=person or None,
            password=password,
            with_password=not provider_only,
            by=None,
        )
    typer.echo(f"{added.member.login} was added as {added.member.role}.")
    _show_once(added.one_time_password)


@app.command("list")
def list_() -> None:
    """Show every account."""
    with _accounts(read_settings()) as accounts:
        found = accounts.all()
    if not found:
        typer.echo("There is no account yet. Make the first: python -m bot staff add LOGIN --name NAME --role admin")
        return
    table = Table("login", "name", "role", "on call as", "second factor", "state")
    for account in found:
        member = account.member
        state = "disabled" if account.disabled_at else "active"
        second = "yes" if account.has_second_factor else "no"
        table.add_row(member.login, member.name, member.role, member.person or "", second, state)
    Console(soft_wrap=True).print(table)


@app.command()
def disable(login: Login) -> None:
    """Sign the account out everywhere, and let it in no more. Nothing is removed."""
    with _accounts(read_settings()) as accounts:
        accounts.disable(_find(accounts, login).member.id, by=None)
    typer.echo("The account is disabled.")


@app.command()
def enable(login: Login) -> None:
    """Let a disabled account in again."""
    with _accounts(read_settings()) as accounts:
        accounts.enable(_find(accounts, login).member.id, by=None)
    typer.echo("The account can be used again.")


@app.command()
def reset(
    login: Login,
    *,
    second_factor: Annotated[bool, typer.Option("--second-factor", help="forget the phone's key too")] = False,
) -> None:
    """Print a one-time password for somebody who is shut out, and end the account's sessions."""
    with _accounts(read_settings()) as accounts:
        staff_id = _find(accounts, login).member.id
        if second_factor:
            accounts.reset_second_factor(staff_id, by=None)
        once = accounts.reset_password(staff_id, by=None)
    _show_once(once)


def _show_once(password: str | None) -> None:
    if password is not None:
        typer.echo("One-time password, to be changed at the first sign-in. It is shown only now:")
        typer.echo(password)


def _find(accounts: Accounts, login: str) -> Account:
    account = accounts.by_login(login)
    if account is None:
        raise AccountError("There is no account with this e-mail address. See: python -m bot staff list")
    return account


@contextmanager
def _accounts(settings: Settings) -> Iterator[Accounts]:
    with open_records(settings, say=_warn) as (database, _):
        sessions = Sessions(database, clock=utc_now)
        yield Accounts(database, clock=utc_now, sessions=sessions, passwords=Passwords(), audit=record)


def _warn(words: str) -> None:
    typer.echo(words, err=True)
