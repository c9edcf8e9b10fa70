"""Major complaints in tests: the people of a house, and what they do, each in its own unit."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from complaints import crises, deciding, major, measures, summaries, task_forces
from complaints.decision_model import Approval, ApprovalKind, ApprovalState
from complaints.house import House
from complaints.major_model import Crisis, EmergencyCall, Major, Measure, Member, Section
from complaints.model import Complaint, Officer, Role, TimelineEntry, by
from complaints.talk_model import Message, Purpose
from storage import tables
from storage.unit_of_work import Database, SqlUnitOfWork
from tests.factories import add_chat, add_officer, file_case, take_case

SECTIONS = dict.fromkeys(Section, "写清楚了")


@dataclass
class MajorDesk:
    """Does things about major complaints; every one is a transaction of its own."""

    database: Database
    house: House

    async def person(self, name: str, role: Role, **fields: Any) -> Officer:
        """Employ somebody who is on duty and has linked a chat."""
        chat = await add_chat(self.database)
        return await add_officer(self.database, name, role, conversation_id=chat.id, **fields)

    async def case(self, owner: Officer | None = None, **fields: Any) -> Complaint:
        """File a complaint that is major, taken by somebody."""
        filed = await file_case(self.database, self.house, "门夹伤人，有人受伤", **fields)
        return await take_case(self.database, self.house, filed, owner) if owner else filed

    @asynccontextmanager
    async def on(self, case: Complaint) -> AsyncIterator[tuple[SqlUnitOfWork, Complaint]]:
        """Open a unit of work with the complaint loaded."""
        async with self.database.transaction() as work:
            yield work, await work.complaints.get(case.id)

    async def acknowledge(self, case: Complaint, officer: Officer) -> Major:
        """Let somebody say that they know."""
        async with self.on(case) as (work, found):
            return await major.acknowledge(self.house, work, found, actor=by(officer))

    async def set_up(
        self, case: Complaint, actor: Officer, lead: Officer | None, *members: Officer
    ) -> None:
        """Set the task force up."""
        line = task_forces.Line(
            lead.id if lead else None, {member.id: "现场" for member in members}
        )
        async with self.on(case) as (work, found):
            await task_forces.set_up(self.house, work, found, line, actor=by(actor))

    async def measure(
        self, case: Complaint, actor: Officer, person: Officer, *, due: datetime | None = None
    ) -> Measure:
        """Put a measure into the plan, due in ten hours."""
        due_at = due or self.house.now() + timedelta(hours=10)
        intent = measures.Intent("停用东门", "logistics", person.id, due_at)
        async with self.on(case) as (work, found):
            return await measures.add(self.house, work, found, intent, actor=by(actor))

    async def ask_plan(self, case: Complaint, actor: Officer) -> Approval:
        """Ask for approval of the plan."""
        async with self.on(case) as (work, found):
            return await measures.ask_approval(self.house, work, found, actor=by(actor))

    async def decide(self, approval: Approval, officer: Officer, *, yes: bool = True) -> None:
        """Decide a request."""
        async with self.database.transaction() as work:
            await deciding.decide(
                self.house,
                work,
                approval.id,
                is_granted=yes,
                reason="" if yes else "不够",
                actor=by(officer),
            )

    async def planned(
        self, case: Complaint, actor: Officer, person: Officer, leader: Officer
    ) -> Measure:
        """Put a measure into the plan and have it approved."""
        measure = await self.measure(case, actor, person)
        await self.decide(await self.ask_plan(case, actor), leader)
        return measure

    async def carry_out(self, measure: Measure, officer: Officer) -> None:
        """Note that a measure was carried out."""
        async with self.database.transaction() as work:
            found = await work.majors.get_measure(measure.id)
            await measures.carry_out(self.house, work, found, "做好了", actor=by(officer))

    async def verify(self, measure: Measure, officer: Officer, **said: Any) -> None:
        """Verify a measure, or send it back."""
        async with self.database.transaction() as work:
            found = await work.majors.get_measure(measure.id)
            said = {"is_good": True, **said}
            await measures.verify(self.house, work, found, actor=by(officer), **said)

    async def write(self, case: Complaint, actor: Officer, **sections: str) -> None:
        """Write the summary report."""
        async with self.on(case) as (work, found):
            said = sections or {name.value: text for name, text in SECTIONS.items()}
            await summaries.write(self.house, work, found, said, actor=by(actor))

    async def submit(self, case: Complaint, actor: Officer) -> Approval:
        """Ask for approval of the summary report."""
        async with self.on(case) as (work, found):
            return await summaries.submit(self.house, work, found, actor=by(actor))

    async def report(self, case: Complaint, writer: Officer, leader: Officer) -> None:
        """Write the summary report and have it approved."""
        await self.write(case, writer)
        await self.decide(await self.submit(case, writer), leader)

    async def begin_crisis(self, case: Complaint, actor: Officer, why: str = "堵门") -> Crisis:
        """Call it a crisis."""
        async with self.on(case) as (work, found):
            return await crises.begin(self.house, work, found, why, actor=by(actor))

    async def pass_up(self, case: Complaint, actor: Officer) -> Crisis:
        """Pass a crisis up."""
        async with self.on(case) as (work, found):
            return await crises.pass_up(self.house, work, found, "解决不了", actor=by(actor))

    async def propose(self, case: Complaint, actor: Officer, text: str) -> None:
        """Propose a plan in a crisis."""
        async with self.on(case) as (work, found):
            await crises.propose(self.house, work, found, text, actor=by(actor))

    async def choose(self, case: Complaint, actor: Officer, number: int, why: str) -> None:
        """Choose a plan in a crisis."""
        async with self.on(case) as (work, found):
            await crises.choose(self.house, work, found, number, why, actor=by(actor))

    async def end_crisis(self, case: Complaint, actor: Officer) -> None:
        """End a crisis."""
        async with self.on(case) as (work, found):
            await crises.end(self.house, work, found, "客户离开，无人受伤", actor=by(actor))

    async def read(self, case: Complaint) -> Complaint:
        """Read the complaint again."""
        async with self.on(case) as (_, found):
            return found

    async def major(self, case: Complaint) -> Major:
        """Read what it has as a major one."""
        async with self.on(case) as (work, found):
            row = await work.majors.find(found.id)
        assert row is not None
        return row

    async def rows(self, cls: Any, case: Complaint) -> list[Any]:
        """Read every row of a kind of the complaint."""
        async with self.database.reading() as session:
            query = sa.select(cls).where(cls.complaint_id == case.id).order_by(cls.id)
            return list((await session.scalars(query)).all())

    async def members(self, case: Complaint) -> list[Member]:
        """Read who is or was in the task force."""
        return await self.rows(Member, case)

    async def calls(self, case: Complaint) -> list[EmergencyCall]:
        """Read who was called."""
        return await self.rows(EmergencyCall, case)

    async def waiting(self, case: Complaint, kind: ApprovalKind) -> Approval:
        """Read the request of a kind that waits."""
        found = await self.rows(Approval, case)
        (one,) = [r for r in found if r.kind is kind and r.state is ApprovalState.OPEN]
        assert isinstance(one, Approval)
        return one

    async def events(self, case: Complaint, kind: str) -> list[dict[str, Any]]:
        """Read the data of every event of a kind."""
        entries = await self.rows(TimelineEntry, case)
        return [entry.data for entry in entries if entry.kind == kind]

    async def pings(self, officer: Officer) -> list[Message]:
        """Read what an officer was pinged, oldest first."""
        columns = tables.messages.c
        query = sa.select(Message).where(
            columns.conversation_id == officer.conversation_id, columns.purpose == Purpose.PING
        )
        async with self.database.reading() as session:
            return list((await session.scalars(query.order_by(columns.id))).all())

    async def count(self, officer: Officer, key: str) -> int:
        """Count the pings of a kind; the test's catalogue writes their keys."""
        return sum(ping.text.startswith(key + " ") for ping in await self.pings(officer))
