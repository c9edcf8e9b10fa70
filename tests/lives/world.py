"""A house in which anything may happen: its people, its clock, its processes and its post.

Everything goes the way it does in the running desk: customers and officers' chats through the
inbox and the dialogue, the console's acts through the query that decides who sees a complaint,
time through the rows that are due, messages through the outbox. Every doing is a transaction of
its own, and may die before its commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from bot.channels.protocol import ChatChannel
from bot.channels.webchat import WebChatChannel
from bot.dialogue import Dialogue
from complaints.errors import ComplaintError
from complaints.house import House
from complaints.model import (
    Channel,
    Complaint,
    ComplaintId,
    ConversationId,
    Officer,
    OfficerId,
    Role,
)
from complaints.talk_model import Conversation, OutboxState
from desk.metrics import make_metrics
from desk.reception import Reception
from desk.schedule import DueWork
from storage import audit, outbox, tables
from storage.engine import is_sqlite
from storage.inbox import SqlInbox
from storage.register import SqlRegister
from storage.unit_of_work import Database, DatabaseUnavailable, SqlUnitOfWork
from tests.bot.dialogue_kit import WORDS, Update, no_link
from tests.conftest import _use_schema
from tests.fakes import FrozenTime

METRICS = make_metrics()
#: Name, role, department. Two of some roles, so that there is somebody else to decide.
STAFF = (
    ("柜员甲", Role.STAFF, ""),
    ("柜员乙", Role.STAFF, ""),
    ("值班员", Role.DUTY_MANAGER, ""),
    ("大堂甲", Role.LOBBY_MANAGER, ""),
    ("大堂乙", Role.LOBBY_MANAGER, ""),
    ("督导员", Role.SUPERVISOR, ""),
    ("后勤员", Role.DEPARTMENT_HANDLER, "logistics"),
    ("后勤长", Role.DEPARTMENT_HEAD, "logistics"),
    ("办公室", Role.OFFICE, ""),
    ("质量甲", Role.QUALITY_OFFICE, ""),
    ("人事员", Role.HR, ""),
    ("行长", Role.SENIOR_LEADER, ""),
    ("管理员", Role.ADMINISTRATOR, ""),
)

Act = Callable[[SqlUnitOfWork, Complaint, Officer], Awaitable[object]]


class Died(BaseException):
    """The process is gone; whatever it had not committed never was."""


class Mortal(Database):
    """A database whose process dies just before a commit when it is told to."""

    is_dying = False

    def __init__(self, url: str, now: FrozenTime) -> None:
        super().__init__(url, now)
        if is_sqlite(self.engine):
            # Here only processes die, not the machine: nothing has to reach the disk.
            event.listen(self.engine.sync_engine, "connect", _never_wait_for_the_disk)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlUnitOfWork]:
        """Begin a unit that may not live to its commit."""
        async with super().transaction() as work:
            yield work
            if self.is_dying:
                await work.finish()
                raise Died


def open_mortal(schema: str, path: Path, now: FrozenTime) -> Mortal:
    """Open a schema of the PostgreSQL of TEST_DATABASE_URL or, without one, a SQLite file."""
    if not schema:
        return Mortal(f"sqlite+aiosqlite:///{path}", now)
    database = Mortal(os.environ["TEST_DATABASE_URL"], now)
    _use_schema(database.engine.sync_engine, schema)
    return database


def _never_wait_for_the_disk(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=OFF")
    cursor.close()


@dataclass
class Process:
    """One of the processes that share a database: what it hears and what it does on time."""

    database: Mortal
    house: House
    reception: Reception = field(init=False)
    clock: DueWork = field(init=False)

    def __post_init__(self) -> None:
        dialogue = Dialogue(self.house, no_link)
        channels: dict[Channel, ChatChannel] = {Channel.WEBCHAT: WebChatChannel()}
        self.reception = Reception(self.database, channels, dialogue, self.house, METRICS)
        self.clock = DueWork(self.database, self.house, dialogue)

    async def hear(self) -> None:
        """Understand everything that waits in the inbox."""
        await _until_done(self.reception.work)

    async def tick(self) -> None:
        """Do everything that is due."""
        await _until_done(self.clock.work)


async def _until_done(work: Callable[[], Awaitable[bool]]) -> None:
    """Work until there is no more, trying again where the other process held the database."""
    while True:
        try:
            if not await work():
                return
        except DatabaseUnavailable:
            continue


class World:
    """The house of one life. `officers` are by name, as they were when they began."""

    def __init__(self, house: House, now: FrozenTime, one: Mortal, other: Mortal) -> None:
        house.words = WORDS
        self.house, self.now = house, now
        self.processes = [Process(one, house), Process(other, house)]
        self.database = one
        self.officers: dict[str, Officer] = {}
        self._updates = count(1)

    async def open(self) -> None:
        """Employ everybody, with a chat each."""
        async with self.database.transaction() as work:
            for name, role, department in STAFF:
                chat = Conversation(
                    id=ConversationId(work.new_id()),
                    channel=Channel.WEBCHAT,
                    address=f"officer-{name}",
                )
                officer = Officer(
                    id=OfficerId(work.new_id()),
                    name=name,
                    role=role,
                    department=department,
                    conversation_id=chat.id,
                    created_at=self.now(),
                )
                work.add(chat, officer)
                self.officers[name] = officer

    async def close(self) -> None:
        """Close every connection."""
        for process in self.processes:
            await process.database.close()

    async def act(
        self, act: Act, number: str, name: str, *, dies: bool = False, is_reading: bool = False
    ) -> None:
        """Let an officer do something about a complaint as the console does, if they see it.

        Args:
            is_reading: they need only read it.
        """
        async with self._may_be_refused(dies=dies):
            async with self.database.transaction() as work:
                officer = await work.people.get_officer(self.officers[name].id)
            if not officer.is_active:
                return
            register = SqlRegister(self.database)
            complaint_id = await register.id_of(officer, number, is_reading=is_reading)
            async with self.database.transaction() as work:
                officer = await work.people.get_officer(officer.id)
                await act(work, await work.complaints.get(complaint_id), officer)

    async def seen(self, officer: Officer, number: str) -> ComplaintId | None:
        """Find a complaint by its number if an officer sees it."""
        with contextlib.suppress(ComplaintError):
            return await SqlRegister(self.database).id_of(officer, number)
        return None

    async def manage(
        self,
        act: Callable[[SqlUnitOfWork, Officer], Awaitable[object]],
        name: str = "管理员",
        *,
        dies: bool = False,
    ) -> None:
        """Let somebody who works here do something that begins with no complaint."""
        async with self._may_be_refused(dies=dies), self.database.transaction() as work:
            officer = await work.people.get_officer(self.officers[name].id)
            if officer.is_active:
                await act(work, officer)

    @asynccontextmanager
    async def _may_be_refused(self, *, dies: bool = False) -> AsyncIterator[None]:
        self.database.is_dying = dies
        try:
            with contextlib.suppress(ComplaintError, Died):
                yield
        finally:
            self.database.is_dying = False

    async def receive(self, address: str, **update: Any) -> None:
        """Bring an update into the inbox."""
        name = f"{address}:{next(self._updates)}"
        fields = {"client_id": name, "at": self.now().isoformat(), "files": [], **update}
        raw = json.dumps(fields).encode()
        await SqlInbox(self.database).receive(Channel.WEBCHAT, [Update(name, address, raw)])

    async def tap(self, address: str, which: int) -> None:
        """Tap one of the buttons that somebody has ever been sent, the newest first."""
        columns, chats = tables.messages.c, tables.conversations.c
        query = (
            sa.select(columns.buttons)
            .join(tables.conversations, chats.id == columns.conversation_id)
            .where(columns.direction == "out", chats.address == address)
            .order_by(columns.id.desc())
        )
        async with self.database.reading() as session:
            rows = (await session.scalars(query)).all()
        taps = [button["data"] for buttons in rows for row in buttons for button in row]
        if taps:
            await self.receive(address, kind="button", button=taps[which % len(taps)])

    async def hear(self, *, dies: bool = False, together: bool = False) -> None:
        """Let one process read the inbox, or both at once."""
        if together:
            await asyncio.gather(*(process.hear() for process in self.processes))
            return
        async with self._may_be_refused(dies=dies):
            await self.processes[0].hear()

    async def tick(self, *, dies: bool = False, together: bool = False) -> None:
        """Let one process do what is due, or both at once."""
        if together:
            await asyncio.gather(*(process.tick() for process in self.processes))
            return
        async with self._may_be_refused(dies=dies):
            await self.processes[0].tick()

    async def post(self, fate: OutboxState) -> None:
        """Let everything that waits be sent, and see it arrive or not."""
        while True:
            async with self.database.transaction() as work:
                claimed = await outbox.claim(work, Channel.WEBCHAT, 100, self.now())
                sent = [outbox.Sent(one.item.id, fate, "", "") for one in claimed.parcels]
                await outbox.settle(work, self.house, sent, self.now())
            if not sent:
                return

    async def sealed(self) -> list[str]:
        """Seal the audit and walk its chain; returns what is wrong with it."""
        while await audit.seal(self.database):
            pass
        return await audit.verify(self.database)
