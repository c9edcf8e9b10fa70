"""The deadline that lists are sorted by follows the clocks, whoever writes at the same time."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from complaints import clocks
from complaints.clock_model import ClockKind
from complaints.clocks import Event
from complaints.house import House
from complaints.model import Complaint
from storage import tables
from storage.deadlines import NEVER
from storage.unit_of_work import Database
from tests.conftest import OpenDatabase
from tests.factories import add_officer, close_case, file_case, resolve_by_phone, take_case
from tests.fakes import FrozenTime


async def next_due(database: Database, case: Complaint) -> datetime | None:
    """Return what the lists are sorted by."""
    query = sa.select(tables.complaints.c.next_due_at).where(tables.complaints.c.id == case.id)
    async with database.reading() as session:
        return await session.scalar(query)


async def test_the_deadline_follows_a_complaint_to_its_end(
    database: Database, house: House, now: FrozenTime
) -> None:
    """First clock, next clock, none running, over."""
    manager = await add_officer(database, "林晓芸")
    case = await file_case(database, house)
    seen = [await next_due(database, case)]
    await take_case(database, house, case, manager)
    seen.append(await next_due(database, case))
    await resolve_by_phone(database, house, case, manager)
    seen.append(await next_due(database, case))
    await close_case(database, house, case, manager)
    seen.append(await next_due(database, case))

    spans = house.policy.clocks.spans
    assert seen == [
        now.at + spans[ClockKind.TAKE].length,
        now.at + spans[ClockKind.PLAN].length,
        NEVER,
        None,
    ]


@pytest.mark.parametrize("events", [(Event.TAKEN, Event.TOLD), (Event.TOLD, Event.TAKEN)])
async def test_two_writers_at_once_leave_the_right_deadline(
    open_database: OpenDatabase, house: House, now: FrozenTime, events: tuple[Event, ...]
) -> None:
    """Each stops another clock; whoever is last has seen what the other did."""
    one, other = open_database(), open_database()
    case = await file_case(one, house)
    both_began = asyncio.Barrier(2)

    async def happen(database: Database, event: Event) -> None:
        async with database.transaction() as work:
            if database.engine.dialect.name == "postgresql":
                await work.session.scalar(sa.select(1))
                await both_began.wait()
            await clocks.happened(house, work, case, event, now())

    await asyncio.gather(happen(one, events[0]), happen(other, events[1]))

    assert await next_due(one, case) == now.at + house.policy.clocks.spans[ClockKind.RESULT].length


async def test_of_two_answers_that_arrive_in_disorder_one_pulse_runs_r19(
    database: Database, house: House, now: FrozenTime
) -> None:
    """The later one was delivered first: the earlier one neither stops nor begins another."""
    case = await take_case(
        database, house, await file_case(database, house), await add_officer(database, "李")
    )
    for seconds in (22, 11):
        async with database.transaction() as work:
            found, at = await work.complaints.get(case.id), now() + timedelta(seconds=seconds)
            await clocks.happened(house, work, found, Event.TOLD, at)

    async with database.transaction() as work:
        running = await work.complaints.running_clocks(case.id)
    pulses = [clock.started_at for clock in running if clock.kind is ClockKind.PULSE]
    assert pulses == [now() + timedelta(seconds=22)]
