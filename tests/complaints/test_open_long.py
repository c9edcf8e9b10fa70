"""Nothing is forgotten for good: what stays open comes up again, whoever has left (R13, R18)."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from complaints import officers
from complaints.house import House
from complaints.model import Complaint, Officer, Role, Status, by
from complaints.talk_model import Message, Purpose
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, close_case, file_case, take_case
from tests.fakes import FrozenTime
from tests.ticking import tick

LONG = timedelta(days=3)


async def events(database: Database, case: Complaint, kind: str) -> int:
    """Count what of a kind has happened to a complaint."""
    async with database.transaction() as work:
        return sum(entry.kind == kind for entry in await work.complaints.timeline(case.id))


async def read(database: Database, case: Complaint) -> Complaint:
    """Read a complaint again."""
    async with database.transaction() as work:
        return await work.complaints.get(case.id)


async def leader(database: Database) -> Officer:
    """Employ somebody at the top of the ladder, with a chat."""
    chat = await add_chat(database)
    return await add_officer(database, "行长", Role.SENIOR_LEADER, conversation_id=chat.id)


async def pings(database: Database, officer: Officer) -> list[Message]:
    """List what an officer was pinged."""
    columns = tables.messages.c
    is_theirs = (columns.conversation_id == officer.conversation_id) & (
        columns.purpose == Purpose.PING
    )
    async with database.reading() as session:
        return list((await session.scalars(sa.select(Message).where(is_theirs))).all())


async def test_r13_what_is_open_for_days_comes_up_again_until_it_ends(
    database: Database, house: House, now: FrozenTime
) -> None:
    """After the last step of every ladder the highest level hears of it every three days."""
    boss = await leader(database)
    owner = await add_officer(database, "林晓芸")
    case = await take_case(database, house, await file_case(database, house), owner)
    heard = []
    for _ in range(3):
        now.advance(LONG)
        await tick(database, house)
        heard.append(len(await pings(database, boss)))
    await close_case(database, house, case, owner)
    now.advance(LONG)
    await tick(database, house)

    assert heard[0] < heard[1] < heard[2]
    assert len(await pings(database, boss)) == heard[2]
    assert await events(database, case, "open_long") == 3
    assert "open_long" in (await read(database, case)).reasons


async def test_r18_what_somebody_owed_is_put_back_when_they_leave(
    database: Database, house: House, now: FrozenTime
) -> None:
    """Somebody else takes it, and until then the clock for taking runs."""
    owner = await add_officer(database, "柜员", Role.STAFF)
    boss = await add_officer(database, "管理员", Role.ADMINISTRATOR)
    case = await take_case(database, house, await file_case(database, house), owner)
    other = await file_case(database, house)

    async with database.transaction() as work:
        await officers.disable(house, work, owner.id, actor=by(boss))

    found = await read(database, case)
    assert (found.status, found.owner_id) == (Status.NEW, None)
    assert (
        await events(database, case, "put_back"),
        await events(database, other, "put_back"),
    ) == (
        1,
        0,
    )
