"""Findings, as the rules need them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from complaints.finding_model import Finding
from complaints.model import ComplaintId, OfficerId
from storage.tables import findings

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork


class SqlFindings:
    """A `complaints.finding_ports.FindingStore`."""

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work

    async def get(self, finding_id: int) -> Finding:
        """Load one; raises NotFound."""
        return await self._work.get(Finding, finding_id)

    async def of_complaint(self, complaint_id: ComplaintId) -> Sequence[Finding]:
        """List the findings of a complaint, oldest first."""
        return await self._where(findings.c.complaint_id == complaint_id)

    async def against(self, person_id: OfficerId) -> Sequence[Finding]:
        """List the findings about a person, oldest first."""
        return await self._where(findings.c.person_id == person_id)

    async def _where(self, condition: sa.ColumnElement[bool]) -> Sequence[Finding]:
        return await self._work.load(sa.select(Finding).where(condition).order_by(findings.c.id))
