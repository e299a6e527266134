"""`audit`: whether the log of who saw and changed what is whole.

A broken log is an exit code of 1 and the number of its first broken entry; nothing is ever mended.
"""

import re
from typing import Annotated

import typer

from bot.records.audit import Broken, Head, heads, still_holds, verify
from bot.records.base import DEFAULT_CLINIC
from bot.settings import read_settings
from bot.stack.application import open_records

app = typer.Typer(help="The log of who saw and changed what.", no_args_is_help=True)

_HEAD = re.compile(r"([1-9]\d{0,8}):([0-9a-f]{64})")
_WHAT = {
    "missing": "is missing",
    "altered": "is not what was written",
    "unlinked": "does not follow the one before it",
}


@app.callback()
def group() -> None:
    """The log of who saw and changed what."""


@app.command("verify")
def verify_log(
    *,
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="NUMBER:HASH", help="what an earlier `audit verify` printed: is it still in the log?"),
    ] = None,
) -> None:
    """Check that no entry was changed or removed, and print the last one's number and hash.

    Write these down where nobody who can change the database can change them, and give them to the next check with
    `--head`: that finds a log whose end was cut off, or that was made anew.
    """
    earlier = [_read_head(one) for one in head or ()]
    with open_records(read_settings(), say=typer.echo, makes_key=False) as (database, _), database.reading() as session:
        broken = verify(session)
        gone = [number for number, hash_ in earlier if not still_holds(session, number=number, hash_=hash_)]
        last = heads(session)
    for one in broken:
        _tell(f"Entry {one.number}{_of(one)} {_WHAT[one.why]}.")
    for number in gone:
        _tell(f"Entry {number} is not the one that was written down: the log's end was cut off, or it was made anew.")
    if broken or gone:
        _tell("Keep a copy of the database as it is now, and compare it with its backups.")
        raise typer.Exit(1)
    if not last:
        typer.echo("The log is empty.")
    for end in last:
        typer.echo(f"{end.number} entries{_of(end)} are whole. Write down: {end.number}:{end.hash}")


def _read_head(words: str) -> tuple[int, str]:
    found = _HEAD.fullmatch(words.strip())
    if found is None:
        raise typer.BadParameter("a head is written as `audit verify` prints it, NUMBER:HASH", param_hint="--head")
    return int(found[1]), found[2]


def _of(one: Broken | Head) -> str:
    return "" if one.clinic_id == DEFAULT_CLINIC else f" of {one.clinic_id}"


def _tell(words: str) -> None:
    typer.secho(words, err=True, fg=typer.colors.RED)
