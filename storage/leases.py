"""Leases: of several processes one may do a thing, until it stops or dies."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from storage import tables
from storage.dialects import insert
from storage.unit_of_work import Database


async def hold(database: Database, name: str, holder: str, lasts: timedelta) -> bool:
    """Take a lease or renew one's own; False while somebody else has it."""
    columns, now = tables.leases.c, database.now()
    async with database.transaction() as work:
        fresh = {"holder": holder, "expires_at": now + lasts}
        statement = insert(work.session, tables.leases).values(name=name, **fresh)
        statement = statement.on_conflict_do_update(
            index_elements=["name"],
            set_=fresh,
            where=sa.or_(columns.holder == holder, columns.expires_at < now),
        )
        connection = await work.session.connection()
        taken = await connection.execute(statement.returning(columns.holder))
        return taken.scalar_one_or_none() == holder


async def holder_of(database: Database, name: str) -> str | None:
    """Name who took a lease last, None when nobody has it; it may have run out."""
    async with database.reading() as session:
        query = sa.select(tables.leases.c.holder).where(tables.leases.c.name == name)
        return await session.scalar(query)


async def give_up(database: Database, name: str, holder: str) -> None:
    """End a holder's lease, so that another process need not wait."""
    columns = tables.leases.c
    async with database.transaction() as work:
        connection = await work.session.connection()
        await connection.execute(
            sa.delete(tables.leases).where(columns.name == name, columns.holder == holder)
        )
