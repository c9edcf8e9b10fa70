"""Major complaints, task forces, measures, crises and reports, as the rules need them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import sqlalchemy as sa

from complaints.major_model import Crisis, EmergencyCall, Major, Measure, Member, Summary
from complaints.model import Complaint, ComplaintId, Officer
from storage import tables

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork

T = TypeVar("T")


class SqlMajors:
    """A `complaints.major_ports.MajorStore`."""

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work
        self._added: dict[ComplaintId, Major] = {}

    def add(self, major: Major) -> None:
        """Keep what a complaint has from now on that has become major."""
        self._added[major.complaint_id] = major
        self._work.add(major)

    async def find(self, complaint_id: ComplaintId) -> Major | None:
        """Find what a complaint has that is or was major; one not written yet has nothing."""
        if complaint_id in self._work.waiting(Complaint):
            return self._added.get(complaint_id)
        found = await self._of(Major, tables.majors, complaint_id)
        return found[0] if found else None

    async def members_of(self, complaint_id: ComplaintId) -> Sequence[Member]:
        """List the present members of a task force, oldest first."""
        return await self._of(
            Member, tables.members, complaint_id, tables.members.c.until.is_(None)
        )

    async def get_measure(self, measure_id: int) -> Measure:
        """Load one; raises NotFound."""
        return await self._work.get(Measure, measure_id)

    async def measures_of(self, complaint_id: ComplaintId) -> Sequence[Measure]:
        """List the measures of a complaint, oldest first."""
        return await self._of(Measure, tables.measures, complaint_id)

    async def find_summary(self, complaint_id: ComplaintId, episode: int) -> Summary | None:
        """Find the summary report of an episode."""
        is_of_episode = tables.summaries.c.episode == episode
        found = await self._of(Summary, tables.summaries, complaint_id, is_of_episode)
        return found[0] if found else None

    async def find_crisis(self, complaint_id: ComplaintId) -> Crisis | None:
        """Find the crisis that has not ended."""
        is_on = tables.crises.c.ended_at.is_(None)
        found = await self._of(Crisis, tables.crises, complaint_id, is_on)
        return found[0] if found else None

    async def get_call(self, call_id: int) -> EmergencyCall:
        """Load one; raises NotFound."""
        return await self._work.get(EmergencyCall, call_id)

    async def calls_of(self, complaint_id: ComplaintId) -> Sequence[EmergencyCall]:
        """List who was called, oldest first."""
        return await self._of(EmergencyCall, tables.emergency_calls, complaint_id)

    async def staff(self) -> Sequence[Officer]:
        """List the active officers who are people, with or without a chat."""
        columns = tables.officers.c
        query = sa.select(Officer).where(
            columns.is_active.is_(True), columns.is_service.is_(False)
        )
        with self._work.session.no_autoflush:
            return await self._work.load(query.order_by(columns.id))

    async def _of(
        self,
        cls: type[T],
        table: sa.Table,
        complaint_id: ComplaintId,
        *conditions: sa.ColumnElement[bool],
    ) -> Sequence[T]:
        query = sa.select(cls).where(table.c.complaint_id == complaint_id, *conditions)
        return await self._work.load(query.order_by(table.c.id))
