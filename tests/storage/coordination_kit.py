"""Departments with their people, and what is asked of them, each act in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from complaints import coordination, coordination_answers
from complaints.clock_model import Clock, ClockKind
from complaints.coordination_model import CoordinationRequest
from complaints.house import House
from complaints.model import Complaint, Officer, Role, TimelineEntry, by
from complaints.talk_model import Conversation, Message, Purpose
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, take_case

#: 后勤保障部 and 运营管理部 of the lobby policy.
LOGISTICS, OPERATIONS, PERSONNEL = "logistics", "operations", "personnel"


@dataclass
class Coordination:
    """Does things with requests."""

    database: Database
    house: House

    async def employ(self, name: str, role: Role, department: str = "", **fields: Any) -> Officer:
        """Employ somebody who is on duty and has linked a chat."""
        chat = await add_chat(self.database)
        return await add_officer(
            self.database, name, role, department=department, conversation_id=chat.id, **fields
        )

    async def taken(self, owner: Officer, chat: Conversation | None = None) -> Complaint:
        """File a complaint about the counter's business and let its owner take it."""
        filed = await file_case(self.database, self.house, "业务太慢", chat=chat)
        return await take_case(self.database, self.house, filed, owner)

    async def ask(
        self,
        case: Complaint,
        asker: Officer,
        department: str = LOGISTICS,
        text: str = "请查 3 号空调",
        **more: Any,
    ) -> CoordinationRequest:
        """Ask a department."""
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            return await coordination.ask(
                self.house, work, found, department, text, actor=by(asker), **more
            )

    async def act(
        self, name: str, request: CoordinationRequest, officer: Officer, *words: str, **more: Any
    ) -> CoordinationRequest:
        """Do what is called so with a request; returns it as it is then."""
        async with self.database.transaction() as work:
            found = await work.coordination.get(request.id)
            act = getattr(coordination, name, None) or getattr(coordination_answers, name)
            await act(self.house, work, found, *words, actor=by(officer), **more)
        return found

    async def requests(self, case: Complaint) -> list[CoordinationRequest]:
        """List the requests about a complaint."""
        async with self.database.transaction() as work:
            return list(await work.coordination.requests_of(case.id))

    async def clock(
        self, case: Complaint, kind: ClockKind, request: CoordinationRequest | None = None
    ) -> Clock:
        """Read the newest clock of a kind."""
        columns = tables.clocks.c
        query = sa.select(Clock).where(columns.complaint_id == case.id, columns.kind == kind)
        if request is not None:
            query = query.where(columns.subject_id == request.id)
        async with self.database.reading() as session:
            return (await session.scalars(query.order_by(columns.id.desc()))).first() or _none()

    async def pings(self, officer: Officer) -> list[Message]:
        """List what an officer was pinged, oldest first."""
        columns = tables.messages.c
        query = sa.select(Message).where(
            columns.conversation_id == officer.conversation_id, columns.purpose == Purpose.PING
        )
        async with self.database.reading() as session:
            return list((await session.scalars(query.order_by(columns.id))).all())

    async def heard(self, chat: Conversation) -> list[str]:
        """List what the customer has read, oldest first."""
        columns = tables.messages.c
        query = sa.select(columns.text).where(
            columns.conversation_id == chat.id, columns.direction == "out"
        )
        async with self.database.reading() as session:
            return list((await session.scalars(query.order_by(columns.id))).all())

    async def events(self, case: Complaint, kind: str) -> list[TimelineEntry]:
        """List what of a kind has happened to a complaint."""
        columns = tables.timeline.c
        query = sa.select(TimelineEntry).where(
            columns.complaint_id == case.id, columns.kind == kind
        )
        async with self.database.reading() as session:
            return list((await session.scalars(query.order_by(columns.id))).all())

    async def read(self, case: Complaint) -> Complaint:
        """Read a complaint again."""
        async with self.database.transaction() as work:
            return await work.complaints.get(case.id)


def _none() -> Clock:
    raise AssertionError("no such clock")
