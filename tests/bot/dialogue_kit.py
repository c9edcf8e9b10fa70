"""A customer who chats with the real dialogue on a real database, without a channel in between."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import bot
from bot.channels.protocol import ChatChannel
from bot.channels.webchat import WebChatChannel
from bot.dialogue import Dialogue
from complaints.errors import Invalid
from complaints.house import House
from complaints.model import Channel, Complaint, Language, Officer, TimelineEntry
from complaints.ports import UnitOfWork
from complaints.talk_model import Conversation, Message
from console.catalogue import Catalogue
from desk.metrics import make_metrics
from desk.reception import Reception
from desk.schedule import DueWork
from storage import tables
from storage.inbox import SqlInbox
from storage.unit_of_work import Database

WORDS = Catalogue.load(Path(bot.__file__).parent / "locale")


@dataclass(frozen=True)
class Update:
    """What a page sent."""

    external_id: str
    address: str
    raw: bytes


async def no_link(work: UnitOfWork, code: str, chat: Conversation) -> Officer:
    """Know no link code."""
    raise Invalid("link_code_unknown", field="code")


@dataclass
class Customer:
    """One chat. `said` is every answer so far, newest last."""

    database: Database
    house: House
    address: str = "visitor"
    _count: int = 0
    _reception: Reception = field(init=False)
    _time: DueWork = field(init=False)

    def __post_init__(self) -> None:
        self.house.words = WORDS
        dialogue = Dialogue(self.house, no_link)
        channels: dict[Channel, ChatChannel] = {Channel.WEBCHAT: WebChatChannel()}
        self._reception = Reception(self.database, channels, dialogue, self.house, make_metrics())
        self._time = DueWork(self.database, self.house, dialogue)

    async def put(self, **update: Any) -> str:
        """Bring an update into the inbox without looking at it yet; returns its external id."""
        self._count += 1
        name = f"{self.address}:{self._count}"
        fields = {"client_id": name, "at": self.house.now().isoformat(), "files": [], **update}
        raw = json.dumps(fields).encode()
        await SqlInbox(self.database).receive(Channel.WEBCHAT, [Update(name, self.address, raw)])
        return name

    async def work(self) -> None:
        """Let the desk understand everything that waits."""
        while await self._reception.work():
            pass

    async def send(self, **update: Any) -> list[Message]:
        """Send an update and return what the bot answered to it."""
        before = len(await self.answers())
        await self.put(**update)
        await self.work()
        return (await self.answers())[before:]

    async def write(self, text: str) -> list[Message]:
        """Write something."""
        return await self.send(kind="text", text=text)

    async def command(self, name: str, argument: str = "") -> list[Message]:
        """Choose something from the menu."""
        return await self.send(kind="command", command=name, text=argument)

    async def tap(self, label: str) -> list[Message]:
        """Tap the newest button that is labelled so."""
        for message in reversed(await self.answers()):
            for row in message.buttons:
                for button in row:
                    if button["label"] == label:
                        return await self.send(kind="button", button=button["data"])
        raise AssertionError(f"no button {label}")

    async def pass_time(self) -> None:
        """Let what is due happen."""
        while await self._time.work():
            pass

    async def answers(self) -> list[Message]:
        """List what the bot and the officers have said in this chat."""
        columns = tables.messages.c
        query = (
            sa.select(Message)
            .join(tables.conversations, tables.conversations.c.id == columns.conversation_id)
            .where(columns.direction == "out", tables.conversations.c.address == self.address)
            .order_by(columns.id)
        )
        async with self.database.reading() as session:
            return list((await session.scalars(query)).all())

    async def complaints(self) -> list[Complaint]:
        """List all complaints of the house, oldest first."""
        async with self.database.reading() as session:
            query = sa.select(Complaint).order_by(tables.complaints.c.id)
            return list((await session.scalars(query)).all())

    async def complaint(self) -> Complaint:
        """Return the only complaint."""
        (one,) = await self.complaints()
        return one

    async def events(self, complaint: Complaint) -> list[str]:
        """List what happened to a complaint."""
        columns = tables.timeline.c
        async with self.database.reading() as session:
            query = (
                sa.select(TimelineEntry)
                .where(columns.complaint_id == complaint.id)
                .order_by(columns.id)
            )
            return [entry.kind for entry in (await session.scalars(query)).all()]

    async def outcomes(self) -> dict[str, tuple[str, str]]:
        """Return state and outcome of every update by its external id."""
        columns = tables.inbox.c
        async with self.database.reading() as session:
            rows = await session.execute(
                sa.select(columns.external_id, columns.state, columns.outcome)
            )
            return {row[0]: (row[1], row[2]) for row in rows}


def words(key: str, language: Language = Language.ZH_HANS, **data: Any) -> str:
    """Look up what the bot says."""
    return WORDS(key, language, **data)
