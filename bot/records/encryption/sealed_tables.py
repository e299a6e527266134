"""Which columns of which tables are sealed, and the plain statements that read and replace their tokens.

The statements see the stored tokens, not the texts: nothing here opens a record.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.records.encryption.types import EncryptedJson, EncryptedText

Key = tuple[Any, ...]

# A column that holds `keyring.index` of another says so: mapped_column(info={INDEX_OF: "phone"}).
INDEX_OF = "index_of"


@dataclass(frozen=True)
class SealedColumn:
    """A sealed column, and the columns beside it that hold its look-up index."""

    name: str
    indexes: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The sealed column, then its index columns."""
        return (self.name, *self.indexes)


@dataclass(frozen=True)
class SealedTable:
    """A table with sealed columns."""

    plain: sa.TableClause
    key: tuple[str, ...]
    columns: tuple[SealedColumn, ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.plain.name

    def read(self, *, after: Key | None, rows: int) -> sa.Select[Any]:
        """The next rows in the order of their key: the key, then each sealed column with its index columns."""
        key = [self.plain.c[name] for name in self.key]
        wanted = [self.plain.c[name] for column in self.columns for name in column.names]
        query = sa.select(*key, *wanted).order_by(*key).limit(rows)
        if after is None:
            return query
        last = [sa.literal(value, column.type) for value, column in zip(after, key, strict=True)]
        return query.where(sa.tuple_(*key) > sa.tuple_(*last))

    def replace(self, column: SealedColumn) -> sa.Update:
        """Replace a column's token and index, if the token is still the one that was read."""
        key = [self.plain.c[name] == sa.bindparam(f"rotation_key_{i}") for i, name in enumerate(self.key)]
        still = self.plain.c[column.name].is_not_distinct_from(sa.bindparam("rotation_was", type_=sa.Text()))
        values: dict[str, Any] = {name: sa.bindparam(f"rotation_to_{i}") for i, name in enumerate(column.names)}
        return sa.update(self.plain).where(*key, still).values(values)

    @staticmethod
    def replacement(key: Key, *, was: str | None, to: Sequence[str | None]) -> dict[str, Any]:
        """The parameters of `replace` for one row."""
        named = {f"rotation_key_{i}": part for i, part in enumerate(key)}
        return named | {"rotation_was": was} | {f"rotation_to_{i}": value for i, value in enumerate(to)}


def sealed_tables(metadata: sa.MetaData) -> tuple[SealedTable, ...]:
    """Every table with a sealed column. Raises ValueError where `index_of` names no sealed text."""
    return tuple(_sealed_tables(metadata))


def _sealed_tables(metadata: sa.MetaData) -> Iterator[SealedTable]:
    for table in metadata.sorted_tables:
        sealed = {c.name: c for c in table.columns if isinstance(c.type, EncryptedText | EncryptedJson)}
        index_of = {c.name: table.columns[c.info[INDEX_OF]].name for c in table.columns if INDEX_OF in c.info}
        for name, source in index_of.items():
            if source not in sealed or not isinstance(sealed[source].type, EncryptedText):
                raise ValueError(f"{table.name}.{name} is an index of {source}, which is no EncryptedText column")
        if not sealed:
            continue
        columns = tuple(
            SealedColumn(name, tuple(index for index, source in index_of.items() if source == name)) for name in sealed
        )
        plain = sa.table(
            table.name,
            *(sa.column(c.name, sa.Text() if c.name in sealed else c.type) for c in table.columns),
            schema=table.schema,
        )
        yield SealedTable(plain, tuple(c.name for c in table.primary_key), columns)
