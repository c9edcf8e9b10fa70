"""Complaints and what belongs to them: numbers, clocks, revisits, the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from complaints.clock_model import Clock, Extension
from complaints.model import (
    Complaint,
    ComplaintId,
    ConversationId,
    CustomerId,
    OfficerId,
    Revisit,
    Status,
    TimelineEntry,
)
from complaints.reading import READ
from storage import tables
from storage.dialects import insert

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork

_RECENT = 10


class SqlComplaints:
    """A `complaints.ports.ComplaintStore`."""

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work
        self._counters: dict[str, int] = {}
        self._written: dict[str, int] = {}

    async def get(self, complaint_id: ComplaintId) -> Complaint:
        """Load one; raises NotFound."""
        return await self._work.get(Complaint, complaint_id)

    async def find_by_token(self, token: str) -> Complaint | None:
        """Find the complaint of a private status link (R7)."""
        query = sa.select(Complaint).where(tables.complaints.c.status_token == token)
        return (await self._work.session.scalars(query)).one_or_none()

    async def latest_of(
        self, customer_id: CustomerId | None, conversation_id: ConversationId
    ) -> Sequence[Complaint]:
        """List the latest complaints of a customer or conversation, newest first, at most 10."""
        query = sa.select(Complaint).where(_whose(customer_id, conversation_id))
        newest = query.order_by(tables.complaints.c.id.desc()).limit(_RECENT)
        return (await self._work.session.scalars(newest)).all()

    async def find_own(
        self, number: str, customer_id: CustomerId | None, conversation_id: ConversationId
    ) -> Complaint | None:
        """Find a complaint by its number if it is of this customer or conversation."""
        query = sa.select(Complaint).where(
            tables.complaints.c.number == number, _whose(customer_id, conversation_id)
        )
        return (await self._work.session.scalars(query)).one_or_none()

    async def change_owner(
        self,
        complaint_id: ComplaintId,
        was: OfficerId | None,
        to: OfficerId | None,
        sources: frozenset[Status],
        target: Status | None,
        at: datetime,
    ) -> bool:
        """Change who owns a complaint, in one conditional UPDATE; nobody is None."""
        columns = tables.complaints.c
        session = self._work.session
        await session.flush()
        connection = await session.connection()
        complaint = await self.get(complaint_id)
        taken_at = complaint.taken_at if was and to else at if to else None
        new = {"owner_id": to, "status": target or complaint.status, "taken_at": taken_at}
        is_kept = {"status": columns.status} if target is None else {}
        is_kept |= {"taken_at": columns.taken_at} if was and to else {}
        changed = await connection.execute(
            sa.update(tables.complaints)
            .where(columns.id == complaint_id, columns.status.in_(sources))
            .where(columns.owner_id.is_(was) if was is None else columns.owner_id == was)
            .values(**new | is_kept, version=columns.version + 1)
            .returning(columns.version)
        )
        version = changed.scalar_one_or_none()
        if version == complaint.version + 1:  # nobody else has changed anything meanwhile
            for name, value in (*new.items(), ("version", version)):
                set_committed_value(complaint, name, value)
        else:
            await session.refresh(complaint)
        return version is not None

    async def hold(self, complaint: Complaint) -> None:
        """Let nobody else change a complaint, or what belongs to it, until the commit."""
        columns, session = tables.complaints.c, self._work.session
        await session.flush()
        connection = await session.connection()
        await connection.execute(
            sa.update(tables.complaints)
            .where(columns.id == complaint.id)
            .values(version=columns.version + 1)
        )
        await session.refresh(complaint)
        self._work.decisions.forget_recusals(complaint.id)

    async def owed_by(self, officer_id: OfficerId) -> Sequence[Complaint]:
        """List what an officer owns that is open or waiting, oldest first."""
        columns = tables.complaints.c
        query = sa.select(Complaint).where(
            columns.owner_id == officer_id, columns.status.in_((Status.OPEN, Status.WAITING))
        )
        return await self._work.load(query.order_by(columns.id))

    async def next_number(self, day: date) -> int:
        """Count up the day's complaints; no number is skipped or given twice (R6).

        The first of a unit locks the counter until the commit, so the others need not ask again.
        """
        name = f"complaints:{day.isoformat()}"
        if name in self._counters:
            self._counters[name] += 1
        else:
            self._counters[name] = self._written[name] = await self.count_up(name)
        return self._counters[name]

    async def count_up(self, name: str) -> int:
        """Count one up in a series; whoever counts locks it until the commit."""
        counted = (
            insert(self._work.session, tables.counters)
            .values(name=name, n=1)
            .on_conflict_do_update(
                index_elements=[tables.counters.c.name], set_={"n": tables.counters.c.n + 1}
            )
        )
        connection = await self._work.session.connection()
        result = await connection.execute(counted.returning(tables.counters.c.n))
        return int(result.scalar_one())

    async def write_counters(self) -> None:
        """Write how far this unit has counted; to be called before its commit."""
        connection = await self._work.session.connection()
        for name, n in self._counters.items() - self._written.items():
            counter = sa.update(tables.counters).where(tables.counters.c.name == name)
            await connection.execute(counter.values(n=n))
            self._written[name] = n

    async def running_clocks(self, complaint_id: ComplaintId) -> Sequence[Clock]:
        """List the clocks that have not stopped."""
        return await self._work.load(_running(), {"complaint_id": complaint_id})

    async def find_clock(self, clock_id: int) -> Clock | None:
        """Find one by its id."""
        return await self._work.find(Clock, clock_id)

    async def load_due(
        self, clock_ids: Sequence[int], complaint_ids: Sequence[ComplaintId]
    ) -> None:
        """Load what falls due together, for those who then ask for each: clocks and complaints."""
        wanted = set(complaint_ids)
        if clock_ids:
            query = sa.select(Clock).where(tables.clocks.c.id.in_(clock_ids))
            wanted |= {clock.complaint_id for clock in await self._work.load(query)}
        if wanted:
            ids = sorted(wanted)
            await self._work.load(sa.select(Complaint).where(tables.complaints.c.id.in_(ids)))
            await self._work.decisions.load_recusals(ids)

    async def get_extension(self, extension_id: int) -> Extension:
        """Load one; raises NotFound."""
        return await self._work.get(Extension, extension_id)

    async def extensions_of(self, clock_id: int) -> Sequence[Extension]:
        """List what has been asked for a clock, oldest first."""
        columns = tables.extensions.c
        query = sa.select(Extension).where(columns.clock_id == clock_id).order_by(columns.id)
        return (await self._work.session.scalars(query)).all()

    async def find_revisit(self, complaint_id: ComplaintId, episode: int) -> Revisit | None:
        """Find the revisit of an episode."""
        columns = tables.revisits.c
        query = sa.select(Revisit).where(
            columns.complaint_id == complaint_id, columns.episode == episode
        )
        return (await self._work.session.scalars(query)).one_or_none()

    async def get_revisit(self, revisit_id: int) -> Revisit:
        """Load one; raises NotFound."""
        return await self._work.get(Revisit, revisit_id)

    async def timeline(self, complaint_id: ComplaintId) -> Sequence[TimelineEntry]:
        """List what happened, oldest first."""
        columns = tables.timeline.c
        query = (
            sa.select(TimelineEntry)
            .where(columns.complaint_id == complaint_id)
            .order_by(columns.id)
        )
        return (await self._work.session.scalars(query)).all()

    async def has_read(
        self, officer_id: OfficerId, complaint_id: ComplaintId, since: datetime
    ) -> bool:
        """Say whether the audit holds a reading by this officer since an instant (R40)."""
        query = reading_since(officer_id, complaint_id, since)
        return await self._work.session.scalar(query) is not None


def reading_since(
    officer_id: OfficerId, complaint_id: ComplaintId, since: datetime
) -> sa.Select[tuple[int]]:
    """Look in the audit for a reading of a complaint by an officer."""
    columns = tables.audit.c
    return (
        sa.select(columns.id)
        .where(columns.officer_id == officer_id, columns.complaint_id == complaint_id)
        .where(columns.action == READ, columns.at > since)
        .limit(1)
    )


def _whose(
    customer_id: CustomerId | None, conversation_id: ConversationId
) -> sa.ColumnElement[bool]:
    columns = tables.complaints.c
    of_chat = columns.conversation_id == conversation_id
    return of_chat if customer_id is None else of_chat | (columns.customer_id == customer_id)


@cache
def _running() -> sa.Select[Clock]:
    """Made once: putting a statement together takes longer than running it."""
    columns = tables.clocks.c
    is_of_complaint = columns.complaint_id == sa.bindparam("complaint_id")
    return sa.select(Clock).where(is_of_complaint, columns.stopped_at.is_(None))
