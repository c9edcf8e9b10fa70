"""Internal complaints, as the rules need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from complaints.errors import NotFound
from complaints.internal_model import InternalComplaint, InternalDecision, KeptOut
from complaints.model import OfficerId
from storage import tables

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork


class SqlInternals:
    """A `complaints.internal_ports.InternalStore`."""

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work

    async def get(self, number: str) -> InternalComplaint:
        """Load one by its number; raises NotFound."""
        found = await self._find(tables.internal_complaints.c.number == number)
        if found is None:
            raise NotFound("internal_not_found")
        return found

    async def get_by_id(self, internal_id: int) -> InternalComplaint:
        """Load one by its id; raises NotFound."""
        return await self._work.get(InternalComplaint, internal_id)

    async def find_by_receipt(self, receipt_hash: str) -> InternalComplaint | None:
        """Find the anonymous one that a receipt belongs to."""
        return await self._find(tables.internal_complaints.c.receipt_hash == receipt_hash)

    async def _find(self, condition: sa.ColumnElement[bool]) -> InternalComplaint | None:
        found = await self._work.load(sa.select(InternalComplaint).where(condition))
        return found[0] if found else None

    async def decisions_of(self, internal_id: int) -> Sequence[InternalDecision]:
        """List its decisions, the first level's first."""
        columns = tables.internal_decisions.c
        query = sa.select(InternalDecision).where(columns.internal_id == internal_id)
        return await self._work.load(query.order_by(columns.id))

    async def kept_out(self, internal_id: int) -> frozenset[OfficerId]:
        """Say who is named in it."""
        query = sa.select(KeptOut).where(tables.internal_kept_out.c.internal_id == internal_id)
        return frozenset(row.officer_id for row in await self._work.load(query))

    async def next_number(self, day: date) -> int:
        """Count up the day's internal complaints, in a series of their own."""
        return await self._work.complaints.count_up(f"internal:{day.isoformat()}")

    async def has_read(
        self, officer_id: OfficerId, action: str, subject: str, since: datetime
    ) -> bool:
        """Say whether the audit holds a reading by this officer since an instant (R40)."""
        columns = tables.audit.c
        query = sa.select(columns.id).where(
            columns.officer_id == officer_id,
            columns.action == action,
            columns.subject == subject,
            columns.at >= since,
        )
        return await self._work.session.scalar(query.limit(1)) is not None
