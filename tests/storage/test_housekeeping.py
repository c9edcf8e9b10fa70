"""What serves nobody any more goes, and nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from complaints.clock_model import DueKind
from complaints.house import House
from storage import housekeeping, tables
from storage.unit_of_work import Database
from tests.factories import add_officer, close_case, file_case, take_case
from tests.fakes import FrozenTime
from tests.ticking import tick

MONTH = timedelta(days=30)


async def _count(database: Database, table: sa.Table) -> int:
    async with database.reading() as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_the_old_goes_and_history_stays_r40(
    database: Database, house: House, now: FrozenTime
) -> None:
    """Feed lines, matters and things done go after their time; timeline and audit never."""
    manager = await add_officer(database, "林晓芸")
    case = await file_case(database, house, "电梯坏了 [电梯 坏]")
    await take_case(database, house, case, manager)
    await close_case(database, house, case, manager)
    now.advance(days=1)
    await tick(database, house)
    kept = [await _count(database, table) for table in (tables.timeline, tables.audit)]
    assert await housekeeping.tidy(database, MONTH) is False
    assert await _count(database, tables.matter_words) == 2

    now.advance(days=181)
    await housekeeping.tidy(database, MONTH)

    assert await _count(database, tables.matter_words) == 0
    assert await _count(database, tables.changes) == 0
    async with database.reading() as session:
        done = sa.select(tables.due.c.id).where(tables.due.c.done_at.is_not(None))
        assert (await session.execute(done)).all() == []
    assert [await _count(database, table) for table in (tables.timeline, tables.audit)] == kept


async def test_what_is_still_due_is_never_cleared_however_old(
    database: Database, house: House, now: FrozenTime
) -> None:
    """A desk that was down for months does it when it is back (promise 3)."""
    async with database.transaction() as work:
        work.schedule(DueKind.SILENCE, 1, now())
    now.advance(days=400)
    await housekeeping.tidy(database, MONTH)

    assert await _count(database, tables.due) == 1


async def test_much_is_cleared_in_short_transactions(
    database: Database, now: FrozenTime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many rounds as it takes, and then it says that there is no more."""
    monkeypatch.setattr(housekeeping, "BATCH", 2)
    for _ in range(5):
        async with database.transaction() as work:
            work.publish("info", subject_id=1)
    now.advance(days=181)

    assert [await housekeeping.tidy(database, MONTH) for _ in range(3)] == [True, True, False]
    assert await _count(database, tables.changes) == 0
