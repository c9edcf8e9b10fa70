"""Inserts many rows by one plain statement.

SQLAlchemy looks at every value of every row anew; here a table's statement and what turns its
values into the driver's are worked out once. On SQLite nobody waits for it, see `one_hop`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Dialect

from storage.dialects import insert_for
from storage.one_hop import POSTED
from storage.tables import metadata

#: What refers to a row comes after it. SQLite would otherwise look for the rows that wait for
#: their parent, and read whole tables where no index leads to them.
_PLACE: Final = {table: place for place, table in enumerate(metadata.sorted_tables)}

_Value = Callable[[Mapping[str, Any]], Any]
_Convert = Callable[[Any], Any]


def parents_first(tables: Iterable[sa.Table]) -> list[sa.Table]:
    """Put tables into the order in which their rows are to be written."""
    return sorted(tables, key=_PLACE.__getitem__)


def insert(
    connection: Connection,
    table: sa.Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    skip_known: bool = False,
) -> None:
    """Insert rows, one at least, that all fill the same columns; other keys mean nothing.

    `skip_known` leaves out those that some unique key says are there.
    """
    names = tuple(name for name in table.c.keys() if name in rows[0])  # noqa: SIM118 - no dict
    statement, columns = _prepared(connection.dialect, table, names, skip_known)
    given = (
        map(value, rows) if convert is None else map(convert, map(value, rows))
        for value, convert in columns
    )
    connection.exec_driver_sql(statement, list(zip(*given, strict=True)))


@lru_cache(maxsize=256)
def _prepared(
    dialect: Dialect, table: sa.Table, names: tuple[str, ...], skip_known: bool
) -> tuple[str, list[tuple[_Value, _Convert | None]]]:
    """Give a statement and its columns in order, each with what the driver wants done to it."""
    new = insert_for(dialect, table).prefix_with(POSTED)
    new = new.on_conflict_do_nothing() if skip_known else new
    compiled = new.compile(dialect=dialect, column_keys=names)
    kinds = {name: table.c[name].type.dialect_impl(dialect) for name in names}
    columns: list[tuple[_Value, _Convert | None]] = [
        (itemgetter(name), kinds[name].bind_processor(dialect))
        for name in compiled.positiontup or ()
    ]
    return str(compiled), columns
