"""Reads what waits for an officer's decision (待我批准): the queue, and what counts it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.decision_model import (
    Approval,
    ApprovalKind,
    ApprovalState,
    Invalidity,
    Remedy,
)
from complaints.decision_reads import ApprovalRow
from complaints.mandate import Mandate
from complaints.model import Officer
from complaints.pending_model import Pending
from storage.tables import approvals, complaints, investigations, officers, recusals
from storage.visibility import handled_by

T = TypeVar("T")

#: More that wait nobody reads at once; the oldest come first.
_MOST: Final = 200


def waits_for(viewer: Officer, mandate: Mandate) -> sa.ColumnElement[bool]:
    """Match open approvals, joined to their complaints, that the viewer may decide.

    Nobody decides their own request, or about a complaint that they keep out of; who investigates
    promises nothing (R23, R25).
    """
    decides = [
        sa.and_(approvals.c.kind == kind, complaints.c.severity.in_(severities))
        for kind, severities in mandate.severities.items()
        if severities
    ]
    remedies = sa.and_(
        approvals.c.kind == ApprovalKind.REMEDY,
        approvals.c.amount <= mandate.money,
        ~_is_of(viewer, investigations),
    )
    return sa.and_(
        approvals.c.state == ApprovalState.OPEN,
        approvals.c.asked_by != viewer.id,
        handled_by(viewer),
        ~_is_of(viewer, recusals, recusals.c.lifted_at.is_(None)),
        sa.or_(remedies, *decides),
    )


def _is_of(
    viewer: Officer, table: sa.Table, *conditions: sa.ColumnElement[bool]
) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        table.c.officer_id == viewer.id, table.c.complaint_id == complaints.c.id, *conditions
    )


async def waiting_approvals(
    session: AsyncSession, viewer: Officer, mandate: Mandate
) -> list[ApprovalRow]:
    """List what waits for the viewer's decision, oldest first, with what each is about."""
    query = (
        sa.select(Approval, complaints, officers.c.name.label("asker"))
        .join(complaints, complaints.c.id == approvals.c.complaint_id)
        .join(officers, officers.c.id == approvals.c.asked_by)
        .where(waits_for(viewer, mandate))
        .order_by(approvals.c.id)
        .limit(_MOST)
    )
    found = (await session.execute(query)).all()
    about: dict[int, dict[str, Any]] = {}
    for kind, read in _READERS.items():
        asked = [row.Approval for row in found if row.Approval.kind is kind]
        if asked:
            about |= await read(session, asked)
    return [_approval_row(row, about.get(row.Approval.id, {})) for row in found]


_About = dict[int, dict[str, Any]]
_Reader = Callable[[AsyncSession, Sequence[Approval]], Awaitable[_About]]


async def _remedies(session: AsyncSession, asked: Sequence[Approval]) -> _About:
    found = await _by_id(session, Remedy, asked)
    return {one.id: {"remedy": found[one.subject_id]} for one in asked}


async def _pendings(session: AsyncSession, asked: Sequence[Approval]) -> _About:
    found = await _by_id(session, Pending, asked)
    return {one.id: {"pending": found[one.subject_id]} for one in asked}


async def _invalidities(session: AsyncSession, asked: Sequence[Approval]) -> _About:
    found = await _by_id(session, Invalidity, asked)
    columns = investigations.c
    query = sa.select(columns.complaint_id, columns.facts).order_by(columns.id)
    ids = [one.complaint_id for one in asked]
    # Later ones replace earlier ones: the facts that count are the newest.
    rows = await session.execute(query.where(columns.complaint_id.in_(ids)))
    facts = {row.complaint_id: row.facts for row in rows}
    return {
        one.id: {
            "invalidity": found[one.subject_id],
            "facts": facts.get(one.complaint_id, ""),
        }
        for one in asked
    }


async def _by_id(
    session: AsyncSession, cls: type[T], asked: Sequence[Approval]
) -> Mapping[int, T]:
    column = sa.inspect(cls).local_table.c.id
    query = sa.select(column, cls).where(column.in_([one.subject_id for one in asked]))
    return {row[0]: row[1] for row in await session.execute(query)}


#: How to read what approvals of a kind are about; the others carry it in their detail.
_READERS: Final[Mapping[ApprovalKind, _Reader]] = {
    ApprovalKind.REMEDY: _remedies,
    ApprovalKind.PENDING: _pendings,
    ApprovalKind.INVALID: _invalidities,
}


def _approval_row(row: Any, about: Mapping[str, Any]) -> ApprovalRow:
    approval: Approval = row.Approval
    detail = approval.detail
    return ApprovalRow(
        id=approval.id,
        number=row.number,
        category=row.category,
        severity=row.severity,
        place=row.place,
        kind=approval.kind,
        amount=approval.amount,
        currency=approval.currency,
        asked_by=row.asker,
        asked_at=approval.asked_at,
        result=str(detail.get("result", "")),
        text=str(detail.get("text", "")),
        **about,
    )
