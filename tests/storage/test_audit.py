"""The audit chain shows every change to what it has sealed (promise 6, R40)."""

from __future__ import annotations

import sqlalchemy as sa

from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.model import CUSTOMER, AuditEntry, Channel
from storage import audit, tables
from storage.unit_of_work import Database


async def _file(database: Database, house: House) -> None:
    async with database.transaction() as work:
        new = NewComplaint(text="态度差", channel=Channel.ONSITE)
        await file_complaint(house, work, new, actor=CUSTOMER)


async def test_a_sealed_chain_is_whole_r40(database: Database, house: House) -> None:
    """What was sealed in several goes verifies; sealing twice seals nothing twice (R40)."""
    await _file(database, house)
    first = await audit.seal(database)
    await _file(database, house)
    second = await audit.seal(database)

    assert first > 0
    assert second > 0
    assert await audit.seal(database) == 0
    assert await audit.verify(database) == []


async def test_a_changed_entry_breaks_the_chain_r40(database: Database, house: House) -> None:
    """An altered action no longer matches its seal (R40)."""
    await _file(database, house)
    await audit.seal(database)
    async with database.transaction() as work:
        await work.session.execute(sa.update(tables.audit).values(action="complaint:nothing"))

    assert "does not match" in (await audit.verify(database))[0]


async def test_a_removed_entry_is_missed_r40(database: Database, house: House) -> None:
    """A deleted entry leaves its seal behind (R40)."""
    await _file(database, house)
    await audit.seal(database)
    async with database.transaction() as work:
        await work.session.execute(sa.delete(tables.audit))

    assert all("is missing" in line for line in await audit.verify(database))


async def test_an_entry_that_shows_up_late_is_sealed_too(database: Database, house: House) -> None:
    """A slow transaction's older entry, visible only after a seal, is not forgotten."""
    await _file(database, house)
    async with database.transaction() as work:
        early = work.new_id() - (60_000 << 22)
    await audit.seal(database)
    async with database.transaction() as work:
        actor = CUSTOMER.kind
        work.add(AuditEntry(id=early, at=house.now(), actor=actor, action="complaint:late"))

    assert await audit.seal(database) == 1
    assert await audit.verify(database) == []
