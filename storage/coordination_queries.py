"""Reads what departments were asked; visibility is decided in every query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.clock_model import Clock
from complaints.coordination_model import CoordinationRequest, RequestState, RequestStep
from complaints.coordination_reads import CaseCoordination, CaseRequest, RequestRow, Seat
from complaints.list_reads import Page
from complaints.masking import FindPersonal, mask_text
from complaints.model import ACTIVE, Complaint, Officer, TimelineEntry
from complaints.talk_model import Message
from storage.deadlines import NEVER
from storage.paging import Order, cut
from storage.tables import (
    clocks,
    complaints,
    coordination_requests,
    leaves,
    messages,
    officers,
    request_steps,
    timeline,
)
from storage.visibility import visible_to

_EXCERPT: Final = 200

#: As the index over open requests says it, word for word: otherwise it would not be used.
_IS_OPEN: Final = sa.text("coordination_requests.state IN ('asked', 'questioned', 'answered')")

_requests = coordination_requests.c
_handlers = officers.alias("handlers")


async def coordination_of(
    session: AsyncSession, viewer: Officer, complaint: Complaint, now: datetime
) -> CaseCoordination:
    """Gather what was asked about a complaint that the viewer may see."""
    requests = (
        await session.scalars(
            sa.select(CoordinationRequest)
            .where(_requests.complaint_id == complaint.id)
            .order_by(_requests.id)
        )
    ).all()
    if not requests:
        return CaseCoordination([], await _people(session, viewer, now), {}, None)
    of_case = request_steps.c.complaint_id == complaint.id
    steps = (
        await session.scalars(sa.select(RequestStep).where(of_case).order_by(request_steps.c.id))
    ).all()
    clock_of = await _clocks(session, complaint)
    rows = (await session.execute(sa.select(officers.c.id, officers.c.name))).all()
    return CaseCoordination(
        requests=[
            CaseRequest(
                request,
                [step for step in steps if step.request_id == request.id],
                clock_of.get(request.id),
            )
            for request in requests
        ],
        people=await _people(session, viewer, now),
        names={row.id: row.name for row in rows},
        to_call=await _to_call(session, complaint),
    )


async def _clocks(session: AsyncSession, complaint: Complaint) -> dict[int | None, Clock]:
    """Find the newest clock of every request."""
    query = sa.select(Clock).where(
        clocks.c.complaint_id == complaint.id, clocks.c.subject_id.is_not(None)
    )
    found = await session.scalars(query.order_by(clocks.c.id))
    return {clock.subject_id: clock for clock in found}


async def _people(session: AsyncSession, viewer: Officer, now: datetime) -> list[Officer]:
    """List the viewer and those on leave whom they stand in for."""
    query = (
        sa.select(Officer)
        .join(leaves, leaves.c.officer_id == officers.c.id)
        .where(leaves.c.deputy_id == viewer.id, leaves.c.starts_at <= now, leaves.c.ends_at > now)
    )
    return [viewer, *(await session.scalars(query)).unique().all()]


async def _to_call(session: AsyncSession, complaint: Complaint) -> datetime | None:
    """Say since when the customer is owed a call about the progress."""
    if complaint.status not in ACTIVE:
        return None
    owed = await session.scalar(
        sa.select(TimelineEntry)
        .where(timeline.c.complaint_id == complaint.id, timeline.c.kind == "call_customer")
        .order_by(timeline.c.id.desc())
        .limit(1)
    )
    called = await session.scalar(
        sa.select(Message)
        .where(messages.c.complaint_id == complaint.id, messages.c.via != "chat")
        .order_by(messages.c.id.desc())
        .limit(1)
    )
    is_told = owed is None or (called is not None and called.id > owed.id)
    return None if owed is None or is_told else owed.at


_ROW: Final = (
    sa.select(
        _requests.id,
        complaints.c.number,
        complaints.c.category,
        complaints.c.severity,
        complaints.c.place,
        _requests.department,
        sa.func.substr(_requests.text, 1, _EXCERPT).label("text"),
        _requests.state,
        _requests.asked_by,
        officers.c.name.label("asker_name"),
        _requests.asked_at,
        sa.func.coalesce(_handlers.c.name, "").label("handler_name"),
        clocks.c.started_at,
        clocks.c.due_at,
    )
    .select_from(coordination_requests)
    .join(complaints, complaints.c.id == _requests.complaint_id)
    .join(officers, officers.c.id == _requests.asked_by)
    .outerjoin(_handlers, _handlers.c.id == _requests.handler_id)
    .outerjoin(
        clocks,
        sa.and_(
            clocks.c.complaint_id == complaints.c.id,
            clocks.c.subject_id == _requests.id,
            clocks.c.stopped_at.is_(None),
            clocks.c.paused_at.is_(None),
        ),
    )
)


async def open_requests(
    session: AsyncSession,
    viewer: Officer,
    seat: Seat,
    find_personal: FindPersonal,
    cursor: str | None,
    limit: int,
) -> Page[RequestRow]:
    """List what the viewer's departments still owe, and what is owed to the viewer.

    The most urgent come first, those without a running clock last.
    """
    is_theirs = sa.or_(
        _requests.department.in_(seat.answers_for),
        _requests.asked_by == viewer.id,
        complaints.c.owner_id == viewer.id,
    )
    order = Order(_requests.id, sa.func.coalesce(clocks.c.due_at, NEVER))
    query: sa.Select[Any] = order.apply(
        _ROW.where(_IS_OPEN, is_theirs, visible_to(viewer)), cursor, limit
    )
    found: Sequence[Any] = (await session.execute(query)).all()
    made = [
        RequestRow(**(row._asdict() | {"text": mask_text(row.text, find_personal)}))
        for row in found[:limit]
    ]
    return cut(found, limit, lambda row: (row.due_at or NEVER, row.id), made)


def is_their_turn(viewer: Officer, seat: Seat) -> sa.ColumnElement[bool]:
    """Make the condition on requests that it is the viewer who has to do something now."""
    is_theirs = sa.or_(
        sa.and_(_requests.department.in_(seat.answers_for), _requests.state == RequestState.ASKED),
        sa.and_(
            _requests.department.in_(seat.signs_for), _requests.state == RequestState.ANSWERED
        ),
        sa.and_(_requests.asked_by == viewer.id, _requests.state == RequestState.QUESTIONED),
    )
    return sa.and_(_IS_OPEN, is_theirs)
