"""The register of findings (R34): each question begins with one of its conditions in
`visibility`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from complaints.clock_model import CONFIDENTIAL_CLOCKS, Clock
from complaints.errors import NotFound
from complaints.finding_model import TOLD, Finding, FindingState
from complaints.finding_reads import FindingPage, FindingRow, OwnFinding
from complaints.list_reads import Page
from complaints.model import ComplaintId, Officer
from complaints.private_record import About, PrivateEntry
from storage.paging import Order, cut
from storage.tables import clocks, complaints, findings, officers, private_entries
from storage.unit_of_work import Database
from storage.visibility import finding_about, finding_visible_to

_DUE: Final = (
    sa.select(sa.func.min(clocks.c.due_at))
    .where(
        clocks.c.complaint_id == findings.c.complaint_id,
        clocks.c.kind.in_(CONFIDENTIAL_CLOCKS),
        clocks.c.subject_id == findings.c.id,
        clocks.c.stopped_at.is_(None),
    )
    .scalar_subquery()
)
_ROW: Final = sa.select(
    findings.c.id,
    complaints.c.number,
    findings.c.kind,
    findings.c.severity,
    findings.c.state,
    sa.func.coalesce(officers.c.name, "").label("person"),
    findings.c.department,
    findings.c.decider,
    findings.c.opened_at,
    sa.type_coerce(_DUE, clocks.c.due_at.type).label("due_at"),
).select_from(
    findings.join(complaints, complaints.c.id == findings.c.complaint_id).outerjoin(
        officers, officers.c.id == findings.c.person_id
    )
)
#: Nobody has more about themselves than they can read.
_MOST_OWN: Final = 200


class SqlFindingRegister:
    """A `complaints.finding_reads.FindingRegister`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def list(
        self,
        viewer: Officer,
        *,
        is_open: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[FindingRow]:
        """List those that a viewer deals with, newest first."""
        query = _ROW.where(finding_visible_to(viewer))
        if is_open is not None:
            is_done = findings.c.state == FindingState.DONE
            query = query.where(~is_done if is_open else is_done)
        order = Order(findings.c.id, is_descending=True)
        async with self._database.reading() as session:
            rows: Sequence[Any] = (await session.execute(order.apply(query, cursor, limit))).all()
        made = [FindingRow(**row._asdict()) for row in rows[:limit]]
        return cut(rows, limit, lambda row: (None, row.id), made)

    async def of_case(self, viewer: Officer, complaint_id: ComplaintId) -> Sequence[FindingRow]:
        """List those of one complaint, oldest first."""
        query = _ROW.where(finding_visible_to(viewer), findings.c.complaint_id == complaint_id)
        async with self._database.reading() as session:
            rows = (await session.execute(query.order_by(findings.c.id))).all()
        return [FindingRow(**row._asdict()) for row in rows]

    async def page(self, viewer: Officer, finding_id: int) -> FindingPage:
        """Show one; raises NotFound, also for what the viewer may not see."""
        query = (
            sa.select(Finding, complaints.c.number)
            .join(complaints, complaints.c.id == findings.c.complaint_id)
            .where(finding_visible_to(viewer), findings.c.id == finding_id)
        )
        is_its_clock = (
            clocks.c.kind.in_(CONFIDENTIAL_CLOCKS),
            clocks.c.subject_id == finding_id,
        )
        is_its_entry = (
            private_entries.c.about == About.FINDING,
            private_entries.c.subject_id == finding_id,
        )
        async with self._database.reading() as session:
            found = (await session.execute(query)).one_or_none()
            if found is None:
                raise NotFound("finding_not_found")
            of_complaint = clocks.c.complaint_id == found.Finding.complaint_id
            its_clocks = sa.select(Clock).where(of_complaint, *is_its_clock)
            its_entries = sa.select(PrivateEntry).where(*is_its_entry)
            names = await session.execute(sa.select(officers.c.id, officers.c.name))
            return FindingPage(
                found.Finding,
                found.number,
                (await session.scalars(its_clocks.order_by(clocks.c.id))).all(),
                (await session.scalars(its_entries.order_by(private_entries.c.id))).all(),
                {row.id: row.name for row in names},
            )

    async def own(self, viewer: Officer) -> Sequence[OwnFinding]:
        """List what is about the viewer, newest first."""
        query = (
            sa.select(Finding, complaints.c.number)
            .join(complaints, complaints.c.id == findings.c.complaint_id)
            .where(finding_about(viewer))
            .order_by(findings.c.id.desc())
            .limit(_MOST_OWN)
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return [_own(row.Finding, row.number) for row in rows]


def _own(finding: Finding, number: str) -> OwnFinding:
    """Show the person what is theirs to see; before the decision nothing of it."""
    is_told = finding.state in TOLD
    return OwnFinding(
        id=finding.id,
        number=number,
        state=finding.state if is_told else FindingState.OPEN,
        question=finding.question,
        hear_by=finding.hear_by,
        statement=finding.statement,
        decision=finding.decision if is_told else "",
        measures=finding.measures if is_told else [],
        points=finding.points if is_told else 0,
        decided_at=finding.decided_at if is_told else None,
    )
