"""Lists of complaints, and how many there are of what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.coordination_reads import Seat
from complaints.list_reads import COUNT_CAP, CaseRow, Counts, Filters, Page, RunningClock, View
from complaints.mandate import Mandate
from complaints.masking import FindPersonal, mask_contact, mask_name, mask_text
from complaints.model import ActorKind, Category, Officer, RevisitState, Status
from complaints.pending_model import PendingState
from complaints.talk_model import Direction
from storage.approval_queries import waits_for
from storage.coordination_queries import is_their_turn
from storage.deadlines import IS_OWED
from storage.major_queries import IS_OPEN_MAJOR
from storage.paging import Order, cut
from storage.search import make_search
from storage.tables import (
    approvals,
    clocks,
    complaints,
    coordination_requests,
    customer_info,
    customers,
    messages,
    officers,
    pendings,
    revisits,
)
from storage.visibility import handled_by, info_visible_to, visible_to

_EXCERPT: Final = 120
_OPEN: Final = complaints.c.next_due_at.is_not(None)

_ROW: Final = sa.select(
    complaints.c.id,
    complaints.c.number,
    complaints.c.status,
    complaints.c.severity,
    complaints.c.category,
    complaints.c.channel,
    complaints.c.place,
    complaints.c.department,
    complaints.c.owner_id,
    complaints.c.received_at,
    complaints.c.promised_at,
    complaints.c.level,
    complaints.c.episode,
    complaints.c.is_confirmed,
    complaints.c.next_due_at,
    sa.func.substr(complaints.c.text, 1, _EXCERPT).label("excerpt"),
    sa.func.coalesce(customers.c.name, "").label("customer_name"),
    sa.func.coalesce(customers.c.contact, "").label("customer_contact"),
    customers.c.standing,
    sa.func.coalesce(officers.c.name, "").label("owner_name"),
).select_from(
    complaints.outerjoin(customers, customers.c.id == complaints.c.customer_id).outerjoin(
        officers, officers.c.id == complaints.c.owner_id
    )
)


def in_view(view: View, viewer: Officer, now: datetime) -> list[sa.ColumnElement[bool]]:
    """Make the conditions that put a complaint into a view."""
    column = complaints.c
    conditions: Mapping[View, list[sa.ColumnElement[bool]]] = {
        View.ALL_OPEN: [_OPEN],
        View.MINE: [_OPEN, column.owner_id == viewer.id],
        View.UNTAKEN: [_OPEN, column.status == Status.NEW],
        View.LATE: [_OPEN, column.next_due_at <= now],
        View.SOON: [_OPEN, column.next_due_at > now, column.soon_at <= now],
        View.WAITING: [_OPEN, column.status == Status.WAITING],
        View.ANSWERED: [_OPEN, column.status == Status.ANSWERED],
        View.CLOSED: [column.next_due_at.is_(None)],
        View.EVERYTHING: [],
    }
    return conditions[view]


def _narrowed(filters: Filters) -> list[sa.ColumnElement[bool]]:
    column = complaints.c
    wanted = {
        "category": filters.category,
        "severity": filters.severity,
        "status": filters.status,
        "channel": filters.channel,
        "department": filters.department,
        "place": filters.place,
        "owner_id": filters.owner,
    }
    conditions = [column[name] == value for name, value in wanted.items() if value]
    if filters.received_from is not None:
        conditions.append(column.received_at >= filters.received_from)
    if filters.received_to is not None:
        conditions.append(column.received_at < filters.received_to)
    return conditions


async def list_cases(
    session: AsyncSession,
    viewer: Officer,
    filters: Filters,
    cursor: str | None,
    limit: int,
    now: datetime,
    find_personal: FindPersonal,
) -> Page[CaseRow]:
    """List what a viewer may see of a view."""
    query = _ROW.where(
        visible_to(viewer), *in_view(filters.view, viewer, now), *_narrowed(filters)
    )
    by_deadline = filters.view.is_by_deadline and not filters.text.strip()
    if by_deadline:
        order = Order(complaints.c.id, complaints.c.next_due_at)
    elif filters.text.strip():
        search = await make_search(session, filters.text)
        query, order = search.narrow(query), Order(search.ids, is_descending=True)
    else:
        order = Order(complaints.c.id, is_descending=True)
    rows: Sequence[Any] = (await session.execute(order.apply(query, cursor, limit))).all()
    ids = [row.id for row in rows[:limit]]
    running, said = await _first_clocks(session, ids), await _newest_messages(session, ids)
    made = [_case_row(row, running.get(row.id), said, find_personal) for row in rows[:limit]]
    return cut(rows, limit, lambda row: (row.next_due_at if by_deadline else None, row.id), made)


def _case_row(
    row: Any,
    clock: RunningClock | None,
    said: Mapping[tuple[int, Direction], Any],
    find_personal: FindPersonal,
) -> CaseRow:
    values = row._asdict()
    values.pop("next_due_at")
    heard, answered = said.get((row.id, Direction.IN)), said.get((row.id, Direction.OUT))
    values |= {
        "excerpt": mask_text(row.excerpt, find_personal),
        "customer_name": mask_name(row.customer_name),
        "customer_contact": mask_contact(row.customer_contact),
    }
    return CaseRow(
        **values,
        clock=clock,
        customer_at=heard.at if heard else None,
        is_unread=heard is not None and (answered is None or answered.id < heard.id),
    )


async def _first_clocks(session: AsyncSession, ids: Sequence[int]) -> dict[int, RunningClock]:
    column = clocks.c
    query = (
        sa.select(column.complaint_id, column.kind, column.started_at, column.due_at)
        .where(column.complaint_id.in_(ids), IS_OWED)
        .order_by(column.due_at.desc())
    )
    return {
        row.complaint_id: RunningClock(row.kind, row.started_at, row.due_at)
        for row in await session.execute(query)
    }


async def _newest_messages(
    session: AsyncSession, ids: Sequence[int]
) -> dict[tuple[int, Direction], Any]:
    """Find the newest message of the customer (IN) and of an officer (OUT) in every complaint."""
    column = messages.c
    query = (
        sa.select(
            column.complaint_id,
            column.direction,
            sa.func.max(column.id).label("id"),
            sa.func.max(column.at).label("at"),
        )
        .where(column.complaint_id.in_(ids), column.author != ActorKind.BOT)
        .group_by(column.complaint_id, column.direction)
    )
    return {(row.complaint_id, row.direction): row for row in await session.execute(query)}


async def count(
    session: AsyncSession,
    viewer: Officer,
    departments: Sequence[str],
    seat: Seat,
    mandate: Mandate,
    now: datetime,
) -> Counts:
    """Count everything in one statement; each part stops when it has reached the cap."""
    parts: dict[str, sa.Select[Any]] = {
        view.value: _seen(viewer, *in_view(view, viewer, now))
        for view in View
        if view.is_by_deadline
    }
    parts["revisits_due"] = _seen(
        viewer, revisits.c.state == RevisitState.DUE, revisits.c.due_at <= now
    ).join_from(revisits, complaints, revisits.c.complaint_id == complaints.c.id)
    parts["infos_unsigned"] = sa.select(sa.literal(1)).where(
        customer_info.c.signed_at.is_(None), info_visible_to(viewer)
    )
    parts["requests"] = _seen(viewer, is_their_turn(viewer, seat)).join_from(
        coordination_requests, complaints, coordination_requests.c.complaint_id == complaints.c.id
    )
    parts["approvals"] = (
        sa.select(sa.literal(1))
        .join_from(approvals, complaints, approvals.c.complaint_id == complaints.c.id)
        .where(waits_for(viewer, mandate))
    )
    parts["pending"] = (
        sa.select(sa.literal(1))
        .join_from(pendings, complaints, pendings.c.complaint_id == complaints.c.id)
        .where(handled_by(viewer), pendings.c.state == PendingState.OPEN)
    )
    parts["majors"] = sa.select(sa.literal(1)).where(handled_by(viewer), IS_OPEN_MAJOR)
    for category in Category:
        parts[f"category {category}"] = _seen(viewer, _OPEN, complaints.c.category == category)
    for code in departments:
        parts[f"department {code}"] = _seen(viewer, _OPEN, complaints.c.department == code)
    row = (await session.execute(sa.select(*(_capped(part) for part in parts.values())))).one()
    found = dict(zip(parts, row, strict=True))
    return Counts(
        by_category={category: found.pop(f"category {category}") for category in Category},
        by_department={code: found.pop(f"department {code}") for code in departments},
        **found,
    )


def _seen(viewer: Officer, *conditions: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return sa.select(sa.literal(1)).where(visible_to(viewer), *conditions)


def _capped(query: sa.Select[Any]) -> sa.ScalarSelect[int]:
    found = query.limit(COUNT_CAP + 1).subquery()
    return sa.select(sa.func.count()).select_from(found).scalar_subquery()
