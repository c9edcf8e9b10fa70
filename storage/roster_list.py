"""Who is on duty, who will be, and who is away."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.list_reads import RosterPage
from complaints.model import Leave, Shift
from storage.tables import leaves, officers, shifts


async def read_roster(session: AsyncSession, now: datetime) -> RosterPage:
    """Read what is not over yet, by its beginning."""
    planned = sa.select(Shift).where(shifts.c.ends_at > now, shifts.c.starts_at < shifts.c.ends_at)
    away = sa.select(Leave).where(leaves.c.ends_at > now, leaves.c.starts_at < leaves.c.ends_at)
    names = await session.execute(sa.select(officers.c.id, officers.c.name))
    return RosterPage(
        shifts=(await session.scalars(planned.order_by(shifts.c.starts_at, shifts.c.id))).all(),
        leaves=(await session.scalars(away.order_by(leaves.c.starts_at, leaves.c.id))).all(),
        names={row.id: row.name for row in names},
    )
