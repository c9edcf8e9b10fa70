"""Remedies, approvals, validity, 回避 and checks, as the rules need them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from complaints.decision_model import (
    Approval,
    ApprovalState,
    Check,
    Invalidity,
    Investigation,
    Recusal,
    Remedy,
)
from complaints.model import Complaint, ComplaintId, OfficerId
from storage import tables

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork

T = TypeVar("T")

#: A name of one sign stands in many words.
_LEAST_NAME = 2
_officers = tables.officers.c
#: Made once: putting a statement together takes longer than running it.
_NAMES = sa.select(_officers.id, _officers.name).where(
    _officers.is_active.is_(True), _officers.is_service.is_(False)
)


class SqlDecisions:
    """A `complaints.decision_ports.DecisionStore`."""

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work
        self._names: Sequence[tuple[OfficerId, str]] | None = None
        self._recused: set[ComplaintId] = set()

    async def get_remedy(self, remedy_id: int) -> Remedy:
        """Load one; raises NotFound."""
        return await self._work.get(Remedy, remedy_id)

    async def remedies_of(self, complaint_id: ComplaintId) -> Sequence[Remedy]:
        """List the remedies of a complaint, oldest first."""
        return await self._of(Remedy, tables.remedies, complaint_id)

    async def get_approval(self, approval_id: int) -> Approval:
        """Load one; raises NotFound."""
        return await self._work.get(Approval, approval_id)

    async def open_approvals(self, complaint_id: ComplaintId) -> Sequence[Approval]:
        """List what waits for a decision about a complaint."""
        is_open = tables.approvals.c.state == ApprovalState.OPEN
        return await self._of(Approval, tables.approvals, complaint_id, is_open)

    async def get_invalidity(self, invalidity_id: int) -> Invalidity:
        """Load one; raises NotFound."""
        return await self._work.get(Invalidity, invalidity_id)

    async def invalidities_of(self, complaint_id: ComplaintId) -> Sequence[Invalidity]:
        """List the judgements on the validity of a complaint, oldest first."""
        return await self._of(Invalidity, tables.invalidities, complaint_id)

    async def investigations_of(self, complaint_id: ComplaintId) -> Sequence[Investigation]:
        """List the investigation records of a complaint, oldest first."""
        return await self._of(Investigation, tables.investigations, complaint_id)

    async def recusals_of(self, complaint_id: ComplaintId) -> Sequence[Recusal]:
        """List who keeps out of a complaint now; read once a unit.

        Of a complaint that is not written yet nothing is, and nothing needs to be for this.
        """
        is_new = complaint_id in self._work.waiting(Complaint)
        if not is_new and complaint_id not in self._recused:
            await self.load_recusals([complaint_id])
        known = [row for row in self._work.known(Recusal) if row.lifted_at is None]
        return [row for row in known if row.complaint_id == complaint_id]

    async def load_recusals(self, complaint_ids: Collection[ComplaintId]) -> None:
        """Load who keeps out of some complaints together, for those who then ask for each."""
        # What this unit has added is known, so nothing needs to be written first.
        with self._work.session.no_autoflush:
            await self._work.load(_recusals(), {"ids": list(complaint_ids)})
        self._recused.update(complaint_ids)

    def forget_recusals(self, complaint_id: ComplaintId) -> None:
        """Read anew who keeps out of a complaint when it is asked the next time."""
        self._recused.discard(complaint_id)

    async def get_recusal(self, recusal_id: int) -> Recusal:
        """Load one; raises NotFound."""
        return await self._work.get(Recusal, recusal_id)

    async def checks_of(self, complaint_id: ComplaintId) -> Sequence[Check]:
        """List the checks of a complaint, oldest first."""
        return await self._of(Check, tables.checks, complaint_id)

    async def named_in(self, text: str) -> Sequence[OfficerId]:
        """Find the officers whose whole name stands in a text."""
        if self._names is None:
            with self._work.session.no_autoflush:
                rows = (await self._work.session.execute(_NAMES)).all()
            self._names = [(row.id, row.name) for row in rows if len(row.name) >= _LEAST_NAME]
        return [officer_id for officer_id, name in self._names if name in text]

    async def _of(
        self,
        cls: type[T],
        table: sa.Table,
        complaint_id: ComplaintId,
        *conditions: sa.ColumnElement[bool],
    ) -> Sequence[T]:
        query = sa.select(cls).where(table.c.complaint_id == complaint_id, *conditions)
        return await self._work.load(query.order_by(table.c.id))


@cache
def _recusals() -> sa.Select[Recusal]:
    columns = tables.recusals.c
    ids: sa.BindParameter[ComplaintId] = sa.bindparam("ids", expanding=True)
    query = sa.select(Recusal).where(columns.complaint_id.in_(ids), columns.lifted_at.is_(None))
    return query.order_by(columns.id)
