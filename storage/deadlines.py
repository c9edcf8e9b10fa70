"""Keeps `complaints.next_due_at` and `.soon_at`, by which the lists of open complaints are sorted.

They follow from the status and the running clocks. A new complaint is written with them, and they
are worked out again at the end of every unit of work that changed either. The rules do not know of
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, object_session

from complaints.clock_model import CONFIDENTIAL_CLOCKS, Clock, ClockKind
from complaints.list_reads import RunningClock
from complaints.model import ACTIVE, Complaint, Status
from storage.tables import clocks, complaints

#: Stands for "no clock runs", so that such complaints come last and a page can end among them.
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)

#: Silence is the customer's turn, and the clocks of a finding no list of complaints may tell of.
_NOT_OWED: Final = frozenset({ClockKind.SILENT, *CONFIDENTIAL_CLOCKS})

#: Clocks that run for the house; what rests is nobody's to do now.
IS_OWED: Final = sa.and_(
    clocks.c.stopped_at.is_(None),
    clocks.c.paused_at.is_(None),
    clocks.c.kind.not_in(_NOT_OWED),
)

_TOUCHED = "complaints whose deadlines may have changed"


def watch() -> None:
    """Begin to notice what units of work write; to be called once, when the classes are mapped."""
    event.listen(Complaint, "after_update", _note_complaint)
    event.listen(Clock, "after_update", _note_clock)


def of_new(complaints: Iterable[Complaint], clocks: Iterable[Clock]) -> list[Mapping[str, Any]]:
    """Give the columns of new complaints, deadlines included; `clocks` are the new ones."""
    rows: list[Mapping[str, Any]] = []
    owed = [
        clock
        for clock in map(vars, clocks)
        if not (clock["stopped_at"] or clock["paused_at"] or clock["kind"] in _NOT_OWED)
    ]
    owed.sort(key=itemgetter("due_at"), reverse=True)
    first_of = {clock["complaint_id"]: clock for clock in owed}
    for complaint in map(vars, complaints):
        clock = first_of.get(complaint["id"])
        first = (
            RunningClock(clock["kind"], clock["started_at"], clock["due_at"]) if clock else None
        )
        next_due_at, soon_at = _deadlines(complaint["status"], first)
        rows.append(complaint | {"next_due_at": next_due_at, "soon_at": soon_at})
    return rows


def note_new(session: Session, clocks: Iterable[Clock]) -> None:
    """Notice new clocks of complaints that have been written before."""
    for clock in clocks:
        session.info.setdefault(_TOUCHED, set()).add(clock.complaint_id)


def _note_complaint(_mapper: Any, _connection: Any, complaint: Complaint) -> None:
    _note(complaint, complaint.id)


def _note_clock(_mapper: Any, _connection: Any, clock: Clock) -> None:
    _note(clock, clock.complaint_id)


def _note(row: object, complaint_id: int) -> None:
    session = object_session(row)
    if session is not None:
        session.info.setdefault(_TOUCHED, set()).add(complaint_id)


async def refresh(session: AsyncSession) -> None:
    """Work the deadlines out for every complaint that this session has touched."""
    touched = sorted(session.info.pop(_TOUCHED, ()))
    if touched:
        connection = await session.connection()
        if connection.dialect.name != "sqlite":  # where nobody else can be writing
            # Who waits here for another writer must look at the clocks only afterwards.
            await connection.execute(_chosen(touched).with_for_update())
        rows = (await connection.execute(_with_clocks(touched))).all()
        await connection.execute(_CHANGE, _changes(rows))


_CHANGE = (
    sa.update(complaints)
    .where(complaints.c.id == sa.bindparam("key"))
    .values(next_due_at=sa.bindparam("next_due"), soon_at=sa.bindparam("soon"))
)


def _chosen(ids: list[int]) -> sa.Select[Any]:
    return sa.select(complaints.c.id).where(complaints.c.id.in_(ids)).order_by(complaints.c.id)


def _with_clocks(ids: list[int]) -> sa.Select[Any]:
    is_running = sa.and_(clocks.c.complaint_id == complaints.c.id, IS_OWED)
    columns = (complaints.c.id, complaints.c.status)
    return (
        sa.select(*columns, clocks.c.kind, clocks.c.started_at, clocks.c.due_at)
        .select_from(complaints.outerjoin(clocks, is_running))
        .where(complaints.c.id.in_(ids))
        .order_by(complaints.c.id, clocks.c.due_at.desc())
    )


def _changes(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Take the clock that ends first, which comes last, of every complaint."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        first = RunningClock(row.kind, row.started_at, row.due_at) if row.due_at else None
        next_due, soon = _deadlines(row.status, first)
        found[row.id] = {"key": row.id, "next_due": next_due, "soon": soon}
    return list(found.values())


def _deadlines(
    status: Status, first: RunningClock | None
) -> tuple[datetime | None, datetime | None]:
    """Give when the clock that ends first is due, and when that is soon."""
    if status not in ACTIVE:
        return None, None
    return (first.due_at, first.soon_at) if first else (NEVER, NEVER)
