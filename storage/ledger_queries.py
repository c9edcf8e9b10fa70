"""Reads the books of the house, masked as every list is (R41)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from complaints.ledger_reads import BookRow
from complaints.masking import FindPersonal, mask_contact, mask_name, mask_text
from complaints.model import Officer
from complaints.register import Page
from storage.paging import Order, cut
from storage.tables import complaints, customers, officers
from storage.unit_of_work import Database
from storage.visibility import visible_to

_EXCERPT: Final = 80
_into = complaints.alias("into_complaint")

_LINE: Final = sa.select(
    complaints.c.id,
    complaints.c.number,
    complaints.c.received_at,
    complaints.c.channel,
    complaints.c.category,
    complaints.c.severity,
    complaints.c.department,
    complaints.c.status,
    complaints.c.closed_at,
    complaints.c.close_reason,
    sa.func.substr(complaints.c.text, 1, _EXCERPT).label("excerpt"),
    sa.func.coalesce(customers.c.name, "").label("customer_name"),
    sa.func.coalesce(customers.c.contact, "").label("customer_contact"),
    sa.func.coalesce(officers.c.name, "").label("owner_name"),
    sa.func.coalesce(_into.c.number, "").label("merged_into"),
).select_from(
    complaints.outerjoin(customers, customers.c.id == complaints.c.customer_id)
    .outerjoin(officers, officers.c.id == complaints.c.owner_id)
    .outerjoin(_into, _into.c.id == complaints.c.merged_into_id)
)


class SqlLedgers:
    """A `complaints.ledger_reads.Ledgers`."""

    def __init__(self, database: Database, find_personal: FindPersonal) -> None:
        self._database = database
        self._find_personal = find_personal

    async def book(
        self,
        viewer: Officer,
        from_: datetime,
        to: datetime,
        cursor: str | None = None,
        limit: int = 200,
    ) -> Page[BookRow]:
        """List the complaints received in a period, in the order of their numbers."""
        received = complaints.c.received_at
        query = _LINE.where(visible_to(viewer), received >= from_, received < to)
        order = Order(complaints.c.id)
        async with self._database.reading() as session:
            rows: Sequence[Any] = (await session.execute(order.apply(query, cursor, limit))).all()
        made = [self._line(row) for row in rows[:limit]]
        return cut(rows, limit, lambda row: (None, row.id), made)

    def _line(self, row: Any) -> BookRow:
        masked = {
            "excerpt": mask_text(row.excerpt, self._find_personal),
            "customer_name": mask_name(row.customer_name),
            "customer_contact": mask_contact(row.customer_contact),
        }
        return BookRow(**{**row._asdict(), **masked})
