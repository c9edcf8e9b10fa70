"""The internal register's answers (R9): each begins with one of its conditions in `visibility`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.accounts import secret_hash
from complaints.errors import NotFound
from complaints.house import House
from complaints.internal_model import (
    UNDECIDED,
    InternalComplaint,
    InternalDecision,
    InternalState,
    Outcome,
    Side,
)
from complaints.internal_reads import (
    ClassCount,
    InternalBook,
    InternalPage,
    InternalRow,
    OwnInternal,
)
from complaints.list_reads import Page
from complaints.model import Officer, OfficerId
from complaints.private_record import About, PrivateEntry
from storage.paging import Order, cut
from storage.tables import internal_complaints, internal_decisions, officers, private_entries
from storage.unit_of_work import Database
from storage.visibility import internal_decided_about, internal_filed_by, internal_visible_to

_NEWEST_OUTCOME: Final = (
    sa.select(internal_decisions.c.outcome)
    .where(internal_decisions.c.internal_id == internal_complaints.c.id)
    .order_by(internal_decisions.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_ROW: Final = sa.select(
    internal_complaints.c.id,
    internal_complaints.c.number,
    internal_complaints.c.category,
    internal_complaints.c.filed_at,
    internal_complaints.c.state,
    internal_complaints.c.level,
    internal_complaints.c.due_at,
    internal_complaints.c.is_kept,
    sa.type_coerce(_NEWEST_OUTCOME, internal_decisions.c.outcome.type).label("outcome"),
)
#: What somebody has filed, or has had decided about them, is not much.
_MOST_OWN: Final = 200
_MOST_IN_BOOK: Final = 5_000


class SqlInternalRegister:
    """A `complaints.internal_reads.InternalRegister`."""

    def __init__(self, database: Database, house: House) -> None:
        self._database, self._house = database, house

    async def list(
        self,
        viewer: Officer,
        *,
        is_open: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InternalRow]:
        """List those that a handler may see, newest first."""
        query = _ROW.where(internal_visible_to(viewer))
        if is_open is not None:
            undecided = internal_complaints.c.state.in_(UNDECIDED)
            query = query.where(undecided if is_open else ~undecided)
        order = Order(internal_complaints.c.id, is_descending=True)
        async with self._database.reading() as session:
            rows: Sequence[Any] = (await session.execute(order.apply(query, cursor, limit))).all()
        made = [InternalRow(**row._asdict()) for row in rows[:limit]]
        return cut(rows, limit, lambda row: (None, row.id), made)

    async def page(self, viewer: Officer, number: str) -> InternalPage:
        """Show one to a handler; raises NotFound, also for what they may not see."""
        async with self._database.reading() as session:
            query = sa.select(InternalComplaint).where(
                internal_visible_to(viewer), internal_complaints.c.number == number
            )
            internal = (await session.scalars(query)).one_or_none()
            if internal is None:
                raise NotFound("internal_not_found")
            return InternalPage(
                internal,
                await _decisions(session, internal),
                await _entries(session, internal),
                await _names(session),
            )

    async def own(self, viewer: Officer) -> Sequence[OwnInternal]:
        """List what an officer has filed under their name, and what was decided about them."""
        sides = {
            Side.COMPLAINANT: internal_filed_by(viewer),
            Side.PERSON: internal_decided_about(viewer),
        }
        found: list[OwnInternal] = []
        async with self._database.reading() as session:
            for side, condition in sides.items():
                newest = internal_complaints.c.id.desc()
                query = sa.select(InternalComplaint).where(condition).order_by(newest)
                rows = (await session.scalars(query.limit(_MOST_OWN))).all()
                found += [await self._own(session, row, side) for row in rows]
        return found

    async def by_receipt(self, receipt: str) -> OwnInternal:
        """Show an anonymous one to whoever has its receipt; raises NotFound."""
        is_it = internal_complaints.c.receipt_hash == secret_hash(receipt.strip())
        async with self._database.reading() as session:
            internal = (
                await session.scalars(sa.select(InternalComplaint).where(is_it))
            ).one_or_none()
            if internal is None:
                raise NotFound("receipt_unknown")
            return await self._own(session, internal, Side.COMPLAINANT)

    async def _own(
        self, session: AsyncSession, internal: InternalComplaint, side: Side
    ) -> OwnInternal:
        """Show one side the state and the newest decision in its own words, and nothing else."""
        decisions = await _decisions(session, internal)
        newest = decisions[-1] if decisions else None
        return OwnInternal(
            number=internal.number,
            side=side,
            state=internal.state,
            filed_at=internal.filed_at,
            told=_told(newest, side),
            decided_at=newest.decided_at if newest else None,
            is_final=newest.is_final if newest else False,
            review_until=self._review_until(internal, newest),
        )

    def _review_until(
        self, internal: InternalComplaint, newest: InternalDecision | None
    ) -> datetime | None:
        if newest is None or internal.state is not InternalState.DECIDED:
            return None
        policy = self._house.policy
        until = policy.internal.review_within.end(policy.hours, newest.decided_at)
        return until if until >= self._database.now() else None

    async def book(self, viewer: Officer, from_: datetime, to: datetime) -> InternalBook:
        """Show the register of a period with its counts by class."""
        columns = internal_complaints.c
        query = _ROW.where(
            internal_visible_to(viewer), columns.filed_at >= from_, columns.filed_at < to
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query.order_by(columns.id).limit(_MOST_IN_BOOK))).all()
        found = [InternalRow(**row._asdict()) for row in rows]
        codes = {one.code: None for one in self._house.policy.internal.classes}
        codes |= {row.category: None for row in found}
        now = self._database.now()
        return InternalBook(found, [_counted(code, found, now) for code in codes])


def _told(decision: InternalDecision | None, side: Side) -> str:
    if decision is None:
        return ""
    return decision.to_complainant if side is Side.COMPLAINANT else decision.to_person


def _counted(code: str, rows: Sequence[InternalRow], now: datetime) -> ClassCount:
    mine = [row for row in rows if row.category == code]

    def with_(outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in mine)

    return ClassCount(
        category=code,
        filed=len(mine),
        undecided=sum(row.outcome is None for row in mine),
        upheld=with_(Outcome.UPHELD),
        partly=with_(Outcome.PARTLY),
        not_upheld=with_(Outcome.NOT_UPHELD),
        late=sum(row.is_kept is False or _is_overdue(row, now) for row in mine),
    )


def _is_overdue(row: InternalRow, now: datetime) -> bool:
    return row.is_kept is None and row.due_at < now


async def _decisions(
    session: AsyncSession, internal: InternalComplaint
) -> Sequence[InternalDecision]:
    columns = internal_decisions.c
    query = sa.select(InternalDecision).where(columns.internal_id == internal.id)
    return (await session.scalars(query.order_by(columns.id))).all()


async def _entries(session: AsyncSession, internal: InternalComplaint) -> Sequence[PrivateEntry]:
    columns = private_entries.c
    query = sa.select(PrivateEntry).where(
        columns.about == About.INTERNAL, columns.subject_id == internal.id
    )
    return (await session.scalars(query.order_by(columns.id))).all()


async def _names(session: AsyncSession) -> Mapping[OfficerId, str]:
    rows = (await session.execute(sa.select(officers.c.id, officers.c.name))).all()
    return {row.id: row.name for row in rows}
