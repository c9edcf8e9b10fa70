"""Reads what was decided, and what waits to be checked; visibility is decided in every query."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.clock_model import CONFIDENTIAL_CLOCKS, ClockKind
from complaints.decision_model import (
    Approval,
    Check,
    Demand,
    Invalidity,
    Investigation,
    Recusal,
    Remedy,
    RemedyKind,
    RemedyState,
)
from complaints.decision_reads import CaseDecisions, UncheckedRow
from complaints.list_reads import Page
from complaints.model import Complaint, Officer, Status
from storage import tables
from storage.paging import Order, cut
from storage.tables import approvals, checks, clocks, complaints, officers, recusals
from storage.visibility import handled_by

T = TypeVar("T")


async def decisions_of(session: AsyncSession, complaint: Complaint) -> CaseDecisions:
    """Gather all that was decided about a complaint that the viewer may see."""

    async def every(cls: type[T], table: sa.Table, *more: sa.ColumnElement[bool]) -> Sequence[T]:
        query = sa.select(cls).where(table.c.complaint_id == complaint.id, *more)
        return (await session.scalars(query.order_by(table.c.id))).all()

    demands = await every(Demand, tables.demands)
    rows = (await session.execute(sa.select(officers.c.id, officers.c.name))).all()
    return CaseDecisions(
        demand=demands[-1] if demands else None,
        remedies=await every(Remedy, tables.remedies),
        approvals=await every(Approval, approvals),
        investigations=await every(Investigation, tables.investigations),
        invalidities=await every(Invalidity, tables.invalidities),
        recusals=await every(Recusal, recusals, recusals.c.lifted_at.is_(None)),
        checks=await every(Check, checks),
        names={row.id: row.name for row in rows},
    )


_SENT_BACK: Final = (
    sa.select(sa.func.count())
    .where(checks.c.complaint_id == complaints.c.id)
    .where(sa.or_(checks.c.is_timely.is_(False), checks.c.is_apt.is_(False)))
    .scalar_subquery()
)
_INVESTIGATED: Final = sa.exists().where(tables.investigations.c.complaint_id == complaints.c.id)


async def list_unchecked(
    session: AsyncSession, viewer: Officer, cursor: str | None, limit: int
) -> Page[UncheckedRow]:
    """List closed complaints that nobody has checked yet, those closed first first."""
    columns = complaints.c
    query = (
        sa.select(
            columns.id,
            columns.number,
            columns.category,
            columns.severity,
            sa.func.coalesce(officers.c.name, "").label("owner_name"),
            columns.closed_at,
            columns.result,
            _SENT_BACK.label("sent_back"),
            _INVESTIGATED.label("is_investigated"),
        )
        .select_from(complaints.outerjoin(officers, officers.c.id == columns.owner_id))
        .where(columns.archived_at.is_(None), columns.status == Status.CLOSED, handled_by(viewer))
    )
    order = Order(columns.id, columns.closed_at)
    rows: Sequence[Any] = (await session.execute(order.apply(query, cursor, limit))).all()
    ids = [row.id for row in rows[:limit]]
    missed, measures = await _missed(session, ids), await _carried_out(session, ids)
    made = [
        UncheckedRow(
            **row._asdict(), missed=missed.get(row.id, ()), measures=measures.get(row.id, ())
        )
        for row in rows[:limit]
    ]
    return cut(rows, limit, lambda row: (row.closed_at, row.id), made)


async def _missed(session: AsyncSession, ids: Sequence[int]) -> dict[int, list[ClockKind]]:
    """List the clocks that were not kept, by complaint."""
    query = sa.select(clocks.c.complaint_id, clocks.c.kind).where(
        clocks.c.complaint_id.in_(ids),
        clocks.c.is_kept.is_(False),
        clocks.c.kind.not_in(CONFIDENTIAL_CLOCKS),
    )
    return await _grouped(session, query.order_by(clocks.c.id))


async def _carried_out(session: AsyncSession, ids: Sequence[int]) -> dict[int, list[RemedyKind]]:
    """List the remedies that were carried out, by complaint."""
    columns = tables.remedies.c
    query = sa.select(columns.complaint_id, columns.kind).where(
        columns.complaint_id.in_(ids), columns.state == RemedyState.DONE
    )
    return await _grouped(session, query.order_by(columns.id))


async def _grouped(session: AsyncSession, query: sa.Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, value in await session.execute(query):
        found.setdefault(key, []).append(value)
    return found
