"""Reads what major complaints have beyond others; visibility is decided in every query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.decision_model import ApprovalKind
from complaints.major_model import Crisis, EmergencyCall, Major, Measure, MeasureState, Member
from complaints.major_model import Summary as Report
from complaints.major_reads import CaseMajor, MajorRow
from complaints.masking import FindPersonal, mask_text
from complaints.model import Complaint, Officer
from storage import tables
from storage.tables import (
    approvals,
    complaints,
    crises,
    investigations,
    majors,
    measures,
    members,
    officers,
    summaries,
)
from storage.visibility import handled_by

T = TypeVar("T")

_EXCERPT: Final = 120
#: More major complaints at one time nobody has; those due first come first.
_MOST: Final = 200
#: As text, so that the index of the few open major ones is used.
IS_OPEN_MAJOR: Final = sa.and_(
    sa.text("complaints.severity = 'major'"), complaints.c.next_due_at.is_not(None)
)


async def major_of(session: AsyncSession, complaint: Complaint) -> CaseMajor:
    """Gather what a complaint that the viewer may see has as a major one.

    Most never were, and are asked about no further; somebody may have been called for any.
    """

    async def every(cls: type[T], table: sa.Table, *more: sa.ColumnElement[bool]) -> Sequence[T]:
        query = sa.select(cls).where(table.c.complaint_id == complaint.id, *more)
        return (await session.scalars(query.order_by(table.c.id))).all()

    found = await every(Major, majors)
    calls = await every(EmergencyCall, tables.emergency_calls)
    if not found:
        return CaseMajor(None, [], [], [], calls, None, {})
    of_episode = summaries.c.episode == complaint.episode
    reports = await every(Report, summaries, of_episode)
    rows = (await session.execute(sa.select(officers.c.id, officers.c.name))).all()
    present = await every(Member, members, members.c.until.is_(None))
    return CaseMajor(
        major=found[0],
        members=sorted(present, key=lambda member: not member.is_lead),
        measures=await every(Measure, measures),
        crises=await every(Crisis, crises),
        calls=calls,
        summary=reports[0] if reports else None,
        names={row.id: row.name for row in rows},
    )


async def list_majors(
    session: AsyncSession, viewer: Officer, now: datetime, find_personal: FindPersonal
) -> list[MajorRow]:
    """List the open major complaints, then closed ones that still owe their report."""
    open_ones = await session.execute(
        _row(now).where(IS_OPEN_MAJOR, handled_by(viewer)).order_by(complaints.c.next_due_at)
    )
    owed = await session.execute(
        _row(now)
        .where(majors.c.summary_due_at.is_not(None), majors.c.summary_done_at.is_(None))
        .where(complaints.c.next_due_at.is_(None), complaints.c.severity == "major")
        .where(handled_by(viewer))
        .order_by(majors.c.summary_due_at)
    )
    rows: list[Any] = [*open_ones.all(), *owed.all()]
    return [_made(row, find_personal) for row in rows]


def _made(row: Any, find_personal: FindPersonal) -> MajorRow:
    values = row._asdict()
    return MajorRow(**values | {"excerpt": mask_text(row.excerpt, find_personal)})


def _row(now: datetime) -> sa.Select[Any]:
    columns, leader = complaints.c, officers.alias("leader")
    lead, owner = officers.alias("lead"), officers.alias("owner")
    first = members.alias("first")
    leads = sa.and_(
        first.c.complaint_id == columns.id, first.c.is_lead.is_(True), first.c.until.is_(None)
    )
    plan = measures.c.state != MeasureState.DROPPED
    planned = measures.c.state == MeasureState.PLANNED
    return (
        sa.select(
            columns.number,
            columns.status,
            columns.category,
            columns.channel,
            columns.place,
            sa.func.substr(columns.text, 1, _EXCERPT).label("excerpt"),
            columns.reasons,
            columns.received_at,
            columns.next_due_at,
            sa.func.coalesce(owner.c.name, "").label("owner_name"),
            sa.func.coalesce(lead.c.name, "").label("lead_name"),
            _count(members, members.c.until.is_(None)).label("members"),
            sa.func.coalesce(leader.c.name, "").label("acknowledged_by"),
            majors.c.acknowledged_at,
            _has(investigations).label("is_investigated"),
            _count(measures, plan).label("measures"),
            _count(measures, planned).label("planned"),
            _count(measures, measures.c.state == MeasureState.DONE).label("unverified"),
            _count(measures, planned, measures.c.due_at <= now).label("late"),
            _count(measures, plan, measures.c.approved_at.is_(None)).label("unapproved"),
            _has(crises, crises.c.ended_at.is_(None)).label("is_crisis"),
            majors.c.summary_due_at,
            _newest_request(ApprovalKind.SUMMARY).label("summary"),
            _has(
                summaries,
                summaries.c.episode == columns.episode,
                summaries.c.approved_at.is_not(None),
            ).label("is_summary_approved"),
        )
        .select_from(
            complaints.outerjoin(majors, majors.c.complaint_id == columns.id)
            .outerjoin(leader, leader.c.id == majors.c.acknowledged_by)
            .outerjoin(first, leads)
            .outerjoin(lead, lead.c.id == first.c.officer_id)
            .outerjoin(owner, owner.c.id == columns.owner_id)
        )
        .limit(_MOST)
    )


def _count(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    is_of_case = table.c.complaint_id == complaints.c.id
    query = sa.select(sa.func.count()).select_from(table).where(is_of_case, *conditions)
    return query.correlate(complaints).scalar_subquery()


def _has(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return _count(table, *conditions) > 0


def _newest_request(kind: ApprovalKind) -> sa.ScalarSelect[Any]:
    columns = approvals.c
    return (
        sa.select(columns.state)
        .where(columns.complaint_id == complaints.c.id, columns.kind == kind)
        .order_by(columns.id.desc())
        .limit(1)
        .correlate(complaints)
        .scalar_subquery()
    )
