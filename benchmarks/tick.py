"""A tick of the clock: 1,000 steps that are due among few and among many open complaints.

Cost must follow what is due, not what is open (DESIGN, Budgets: at 1,000,000 open no more than
twice the time at 10,000). Runs on SQLite and, where TEST_DATABASE_URL names a server, on
PostgreSQL, in turn among few and among many, so that both see the same machine. Run from the
root: `python -m benchmarks.tick [--many 1000000]`; it takes some minutes and 2 GB.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import secrets
import statistics
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.kit import scratch, verdict
from complaints.clock_model import Clock, ClockKind, Due, DueKind
from complaints.model import Channel, Complaint, ComplaintId, Role
from desk.schedule import DueWork
from storage import tables
from storage.migrate import migrate
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer
from tests.fakes import START, FrozenTime, make_house
from tests.ticking import clock_of

DUE = 1_000
BUDGET = 2.0
_BY_VALUES = 10_000


@asynccontextmanager
async def databases() -> AsyncIterator[dict[str, tuple[Database, Database]]]:
    """Open two empty databases of each kind, all with a frozen time."""
    async with AsyncExitStack() as stack:
        directory = stack.enter_context(scratch())
        urls = {"sqlite": [f"sqlite+aiosqlite:///{directory}/{n}.db" for n in range(2)]}
        if server := os.environ.get("TEST_DATABASE_URL"):
            urls["postgresql"] = [
                await stack.enter_async_context(_on_server(server)) for _ in range(2)
            ]
        opened = {}
        for kind, (one, other) in urls.items():
            opened[kind] = Database(one, FrozenTime()), Database(other, FrozenTime())
            for database in opened[kind]:
                stack.push_async_callback(database.close)
                await migrate(database.engine)
        yield opened


@asynccontextmanager
async def _on_server(server: str) -> AsyncIterator[str]:
    """Make a database on the server, and drop it at the end."""
    name = f"bench_{secrets.token_hex(6)}"
    await _execute(server, f"CREATE DATABASE {name}")
    try:
        url = sa.make_url(server).set(database=name)
        yield url.render_as_string(hide_password=False)
    finally:
        await _execute(server, f"DROP DATABASE {name}")


async def _execute(server: str, statement: str) -> None:
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(statement))
    await engine.dispose()


def open_complaints(first: int, count: int) -> Iterator[tuple[Complaint, Clock, Due]]:
    """Make complaints whose result is due in a month, each with its next step."""
    for n in range(first, first + count):
        case = ComplaintId(n)
        complaint = Complaint(
            id=case,
            number=f"HY-B-{n:07d}",
            channel=Channel.PHONE,
            text="空调坏了",
            received_at=START,
            promised_at=START,
            status_token=f"bench-{n}",
        )
        end = START + timedelta(days=30)
        clock = Clock(
            id=n,
            complaint_id=case,
            episode=1,
            kind=ClockKind.RESULT,
            started_at=START,
            due_at=end,
            span="30 d",
            budget=30 * 86_400,
        )
        yield complaint, clock, Due(id=n, kind=DueKind.STEP, subject_id=n, due_at=end, guard="0")


async def fill(database: Database, count: int) -> None:
    """Put complaints into the database: some by values, the others as copies of them."""
    lists = {"next_due_at": START + timedelta(days=30), "soon_at": START + timedelta(days=24)}
    have = min(count, _BY_VALUES)
    rows = list(open_complaints(1, have))
    async with database.engine.begin() as connection:
        for table, values in (
            (tables.complaints, [{**vars(row[0]), **lists} for row in rows]),
            (tables.clocks, [vars(row[1]) for row in rows]),
            (tables.due, [vars(row[2]) for row in rows]),
        ):
            names = {column.name for column in table.columns}
            await connection.execute(
                sa.insert(table),
                [{k: v for k, v in value.items() if k in names} for value in values],
            )
    while have < count:
        await _copy(database, have, min(have, count - have))
        have *= 2
    async with database.engine.begin() as connection:
        await connection.execute(sa.text("ANALYZE"))


async def _copy(database: Database, have: int, count: int) -> None:
    """Copy the first rows of each table, with numbers that go on from what is there."""
    for table in (tables.complaints, tables.clocks, tables.due):
        number = table.c.id + have
        text = sa.cast(number, sa.String)
        other: dict[str, sa.ColumnElement[Any]] = {
            "id": number,
            "number": sa.literal("HY-B-") + text,
            "status_token": sa.literal("bench-") + text,
            "complaint_id": number,
            "subject_id": number,
        }
        if table is tables.clocks:
            del other["subject_id"]
        copied = [other.get(column.name, column) for column in table.columns]
        source = sa.select(*copied).where(table.c.id <= count)
        async with database.engine.begin() as connection:
            await connection.execute(sa.insert(table).from_select(list(table.c.keys()), source))


async def make_due(database: Database, first: int) -> None:
    """Let the first step of a thousand complaints be due now."""
    ids = range(first, first + DUE)
    async with database.engine.begin() as connection:
        await connection.execute(
            sa.update(tables.due)
            .where(tables.due.c.id.in_(ids))
            .values(due_at=START - timedelta(minutes=1))
        )
        await connection.execute(
            sa.update(tables.clocks)
            .where(tables.clocks.c.id.in_(ids))
            .values(started_at=START - timedelta(days=16), due_at=START + timedelta(days=14))
        )


async def tick_seconds(database: Database, clock: DueWork, first: int) -> float:
    """Measure how long it takes to do a thousand steps, and see that they were done."""
    await make_due(database, first)
    gc.collect()
    begun = time.perf_counter()
    while await clock.work():
        pass
    seconds = time.perf_counter() - begun
    async with database.reading() as session:
        columns = tables.due.c
        done = columns.id.between(first, first + DUE - 1) & columns.done_at.is_not(None)
        assert await session.scalar(sa.select(sa.func.count()).where(done)) == DUE
    return seconds


async def measure(
    name: str, both: tuple[Database, Database], sizes: tuple[int, int], rounds: int
) -> float:
    """Measure ticks among few and among many in turn; give the ratio of their medians."""
    clocks, taken = [], ([], [])  # type: tuple[list[DueWork], tuple[list[float], list[float]]]
    for database, size in zip(both, sizes, strict=True):
        await fill(database, size)
        chat = await add_chat(database)
        await add_officer(database, "林晓芸", Role.LOBBY_MANAGER, conversation_id=chat.id)
        clocks.append(clock_of(database, make_house(FrozenTime())))
    for number in range(rounds):
        for database, clock, seconds in zip(both, clocks, taken, strict=True):
            seconds.append(await tick_seconds(database, clock, 1 + DUE * number))
    few, many = (statistics.median(seconds) for seconds in taken)
    for size, median in zip(sizes, (few, many), strict=True):
        print(f"{name}: {DUE} due of {size:,} open: {median * 1000:.0f} ms")
    return many / few


async def run(few: int, many: int, rounds: int) -> None:
    """Measure each kind of database and print the verdicts."""
    async with databases() as opened:
        for name, both in opened.items():
            ratio = await measure(name, both, (few, many), rounds)
            said = verdict(ratio, at_most=BUDGET)
            print(f"{name}: a tick among {many:,} to one among {few:,}: {ratio:.2f}; {said}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    asyncio.run(run(given.few, given.many, given.rounds))
