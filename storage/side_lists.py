"""The lists beside the complaints: customer information and revisits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.errors import NotFound
from complaints.list_reads import InfoRow, Page, RevisitRow
from complaints.masking import mask_name
from complaints.model import Officer, RevisitState
from storage.paging import Order, cut
from storage.tables import complaints, conversations, customer_info, customers, officers, revisits
from storage.visibility import handled_by, info_visible_to

_BY_DUE_DATE: Final = frozenset({RevisitState.DUE, RevisitState.SENT})

_owners = officers.alias("owners")
_senders = officers.alias("senders")
_recorders = officers.alias("recorders")


def _name(table: sa.FromClause) -> sa.ColumnElement[str]:
    return sa.func.coalesce(table.c.name, "")


_INFO: Final = sa.select(
    customer_info.c.id,
    customer_info.c.kind,
    customer_info.c.text,
    customer_info.c.at,
    customer_info.c.department,
    customer_info.c.signed_at,
    conversations.c.channel,
    _name(customers).label("customer_name"),
    _name(officers).label("signed_by"),
    sa.func.coalesce(complaints.c.number, "").label("number"),
).select_from(
    customer_info.outerjoin(conversations, conversations.c.id == customer_info.c.conversation_id)
    .outerjoin(customers, customers.c.id == conversations.c.customer_id)
    .outerjoin(officers, officers.c.id == customer_info.c.signed_by)
    .outerjoin(complaints, complaints.c.id == customer_info.c.complaint_id)
)


async def list_infos(
    session: AsyncSession,
    viewer: Officer,
    is_signed: bool | None,
    cursor: str | None,
    limit: int,
) -> Page[InfoRow]:
    """List customer information, newest first."""
    query = _INFO.where(info_visible_to(viewer))
    if is_signed is not None:
        signed = customer_info.c.signed_at.is_not(None)
        query = query.where(signed if is_signed else ~signed)
    order = Order(customer_info.c.id, is_descending=True)
    rows: Sequence[Any] = (await session.execute(order.apply(query, cursor, limit))).all()
    made = [_info_row(row) for row in rows[:limit]]
    return cut(rows, limit, lambda row: (None, row.id), made)


async def find_info(session: AsyncSession, viewer: Officer, info_id: int) -> InfoRow:
    """Find one piece of customer information; raises NotFound, also for what is not visible."""
    query = _INFO.where(info_visible_to(viewer), customer_info.c.id == info_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound("info_not_found")
    return _info_row(row)


def _info_row(row: Any) -> InfoRow:
    return InfoRow(**(row._asdict() | {"customer_name": mask_name(row.customer_name)}))


_can_send = sa.and_(conversations.c.id.is_not(None), conversations.c.blocked_at.is_(None))

_REVISIT: Final = sa.select(
    revisits.c.id,
    complaints.c.number,
    complaints.c.category,
    complaints.c.severity,
    complaints.c.channel,
    complaints.c.owner_id,
    complaints.c.closed_at,
    complaints.c.close_reason,
    revisits.c.due_at,
    revisits.c.state,
    revisits.c.sent_at,
    revisits.c.solved,
    revisits.c.score,
    revisits.c.words,
    revisits.c.answered_at,
    _name(customers).label("customer_name"),
    _name(_owners).label("owner_name"),
    _name(_senders).label("sent_by"),
    _name(_recorders).label("recorded_by"),
    sa.and_(revisits.c.state == RevisitState.DUE, _can_send).label("can_send"),
).select_from(
    revisits.join(complaints, complaints.c.id == revisits.c.complaint_id)
    .outerjoin(conversations, conversations.c.id == complaints.c.conversation_id)
    .outerjoin(customers, customers.c.id == complaints.c.customer_id)
    .outerjoin(_owners, _owners.c.id == complaints.c.owner_id)
    .outerjoin(_senders, _senders.c.id == revisits.c.sent_by)
    .outerjoin(_recorders, _recorders.c.id == revisits.c.recorded_by)
)


async def list_revisits(
    session: AsyncSession,
    viewer: Officer,
    state: RevisitState,
    cursor: str | None,
    limit: int,
) -> Page[RevisitRow]:
    """List the revisits in a state."""
    query = _REVISIT.where(handled_by(viewer), revisits.c.state == state)
    order = Order(revisits.c.id, revisits.c.due_at, is_descending=state not in _BY_DUE_DATE)
    rows: Sequence[Any] = (await session.execute(order.apply(query, cursor, limit))).all()
    made = [_revisit_row(row) for row in rows[:limit]]
    return cut(rows, limit, lambda row: (row.due_at, row.id), made)


async def find_revisit(session: AsyncSession, viewer: Officer, revisit_id: int) -> RevisitRow:
    """Find one revisit; raises NotFound, also for what is not visible."""
    query = _REVISIT.where(handled_by(viewer), revisits.c.id == revisit_id)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        raise NotFound("revisit_not_found")
    return _revisit_row(row)


def _revisit_row(row: Any) -> RevisitRow:
    return RevisitRow(**(row._asdict() | {"customer_name": mask_name(row.customer_name)}))
