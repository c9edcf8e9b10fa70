"""The published editions of policy and lexicon."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.edition_ports import Edition, EditionKind, Series, WorkingCopy
from complaints.errors import NotFound
from storage.dialects import insert
from storage.tables import editions, working_copies


class SqlEditions:
    """A `complaints.edition_ports.EditionStore`, for a unit of work or for reading."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def newest(self, kind: EditionKind, name: str) -> Edition | None:
        """Find the one with the highest number, in force or not yet."""
        return next(iter(await self.history(kind, name, 1)), None)

    async def get(self, kind: EditionKind, name: str, number: int) -> Edition:
        """Load one; raises NotFound."""
        query = _series(kind, name).where(editions.c.number == number)
        row = (await self._session.execute(query)).mappings().one_or_none()
        if row is None:
            raise NotFound("not_found", kind="Edition")
        return Edition(**row)

    async def history(self, kind: EditionKind, name: str, limit: int = 50) -> Sequence[Edition]:
        """List a series, newest first."""
        query = _series(kind, name).order_by(editions.c.number.desc()).limit(limit)
        return [Edition(**row) for row in (await self._session.execute(query)).mappings()]

    async def in_force(self, at: datetime) -> Mapping[Series, int]:
        """Give the number in force of every series that has one."""
        columns = editions.c
        query = (
            sa.select(columns.kind, columns.name, columns.number)
            .where(columns.valid_from <= at)
            .order_by(columns.valid_from, columns.number)
        )
        rows = await self._session.execute(query)
        return {(kind, name): number for kind, name, number in rows}

    async def add(self, edition: Edition) -> bool:
        """Keep a new one; False, and nothing kept, if its number has just been taken."""
        connection = await self._session.connection()
        added = await connection.execute(
            insert(connection, editions).values(**vars(edition)).on_conflict_do_nothing()
        )
        return added.rowcount == 1

    async def working_copy(
        self, kind: EditionKind, name: str, *, lock: bool = False
    ) -> WorkingCopy | None:
        """Find what is being prepared; with `lock` nobody else changes it in this unit of work."""
        query = sa.select(working_copies).where(_named(kind, name))
        query = query.with_for_update() if lock else query
        row = (await self._session.execute(query)).mappings().one_or_none()
        return WorkingCopy(**row) if row is not None else None

    async def keep_working_copy(self, copy: WorkingCopy) -> None:
        """Keep what is being prepared in place of what was."""
        connection = await self._session.connection()
        columns = working_copies.c
        await connection.execute(
            insert(connection, working_copies)
            .values(**vars(copy))
            .on_conflict_do_update(index_elements=[columns.kind, columns.name], set_=vars(copy))
        )

    async def drop_working_copy(self, kind: EditionKind, name: str) -> None:
        """Forget what was being prepared."""
        await self._session.execute(sa.delete(working_copies).where(_named(kind, name)))


def _named(kind: EditionKind, name: str) -> sa.ColumnElement[bool]:
    return sa.and_(working_copies.c.kind == kind, working_copies.c.name == name)


def _series(kind: EditionKind, name: str) -> sa.Select[tuple[object, ...]]:
    return sa.select(editions).where(editions.c.kind == kind, editions.c.name == name)


def edition_reading(
    reading: Callable[[], AbstractAsyncContextManager[AsyncSession]],
) -> Callable[[], AbstractAsyncContextManager[SqlEditions]]:
    """Make a `complaints.edition_ports.EditionReading` of `Database.reading`."""

    @asynccontextmanager
    async def store() -> AsyncIterator[SqlEditions]:
        async with reading() as session:
            yield SqlEditions(session)

    return store
