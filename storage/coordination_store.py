"""Coordination requests, as the rules need them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from complaints.coordination_model import CoordinationRequest
from complaints.model import ComplaintId
from storage import tables

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork


class SqlCoordination:
    """A `complaints.coordination_ports.CoordinationStore`."""

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work

    async def get(self, request_id: int) -> CoordinationRequest:
        """Load one; raises NotFound."""
        return await self._work.get(CoordinationRequest, request_id)

    async def find(self, request_id: int) -> CoordinationRequest | None:
        """Find one by its id."""
        return await self._work.find(CoordinationRequest, request_id)

    async def requests_of(self, complaint_id: ComplaintId) -> Sequence[CoordinationRequest]:
        """List the requests about a complaint, oldest first."""
        columns = tables.coordination_requests.c
        query = sa.select(CoordinationRequest).where(columns.complaint_id == complaint_id)
        return await self._work.load(query.order_by(columns.id))
