"""A session that inserts new rows in bulk, past the bookkeeping that most of them never need.

The ORM spends more on tracking a new row than the database on keeping it, and nearly every row of
a unit of work is written once and not touched again in it. So new rows wait in a list and are
inserted by plain multi-row statements; what a unit goes on working with is tracked from then on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, Session, class_mapper, make_transient_to_detached

from storage import deadlines, search_index

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
        while self._waiting:
            self._insert(*self._waiting.popitem())
        while self._values:
            table, values = self._values.popitem()
            self.connection().execute(sa.insert(table), values)
        super().flush(objects)

    def _insert(self, cls: type, rows: list[object]) -> None:
        statement, names = _insert_of(cls)
        values = [{name: fields[name] for name in names} for fields in map(vars, rows)]
        self.connection().execute(statement, values)
        for row in rows:
            deadlines.note_new(self, row)
            search_index.note_new(self, row)
            if self.is_tracking:
                make_transient_to_detached(row)
                self.add(row)


@cache
def _insert_of(cls: type) -> tuple[sa.Insert, Sequence[str]]:
    mapper: Mapper[Any] = class_mapper(cls)
    table = cast("sa.Table", mapper.local_table)
    return sa.insert(table), tuple(mapper.column_attrs.keys())
