"""Several complaints on one event: brought together, and answered all at once (R10, R13)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from complaints import one_event
from complaints.errors import Invalid, WrongState
from complaints.house import House
from complaints.model import Complaint, Officer, Role, Status, by
from complaints.talk_model import Conversation, Message
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, take_case


@pytest.fixture
async def officer(database: Database) -> Officer:
    """Employ a lobby manager."""
    return await add_officer(database, "林晓芸", Role.LOBBY_MANAGER)


async def join(
    database: Database,
    house: House,
    parent: Complaint,
    others: Sequence[Complaint],
    officer: Officer,
) -> None:
    """Bring complaints under one of them."""
    async with database.transaction() as work:
        into = await work.complaints.get(parent.id)
        found = [await work.complaints.get(one.id) for one in others]
        await one_event.make_one(house, work, into, found, actor=by(officer))


async def said(database: Database, chat: Conversation) -> list[str]:
    """Read what a customer was told by a person."""
    columns = tables.messages.c
    query = sa.select(Message).where(
        columns.conversation_id == chat.id, columns.officer_id.is_not(None)
    )
    async with database.reading() as session:
        return [message.text for message in (await session.scalars(query)).all()]


async def test_everybody_is_answered_and_those_without_a_chat_are_listed_r10(
    database: Database, house: House, officer: Officer
) -> None:
    """One answer, two chats, one telephone."""
    chats = [await add_chat(database) for _ in range(2)]
    parent = await file_case(database, house, chat=chats[0])
    by_chat = await file_case(database, house, chat=chats[1])
    by_phone = await file_case(database, house)
    await take_case(database, house, parent, officer)
    await join(database, house, parent, (by_chat, by_phone), officer)
    async with database.transaction() as work:
        into = await work.complaints.get(parent.id)
        told = await one_event.reply_all(house, work, into, "电梯已修好", actor=by(officer))

    assert (told.told, told.to_call) == ([parent.number, by_chat.number], [by_phone.number])
    assert [await said(database, chat) for chat in chats] == [["电梯已修好"]] * 2


async def test_one_event_is_made_of_all_or_none_r13(
    database: Database, house: House, officer: Officer
) -> None:
    """What cannot be merged is named, and nothing is."""
    parent, good, closed = [await file_case(database, house) for _ in range(3)]
    async with database.transaction() as work:
        found = await work.complaints.get(closed.id)
        found.merged_into_id, found.status = parent.id, Status.MERGED
    with pytest.raises(WrongState) as refused:
        await join(database, house, parent, (good, closed), officer)
    async with database.transaction() as work:
        assert (await work.complaints.get(good.id)).status is Status.NEW

    assert refused.value.data["number"] == closed.number


async def test_without_others_there_is_nothing_to_make_or_to_answer_r13(
    database: Database, house: House, officer: Officer
) -> None:
    """Each says so."""
    case = await take_case(
        database, house, await file_case(database, house, chat=await add_chat(database)), officer
    )
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        with pytest.raises(Invalid):
            await one_event.make_one(house, work, found, [], actor=by(officer))
        with pytest.raises(WrongState):
            await one_event.reply_all(house, work, found, "好", actor=by(officer))
