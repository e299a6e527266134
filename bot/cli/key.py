"""`key`: the keys that seal what patients wrote."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import Engine

import bot.records.models  # noqa: F401  (without it the tables are not known)
from bot.channels.web.session import LASTS
from bot.clock import utc_now
from bot.records.base import Record
from bot.records.database import open_database
from bot.records.encryption import (
    KeyFile,
    Keyring,
    Progress,
    Rotation,
    RotationError,
    find_keyring,
    forget_old_keys,
    new_key,
    reseal_to_newest,
    rotate_key_file,
)
from bot.records.upgrade import must_be_up_to_date
from bot.settings import Settings, read_settings

app = typer.Typer(help="The keys that seal what patients wrote.", no_args_is_help=True)

SHOWN = 5


@app.callback()
def group() -> None:
    """The keys that seal what patients wrote."""


@app.command()
def new() -> None:
    """Print a fresh key, for AFTERCARE_KEYS. Nothing is changed."""
    typer.echo(new_key())


@app.command()
def rotate() -> None:
    """Seal every record with a new key, while the bot runs. Run it again if it was interrupted.

    The old key stays beside the new one: a process that has not noticed the new key, a turn that is just being
    written, or a backup of the database may still need it. `forget-old` ends that, once you know that none does.
    """
    settings = read_settings()
    with _database(settings) as (engine, keyring), _shown() as done:
        metadata = Record.metadata
        if settings.keys:
            rotation = reseal_to_newest(keyring, keys=settings.keys, engine=engine, metadata=metadata, done=done)
        else:
            file = KeyFile(settings.key_file)
            rotation = rotate_key_file(file, engine=engine, metadata=metadata, say=typer.echo, done=done)
    _tell(rotation)


@app.command("forget-old")
def forget_old(
    *,
    now: Annotated[
        bool, typer.Option("--now", help="also while patients' browsers and links may still need an old key")
    ] = False,
) -> None:
    """Check that nothing needs an old key any more, then drop all but the newest from the key file.

    Patients' browsers and the clinic's links were signed with the key of their day: for 30 days after `rotate` the old
    key is kept for them, unless `--now` says that it is known to others and must go. Then patients who have not been
    back since `rotate` lose the way to their chat, and links made before it tell nothing of the treatment any more. So
    does, in any case, a link that was made for longer (`link --days`).

    This is a step of its own because it cannot be undone. A backup of the database from before `rotate` can only be
    read with the old key: keep a copy of that key with your backups of keys for as long as you keep such a backup.
    """
    settings = read_settings()
    if settings.keys:
        raise RotationError(
            "The keys stand in AFTERCARE_KEYS: take the old ones away there, not before `key rotate` has ended and "
            f"{LASTS.days} days have gone by since the new key came first. Sooner, patients who have not been back "
            "lose the way to their chat, and links made before tell nothing of the treatment any more."
        )
    with _database(settings) as (engine, _):
        dropped = forget_old_keys(
            KeyFile(settings.key_file),
            engine=engine,
            metadata=Record.metadata,
            now=utc_now(),
            newest_for=None if now else LASTS,
        )
    typer.echo(f"{dropped} old keys were dropped; every record is sealed with the one that is left.")


@contextmanager
def _database(settings: Settings) -> Iterator[tuple[Engine, Keyring]]:
    keyring = find_keyring(keys=settings.keys, file=settings.key_file, say=_warn)
    database = open_database(settings.database_url, keyring=keyring)
    try:
        # In tables of another version it would overlook columns, and then forget a key that they need.
        must_be_up_to_date(database)
        yield database.engine, keyring
    finally:
        database.close()


def _warn(words: str) -> None:
    typer.echo(words, err=True)


@contextmanager
def _shown() -> Iterator[Callable[[Progress], None]]:
    with Console(stderr=True).status("looking through the records ...") as status:

        def done(progress: Progress) -> None:
            status.update(
                f"pass {progress.passes}, {progress.table}: {progress.rows} rows, {progress.resealed} values re-sealed"
            )

        yield done


def _tell(rotation: Rotation) -> None:
    typer.echo(f"{rotation.resealed} values were sealed with the newest key; none is left under an old one.")
    if rotation.unreadable:
        named = "; ".join(rotation.unreadable[:SHOWN])
        raise RotationError(
            f"{len(rotation.unreadable)} values cannot be opened with any key that is there: {named}"
            f"{' ...' if len(rotation.unreadable) > SHOWN else ''}. Restore them, or their key, from a backup."
        )
