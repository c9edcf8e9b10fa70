"""What time does: due things are rows, claimed in batches by a tick (promise 3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from complaints.clock_model import Due, DueKind
from storage import tables
from storage.dialects import insert
from storage.unit_of_work import SqlUnitOfWork


async def claim(
    work: SqlUnitOfWork, kinds: Collection[DueKind], limit: int, now: datetime
) -> list[Due]:
    """Lock up to `limit` things that are due, oldest first; other processes pass them over."""
    given = {"now": now, "kinds": list(kinds), "most": limit}
    return list((await work.session.scalars(_due(), given)).all())


@cache
def _due() -> sa.Select[Due]:
    """Made once, for a tick asks every second, and nearly always in vain."""
    columns = tables.due.c
    kinds: sa.BindParameter[Any] = sa.bindparam("kinds", expanding=True)
    return (
        sa.select(Due)
        .where(columns.done_at.is_(None), columns.due_at <= sa.bindparam("now"))
        .where(columns.kind.in_(kinds))
        .order_by(columns.due_at)
        .limit(sa.bindparam("most"))
        .with_for_update(skip_locked=True)
    )


async def plan(work: SqlUnitOfWork, kind: DueKind, period: int, due_at: datetime) -> None:
    """Have something of the calendar happen once in a period, whoever asks and however often.

    The period, written as a number such as 202612, is the row's id and subject: ids made by
    `Ids` are far greater. Planned anew for another instant, it is moved there until it is done.
    """
    values = {"id": period, "subject_id": period, "kind": kind, "due_at": due_at}
    columns = tables.due.c
    statement = insert(work.session, tables.due).values(**values, guard="", attempts=0, error="")
    await work.session.execute(statement.on_conflict_do_nothing())
    await work.session.execute(
        sa.update(tables.due)
        .where(columns.id == period, columns.done_at.is_(None), columns.due_at != due_at)
        .values(due_at=due_at)
    )


async def claim_one(work: SqlUnitOfWork, due_id: int) -> Due | None:
    """Lock one due thing; None when somebody else has it or it is done."""
    query = (
        sa.select(Due)
        .where(tables.due.c.id == due_id, tables.due.c.done_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    return (await work.session.scalars(query)).one_or_none()


async def put_off(work: SqlUnitOfWork, due_id: int, error: str, *, tries: int) -> None:
    """Leave a thing that failed for later; after `tries` it is over, with its error."""
    row = await claim_one(work, due_id)
    if row is None:
        return
    row.attempts += 1
    row.error = error
    if row.attempts >= tries:
        row.done_at = work.now()
    else:
        row.due_at = work.now() + timedelta(seconds=2 * 3**row.attempts)
