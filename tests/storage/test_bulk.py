"""New rows are written in one go, in an order that costs nothing, and mean what they meant."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event

from complaints.house import House
from complaints.model import ActorKind, Direction, Message, MessageId
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, file_case


def tables_written(database: Database) -> list[str]:
    """Give a list that grows by the name of each table that rows are inserted into."""
    written: list[str] = []

    @event.listens_for(database.engine.sync_engine, "before_cursor_execute")
    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT INTO "):
            written.append(statement.split()[2].strip('"'))

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
    message = Message(
        id=MessageId(database.new_id()),
        direction=Direction.IN,
        author=ActorKind.CUSTOMER,
        text="一",
        at=database.now(),
    )
    async with database.transaction() as work:
        work.add(message)
        message.conversation_id = chat.id
        await work.session.flush()
        message.text, message.buttons = "二", [[{"label": "好"}]]

    async with database.transaction() as work:
        found = await work.get(Message, message.id)
    kept = (found.text, found.conversation_id, found.buttons, found.card, found.version)
    assert kept == ("二", chat.id, [[{"label": "好"}]], {}, 1)


async def test_new_objects_share_no_default(database: Database) -> None:
    """What one chat remembers is not what the next one remembers."""
    one, other = await add_chat(database), await add_chat(database)
    one.state["ask"] = "place"

    assert other.state == {}
