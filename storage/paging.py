"""Pages of a list: each begins after a key, so that the last is as fast as the first.

A cursor is the key of a page's last row, wrapped so that nobody builds one by hand.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from complaints.errors import Invalid
from complaints.list_reads import PAGE_LIMIT, Page

Row = TypeVar("Row")
Made = TypeVar("Made")

_LARGEST_ID = 2**63 - 1

Key = tuple[datetime | None, int]


def check_limit(limit: int) -> int:
    """Return the limit; raises Invalid outside of 1 to `PAGE_LIMIT`."""
    if not 1 <= limit <= PAGE_LIMIT:
        raise Invalid("out_of_range", field="limit", least=1, most=PAGE_LIMIT)
    return limit


def write_cursor(key: Key) -> str:
    """Wrap a key."""
    at, row_id = key
    plain = json.dumps([at.isoformat() if at else None, row_id])
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def read_cursor(cursor: str, *, has_instant: bool) -> Key:
    """Unwrap a key; raises Invalid for a cursor that was not given out for such a list."""
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        at, row_id = json.loads(plain)
        instant = datetime.fromisoformat(at).astimezone(UTC) if at is not None else None
    except (ValueError, TypeError, OverflowError, binascii.Error) as error:
        raise Invalid("bad_cursor", field="cursor") from error
    is_id = isinstance(row_id, int) and 0 <= row_id <= _LARGEST_ID
    if not is_id or (instant is not None) is not has_instant:
        raise Invalid("bad_cursor", field="cursor")
    return instant, row_id


class Order:
    """How a list is sorted: by an instant and then the id, or by the id alone."""

    def __init__(
        self,
        row_id: sa.ColumnElement[int],
        at: sa.ColumnElement[datetime] | None = None,
        *,
        is_descending: bool = False,
    ) -> None:
        columns: list[sa.ColumnElement[Any]] = [row_id] if at is None else [at, row_id]
        self._columns = columns
        self._is_descending = is_descending

    def apply(self, query: sa.Select[Row], cursor: str | None, limit: int) -> sa.Select[Row]:
        """Sort a query, let it begin after the cursor, and cut it one row past the page."""
        if cursor is not None:
            at, row_id = read_cursor(cursor, has_instant=len(self._columns) > 1)
            query = query.where(self._after([row_id] if at is None else [at, row_id]))
        order = [column.desc() if self._is_descending else column for column in self._columns]
        return query.order_by(*order).limit(check_limit(limit) + 1)

    def _after(self, key: list[object]) -> sa.ColumnElement[bool]:
        here = sa.tuple_(*self._columns)
        there = sa.tuple_(
            *(sa.literal(k, c.type) for k, c in zip(key, self._columns, strict=True))
        )
        return here < there if self._is_descending else here > there


def cut(
    rows: Sequence[Row], limit: int, key: Callable[[Row], Key], made: Sequence[Made]
) -> Page[Made]:
    """Make the page of rows queried by `Order`; `made` comes of the first `limit` of them."""
    return Page(made, write_cursor(key(rows[limit - 1])) if len(rows) > limit else None)
