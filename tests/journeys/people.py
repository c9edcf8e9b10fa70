"""The people of a journey: who chats at the Bot API server, and what the database says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import sqlalchemy as sa

from complaints import officers, one_time
from complaints.model import Role
from complaints.officers import Post
from desk.wiring import Desk
from storage import tables
from tests.botapi import BotApi, Sent

_PATIENCE_SECONDS = 20.0
_chats = count(1001)


@dataclass
class Person:
    """Somebody with a Telegram account; reads what the bot writes in order."""

    api: BotApi
    chat: int
    _heard: int = 0

    def says(self, text: str) -> None:
        """Write a text."""
        self.api.text(self.chat, text)

    def taps(self, sent: Sent, label: str) -> None:
        """Tap a button under one of the bot's messages."""
        self.api.tap(self.chat, sent.message_id, sent.buttons[label])

    async def hears(self, *parts: str) -> Sent:
        """Wait for the bot's next message and see that it contains these parts."""
        await self.api.until(lambda: len(self._all()) > self._heard, seconds=_PATIENCE_SECONDS)
        sent = self._all()[self._heard]
        self._heard += 1
        for part in parts:
            assert part in sent.text, sent.text
        return sent

    def _all(self) -> list[Sent]:
        return [sent for sent in self.api.sent if sent.chat == self.chat]


def somebody(api: BotApi) -> Person:
    """Give a person whom the bot does not know yet."""
    return Person(api, next(_chats))


async def officer(office: Desk, api: BotApi, name: str, role: Role) -> Person:
    """Employ somebody, unless they are, and link their Telegram account by code."""
    async with office.database.transaction() as work:
        found = await work.accounts.find_officer(name)
        if found is None:
            found = await officers.add_officer(office.house, work, name, Post(role))
        code = await one_time.make_link_code(office.house, work, found)
    person = somebody(api)
    person.says(f"/start link_{code}")
    await person.hears("已绑定", name)
    return person


async def rows(office: Desk, query: sa.Select[Any]) -> Sequence[Any]:
    """Ask the desk's database."""
    async with office.database.reading() as session:
        connection = await session.connection()
        found: Sequence[Any] = (await connection.execute(query)).all()
        return found


async def complaint_of(office: Desk, person: Person) -> Any:
    """Load the newest complaint that came by a person's chat, as a row."""
    complaints, chats = tables.complaints.c, tables.conversations.c
    query = (
        sa.select(tables.complaints)
        .join(tables.conversations, chats.id == complaints.conversation_id)
        .where(chats.address == str(person.chat))
        .order_by(complaints.id.desc())
        .limit(1)
    )
    return (await rows(office, query))[0]


async def outcomes(office: Desk, person: Person) -> list[str]:
    """List what became of everything that a person sent, in order, "new" for what waits."""
    inbox, chats = tables.inbox.c, tables.conversations.c
    query = (
        sa.select(inbox.state, inbox.outcome)
        .join(tables.conversations, chats.id == inbox.conversation_id)
        .where(chats.address == str(person.chat))
        .order_by(inbox.id)
    )
    return [row.outcome or row.state for row in await rows(office, query)]


async def messages_of(office: Desk, person: Person) -> Sequence[Any]:
    """List what was said in a person's chat, both ways, in order."""
    messages, chats = tables.messages, tables.conversations.c
    query = (
        sa.select(messages)
        .join(tables.conversations, chats.id == messages.c.conversation_id)
        .where(chats.address == str(person.chat))
        .order_by(messages.c.id)
    )
    return await rows(office, query)


async def until(
    is_so: Callable[[], Awaitable[bool]], *, seconds: float = _PATIENCE_SECONDS
) -> None:
    """Wait until something is true of the database; TimeoutError if it never is."""
    async with asyncio.timeout(seconds):
        # The other process cannot wake this one.
        while not await is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def release_held(office: Desk) -> None:
    """Let what is held back for ten seconds, so that it could be undone, go at once."""
    columns = tables.outbox.c
    async with office.database.transaction() as work:
        connection = await work.session.connection()
        await connection.execute(
            sa.update(tables.outbox)
            .where(columns.state == "queued", columns.due_at > office.house.now())
            .values(due_at=office.house.now())
        )
