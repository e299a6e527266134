"""Seals every record again with the newest key, while the application goes on writing.

A value is replaced only if it is still the one that was read, so that no patient's newer words are ever overwritten.
Interrupted at any point, it leaves records that can be read; the next run goes on from there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, MetaData
from sqlalchemy.exc import IntegrityError

from bot.records.encryption.errors import KeyringError, RotationError
from bot.records.encryption.keyring import Keyring
from bot.records.encryption.sealed_tables import Key, SealedColumn, SealedTable, sealed_tables

BATCH_ROWS = 200
# The first pass does the work and the second finds what was written meanwhile; more means that a writer has no new key.
MOST_PASSES = 20


@dataclass(frozen=True)
class Progress:
    """Where a rotation stands after a batch; counts are those of its pass and table."""

    passes: int
    table: str
    rows: int
    resealed: int


@dataclass
class Rotation:
    """What a rotation did. `unreadable` names the values, as table.column and row, that no key opens."""

    passes: int = 0
    resealed: int = 0
    unreadable: list[str] = field(default_factory=list)


@dataclass
class Batch:
    """What one batch of rows needs. `stale` holds, per sealed column, the parameters of its replacement."""

    table: SealedTable
    rows: int = 0
    stale: dict[SealedColumn, list[dict[str, Any]]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)


def rotate(
    engine: Engine,
    *,
    metadata: MetaData,
    keyring: Keyring,
    batch_rows: int = BATCH_ROWS,
    done: Callable[[Progress], None] = lambda _: None,
) -> Rotation:
    """Seal again, with the newest key of `keyring`, what is sealed with another; index columns with it.

    Ends with a pass over every row that finds nothing left. `done` is called after each batch. Raises RotationError.
    """
    tables = sealed_tables(metadata)
    rotation = Rotation()
    while rotation.passes < MOST_PASSES:
        rotation.passes += 1
        rotation.unreadable = []
        found = False
        for table in tables:
            rows = resealed = 0
            for batch in look_through(engine, table, keyring=keyring, rows=batch_rows):
                found = found or bool(batch.stale)
                rows += batch.rows
                resealed += _replace(engine, batch)
                rotation.unreadable += batch.unreadable
                done(Progress(rotation.passes, table.name, rows, resealed))
            rotation.resealed += resealed
        if not found:
            return rotation
    raise RotationError(
        "Records sealed with an old key keep coming: some process writes without the newest key. Restart every process "
        "of the bot with the same keys, then run this again. Nothing is lost: the old key still opens them."
    )


def look_through(engine: Engine, table: SealedTable, *, keyring: Keyring, rows: int = BATCH_ROWS) -> Iterator[Batch]:
    """What is not sealed with the newest key, batch after batch of at most `rows` rows; nothing is written."""
    last: Key | None = None
    while True:
        # Reading and writing apart: while texts are sealed, no lock keeps the application waiting.
        with engine.connect() as connection:
            read = connection.execute(table.read(after=last, rows=rows)).all()
        if not read:
            return
        batch = Batch(table, rows=len(read))
        for row in read:
            last = tuple(row[: len(table.key)])
            _look_at(batch, key=last, values=iter(row[len(table.key) :]), keyring=keyring)
        yield batch


def _look_at(batch: Batch, *, key: Key, values: Iterator[str | None], keyring: Keyring) -> None:
    for column in batch.table.columns:
        was = [next(values) for _ in column.names]
        try:
            to = _renewed(was, keyring=keyring)
        except KeyringError:
            row = "/".join(str(part) for part in key)
            batch.unreadable.append(f"{batch.table.name}.{column.name} of row {row}")
            continue
        if to != was:
            batch.stale.setdefault(column, []).append(batch.table.replacement(key, was=was[0], to=to))


def _renewed(was: list[str | None], *, keyring: Keyring) -> list[str | None]:
    token, *indexes = was
    if token is None:
        return [None for _ in was]
    newest = keyring.sealed_with_newest(token)
    if newest and not indexes:
        return was
    text = keyring.open(token)
    return [token if newest else keyring.seal(text), *(keyring.index(text) for _ in indexes)]


def _replace(engine: Engine, batch: Batch) -> int:
    if not batch.stale:
        return 0
    try:
        with engine.begin() as connection:
            return sum(
                max(0, connection.execute(batch.table.replace(column), stale).rowcount)
                for column, stale in batch.stale.items()
            )
    except IntegrityError as error:
        columns = ", ".join(name for column in batch.stale for name in column.indexes)
        raise RotationError(
            f"Two rows of {batch.table.name} hold the same value, and {columns} may hold it only once. "
            "Remove one of them, then run this again."
        ) from error
