"""A session that inserts new rows in bulk, past the bookkeeping that most of them never need.

The ORM spends more on tracking a new row than the database on keeping it, and nearly every row of
a unit of work is written once and not touched again in it. So new rows wait in a list and are
inserted by plain multi-row statements; what a unit goes on working with is tracked from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, class_mapper, make_transient_to_detached

from storage import bulk, deadlines, search_index

T = TypeVar("T")


class UnitSession(Session):
    """The session of one unit of work. Add new rows by `keep`, never by `add`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._waiting: dict[type, list[object]] = {}
        self._values: dict[sa.Table, list[Mapping[str, Any]]] = {}
        #: False once the unit ends, so that what is written then need not be tracked any more.
        self.is_tracking = True

    def keep(self, row: object) -> None:
        """Let a new row wait until the next flush."""
        self._waiting.setdefault(type(row), []).append(row)

    def keep_values(self, table: sa.Table, values: Mapping[str, Any]) -> None:
        """Let a row that is no object wait until the next flush."""
        self._values.setdefault(table, []).append(values)

    def waiting(self, cls: type[T]) -> list[T]:
        """List the new rows of a kind that have not been written yet."""
        return cast("list[T]", self._waiting.get(cls, []))

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what waits, then what has changed. Queries do so first, like with any session."""
        new = {_table_of(cls): rows for cls, rows in self._waiting.items()}
        values, self._waiting, self._values = self._values, {}, {}
        for table in bulk.parents_first(new.keys() | values.keys()):
            if table in values:
                bulk.insert(self.connection(), table, list(values[table][0]), values[table])
            if table in new:
                self._insert(table, new[table])
        super().flush(objects)

    def _insert(self, table: sa.Table, rows: list[object]) -> None:
        names = class_mapper(type(rows[0])).column_attrs.keys()
        bulk.insert(self.connection(), table, names, map(vars, rows))
        for row in rows:
            deadlines.note_new(self, row)
            search_index.note_new(self, row)
            if self.is_tracking:
                make_transient_to_detached(row)
                self.add(row)


def _table_of(cls: type) -> sa.Table:
    return cast("sa.Table", class_mapper(cls).local_table)
