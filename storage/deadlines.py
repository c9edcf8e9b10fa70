"""Keeps `complaints.next_due_at` and `.soon_at`, by which the lists of open complaints are sorted.

They follow from the status and the running clocks, and are worked out again at the end of every
unit of work that wrote either. The rules do not know of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, object_session

from complaints.model import ACTIVE, CONFIDENTIAL_CLOCKS, Clock, ClockKind, Complaint
from complaints.register import RunningClock
from storage.tables import clocks, complaints

#: Stands for "no clock runs", so that such complaints come last and a page can end among them.
NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)

#: Clocks that run for the house: what rests is nobody's to do now, silence is the customer's turn,
#: and those of a finding no list of complaints may tell of.
IS_OWED: Final = sa.and_(
    clocks.c.stopped_at.is_(None),
    clocks.c.paused_at.is_(None),
    clocks.c.kind.not_in({ClockKind.SILENT, *CONFIDENTIAL_CLOCKS}),
)

_TOUCHED = "complaints whose deadlines may have changed"


def watch() -> None:
    """Begin to notice what units of work write; to be called once, when the classes are mapped."""
    event.listen(Complaint, "after_update", _note_complaint)
    event.listen(Clock, "after_update", _note_clock)


def note_new(session: Session, row: object) -> None:
    """Notice a new row."""
    if isinstance(row, Complaint):
        session.info.setdefault(_TOUCHED, set()).add(row.id)
    elif isinstance(row, Clock):
        session.info.setdefault(_TOUCHED, set()).add(row.complaint_id)


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
        await connection.execute(_CHANGE, _deadlines(rows))


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


def _deadlines(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Take the clock that ends first, which comes last, of every complaint."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.status not in ACTIVE:
            found[row.id] = {"key": row.id, "next_due": None, "soon": None}
        elif row.due_at is None:
            found[row.id] = {"key": row.id, "next_due": NEVER, "soon": NEVER}
        else:
            clock = RunningClock(row.kind, row.started_at, row.due_at)
            found[row.id] = {"key": row.id, "next_due": clock.due_at, "soon": clock.soon_at}
    return list(found.values())
