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

from complaints.clock_model import Clock
from complaints.model import Complaint, Customer
from storage import bulk, deadlines, search_index, tables

T = TypeVar("T")


class UnitSession(Session):
    """The session of one unit of work. Add new rows by `keep`, never by `add`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept: dict[type, dict[int, Any]] = {}
        self._values: dict[sa.Table, list[Mapping[str, Any]]] = {}
        #: False once the unit ends, so that what is written then need not be tracked any more.
        self.is_tracking = True

    def keep(self, row: Any) -> None:
        """Let a new row wait until the next flush."""
        self._kept.setdefault(type(row), {})[vars(row)["id"]] = row

    def keep_values(self, table: sa.Table, values: Mapping[str, Any]) -> None:
        """Let a row that is no object wait until the next flush."""
        self._values.setdefault(table, []).append(values)

    def waiting(self, cls: type[T]) -> Mapping[int, T]:
        """Give the new rows of a kind that have not been written yet, by their ids."""
        return self._kept.get(cls, {})

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what waits, then what has changed. Queries do so first, like with any session."""
        rows, new = self._rows(), self._kept
        self._kept, self._values = {}, {}
        for table in bulk.parents_first(rows):
            bulk.insert(self.connection(), table, rows[table])
        if self.is_tracking:
            for row in (row for of_a_kind in new.values() for row in of_a_kind.values()):
                make_transient_to_detached(row)
                self.add(row)
        super().flush(objects)

    def _rows(self) -> dict[sa.Table, list[Mapping[str, Any]]]:
        """Put what waits into columns, with what follows from new complaints and their clocks."""
        rows: dict[sa.Table, list[Mapping[str, Any]]] = {
            _table_of(cls): [vars(row) for row in new.values()] for cls, new in self._kept.items()
        }
        complaints, clocks = self.waiting(Complaint), self.waiting(Clock).values()
        if complaints:
            rows[tables.complaints] = deadlines.of_new(complaints.values(), clocks)
            customers = self.waiting(Customer)
            rows[tables.complaint_words] = search_index.of_new(
                self, complaints.values(), customers
            )
        deadlines.note_new(self, (one for one in clocks if one.complaint_id not in complaints))
        return {table: found for table, found in (rows | self._values).items() if found}


def _table_of(cls: type) -> sa.Table:
    return cast("sa.Table", class_mapper(cls).local_table)
