"""New rows are written in one go, in an order that costs nothing, and mean what they meant."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from complaints.house import House
from complaints.model import ActorKind, ConversationId, MessageId
from complaints.talk_model import Conversation, Direction, Message
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, file_case


def tables_written(database: Database) -> list[str]:
    """Give a list that grows by the name of each table that rows are inserted into."""
    written: list[str] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT "):
            written.append(statement.partition("INTO ")[2].split()[0].strip('"'))

    return written


async def test_a_row_is_written_before_what_refers_to_it(database: Database, house: House) -> None:
    """SQLite would look through whole tables for rows that wait for the one just written."""
    chat = await add_chat(database)
    written = tables_written(database)

    await file_case(database, house, chat=chat)

    parents_of = {
        table.name: {key.column.table.name for key in table.foreign_keys}
        for table in tables.metadata.sorted_tables
    }
    late = [
        (name, parent)
        for place, name in enumerate(written)
        for parent in parents_of[name] & set(written[place + 1 :])
    ]
    assert {"complaints", "clocks", "messages"} <= set(written)
    assert late == []


async def test_a_new_row_can_be_changed_before_and_after_it_is_written(
    database: Database,
) -> None:
    """Defaults, what is set before the flush, and what is set after it are all kept."""
    chat = await add_chat(database)
    message = _heard(database, database.new_id())
    async with database.transaction() as work:
        work.add(message)
        message.conversation_id = chat.id
        await work.session.flush()
        message.text, message.buttons = "二", [[{"label": "好"}]]

    async with database.transaction() as work:
        found = await work.get(Message, message.id)
    kept = (found.text, found.conversation_id, found.buttons, found.card, found.version)
    assert kept == ("二", chat.id, [[{"label": "好"}]], {}, 1)


@pytest.mark.parametrize("goes_on", [False, True])
async def test_a_refused_row_takes_the_whole_unit_along(
    database: Database, *, goes_on: bool
) -> None:
    """Nothing of it is kept, it is not taken for an outage, and the next unit goes well."""
    chat = await add_chat(database)
    taken, free = database.new_id(), database.new_id()

    async def hear(*ids: int) -> None:
        async with database.transaction() as work:
            work.add(*(_heard(database, message_id, chat) for message_id in ids))
            if goes_on:
                await work.session.flush()
                await work.people.on_duty()

    await hear(taken)
    with pytest.raises(IntegrityError):
        await hear(free, taken)
    await hear(free)

    async with database.reading() as session:
        kept = (await session.scalars(sa.select(tables.messages.c.id))).all()
    assert sorted(kept) == [taken, free]


async def test_a_row_that_refers_to_nothing_is_refused(database: Database) -> None:
    """It is found at the commit; the next unit goes well."""
    chat, nobody = await add_chat(database), database.new_id()

    async def hear(chat_id: int) -> None:
        async with database.transaction() as work:
            message = _heard(database, work.new_id())
            message.conversation_id = ConversationId(chat_id)
            work.add(message)

    with pytest.raises(IntegrityError):
        await hear(nobody)
    await hear(chat.id)

    async with database.reading() as session:
        kept = (await session.scalars(sa.select(tables.messages.c.conversation_id))).all()
    assert kept == [chat.id]


def _heard(database: Database, message_id: int, chat: Conversation | None = None) -> Message:
    return Message(
        id=MessageId(message_id),
        direction=Direction.IN,
        author=ActorKind.CUSTOMER,
        text="一",
        at=database.now(),
        conversation_id=chat.id if chat else None,
    )


async def test_new_objects_share_no_default(database: Database) -> None:
    """What one chat remembers is not what the next one remembers."""
    one, other = await add_chat(database), await add_chat(database)
    one.state["ask"] = "place"

    assert other.state == {}
