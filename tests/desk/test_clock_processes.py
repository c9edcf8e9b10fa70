"""Several processes tick at once on PostgreSQL: no step is taken twice, and none is missed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from complaints.house import House
from complaints.model import Officer, Role
from storage import tables
from storage.unit_of_work import Database, SqlUnitOfWork
from tests.conftest import OpenDatabase, _use_schema
from tests.factories import add_chat, add_officer, file_case
from tests.fakes import FrozenTime
from tests.ticking import tick

ROOT = Path(__file__).parent.parent.parent
#: More steps than two processes take in one batch each.
CASES = 120

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]


@pytest.fixture
def schema(postgresql_schema: str) -> str:
    """Give the schema on PostgreSQL: several writers at once are its business alone."""
    return postgresql_schema


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Employ somebody whom the ladder reaches."""
    chat = await add_chat(database)
    return await add_officer(database, "林晓芸", Role.LOBBY_MANAGER, conversation_id=chat.id)


async def _spawn(schema: str, now: FrozenTime, *how: str) -> asyncio.subprocess.Process:
    arguments = (schema, now().isoformat(), *how)
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.desk.ticker", *arguments, cwd=ROOT, env=dict(os.environ)
    )


async def _file_many(database: Database, house: House, now: FrozenTime) -> None:
    """Let many complain, and an hour pass in which nobody takes any of it."""
    for _ in range(CASES):
        await file_case(database, house)
    now.advance(hours=1)


async def _steps(database: Database) -> Counter[tuple[int, str, int]]:
    """Count the steps taken, by complaint, clock and percent."""
    columns = tables.timeline.c
    async with database.reading() as session:
        query = sa.select(columns.complaint_id, columns.data).where(columns.kind == "warned")
        rows = (await session.execute(query)).all()
    return Counter((row[0], row[1]["clock"], row[1]["percent"]) for row in rows)


async def _left(database: Database) -> list[tuple[str, str]]:
    """List what is due and was not done, and what has failed."""
    columns = tables.due.c
    is_left = columns.done_at.is_(None) & (columns.due_at <= database.now())
    async with database.reading() as session:
        query = sa.select(columns.kind, columns.error).where(is_left | (columns.error != ""))
        return [(row[0], row[1]) for row in await session.execute(query)]


def _expected(house: House) -> int:
    """Say how many steps an hour brings: the whole ladders of taking and of the first answer."""
    return CASES * 2 * len(house.policy.clocks.ladder)


async def test_r21_two_processes_take_each_step_once(
    database: Database, house: House, now: FrozenTime, schema: str, manager: Officer
) -> None:
    """Two processes of the operating system do what is due at the same time."""
    await _file_many(database, house, now)

    processes = [await _spawn(schema, now), await _spawn(schema, now)]
    codes = [await process.wait() for process in processes]
    await tick(database, house)  # what both of them wanted to change is left to a later tick

    steps = await _steps(database)
    assert codes == [0, 0]
    assert (len(steps), set(steps.values())) == (_expected(house), {1})
    assert await _left(database) == []


async def test_r21_what_a_killed_process_was_about_to_do_is_done_by_another(
    database: Database, house: House, now: FrozenTime, schema: str, manager: Officer
) -> None:
    """Killed between writing and committing while another ticks: nothing twice, nothing lost."""
    await _file_many(database, house, now)

    doomed, other = await _spawn(schema, now, "dies"), await _spawn(schema, now)
    codes = [await process.wait() for process in (doomed, other)]
    await tick(database, house)

    steps = await _steps(database)
    assert codes == [-signal.SIGKILL, 0]
    assert (len(steps), set(steps.values())) == (_expected(house), {1})
    assert await _left(database) == []


class Contested(Database):
    """A database where somebody else changes every complaint just before the next commits."""

    contests = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlUnitOfWork]:
        """Begin a unit that may come too late."""
        async with super().transaction() as work:
            yield work
            if self.contests:
                self.contests -= 1
                columns = tables.complaints.c
                async with self.engine.begin() as connection:
                    await connection.execute(
                        sa.update(tables.complaints).values(version=columns.version + 1)
                    )


async def test_r21_a_step_that_came_too_late_is_no_failure(
    database: Database, house: House, now: FrozenTime, schema: str, manager: Officer
) -> None:
    """Alone or with others: somebody was faster with the case, so the next tick takes the step."""
    await file_case(database, house)
    now.advance(hours=1)
    contested = Contested(os.environ["TEST_DATABASE_URL"], now)
    _use_schema(contested.engine.sync_engine, schema)
    contested.contests = 4  # together, choosing, and each of two clocks alone

    await tick(contested, house)
    steps_then, failed = await _steps(database), await _failed(database)
    await tick(contested, house)
    await contested.close()

    assert (steps_then, failed) == ({}, [])
    assert len(await _steps(database)) == _expected(house) // CASES


async def _failed(database: Database) -> list[str]:
    columns = tables.due.c
    async with database.reading() as session:
        query = sa.select(columns.error).where((columns.attempts > 0) | (columns.error != ""))
        return list((await session.scalars(query)).all())


async def test_r21_a_deadlock_with_a_tick_loses_no_step(
    open_database: OpenDatabase, house: House, now: FrozenTime, manager: Officer
) -> None:
    """Somebody changes the same two cases the other way round: the database ends one of them."""
    database, other = open_database(), open_database()
    first, second = await file_case(database, house), await file_case(database, house)
    now.advance(hours=1)
    ids = tables.complaints.c.id

    async with other.engine.connect() as connection:
        touch = sa.update(tables.complaints).values(place="counter")
        await connection.execute(touch.where(ids == second.id))
        ticking = asyncio.create_task(tick(database, house))
        await _until_somebody_waits(connection)
        try:
            await connection.execute(touch.where(ids == first.id))
            await connection.commit()
        except DBAPIError:
            await connection.rollback()
        await ticking
    await tick(database, house)

    steps = await _steps(database)
    assert (len(steps), set(steps.values())) == (2 * _expected(house) // CASES, {1})
    assert await _left(database) == []


async def _until_somebody_waits(connection: AsyncConnection) -> None:
    waits = sa.text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE wait_event_type = 'Lock' AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    async with asyncio.timeout(30):
        while not await connection.scalar(waits):  # noqa: ASYNC110 - no event tells of a lock
            await asyncio.sleep(0.02)
