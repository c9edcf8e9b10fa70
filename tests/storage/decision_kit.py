"""A house with limits, the people who decide, and what they do, each in its own transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from complaints import checks, deciding, recusals, remedies, remedy_answers, results, validity
from complaints.decision_model import (
    Alternative,
    Approval,
    ApprovalState,
    Check,
    InvalidReason,
    Motive,
    Remedy,
    RemedyKind,
)
from complaints.house import House
from complaints.model import CUSTOMER, Actor, Complaint, ComplaintId, Officer, by
from complaints.ports import UnitOfWork
from complaints.talk_model import Conversation, Message
from storage import tables
from storage.unit_of_work import Database

YUAN = 100


def cash(yuan: int, text: str = "") -> Alternative:
    """Make a compensation of so many yuan."""
    return Alternative(RemedyKind.COMPENSATION, yuan * YUAN, text)


APOLOGY = Alternative(RemedyKind.APOLOGY, text="当面致歉")
FACTS = validity.Facts("监控显示 10:05 柜员三次提示，客户自行离开。")
JUDGEMENT = validity.Judgement(
    InvalidReason.NOT_PROMISED, Motive.MISREAD, "我们理解您的心情，这项服务没有承诺过。", "service"
)


@dataclass
class Decisions:
    """Does things about complaints; every one is a transaction of its own."""

    database: Database
    house: House

    async def propose(
        self, case: Complaint, officer: Officer, *choices: Alternative, **plan: Any
    ) -> Remedy:
        """Propose a remedy."""
        plan.setdefault("via", "chat" if case.conversation_id else "phone")
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            wanted = remedies.Plan(choices, **plan)
            return await remedies.propose(self.house, work, found, wanted, actor=by(officer))

    async def agree(self, remedy: Remedy, choice: int = 1, actor: Actor = CUSTOMER) -> None:
        """Let the customer agree."""

        async def act(work: UnitOfWork, case: Complaint, found: Remedy) -> None:
            await remedy_answers.agree(self.house, work, case, found, choice, actor=actor)

        await self.on_remedy(remedy, act)

    async def carry_out(self, remedy: Remedy, officer: Officer) -> None:
        """Let an officer carry out what was agreed."""

        async def act(work: UnitOfWork, case: Complaint, found: Remedy) -> None:
            await remedy_answers.carry_out(
                self.house, work, case, found, "财务已转账", actor=by(officer)
            )

        await self.on_remedy(remedy, act)

    async def on_remedy(
        self,
        remedy: Remedy,
        act: Callable[[UnitOfWork, Complaint, Remedy], Awaitable[None]],
    ) -> None:
        """Do something with a remedy."""
        async with self.database.transaction() as work:
            case = await work.complaints.get(remedy.complaint_id)
            await act(work, case, await work.decisions.get_remedy(remedy.id))

    async def decide(
        self, approval: Approval, officer: Officer, *, is_granted: bool = True, reason: str = ""
    ) -> Approval:
        """Grant or refuse."""
        async with self.database.transaction() as work:
            return await deciding.decide(
                self.house,
                work,
                approval.id,
                is_granted=is_granted,
                reason=reason,
                actor=by(officer),
            )

    async def waiting(self, case: Complaint) -> Approval:
        """Return the one request about a complaint that waits."""
        (approval,) = await self.approvals(case, ApprovalState.OPEN)
        return approval

    async def approvals(self, case: Complaint, *states: ApprovalState) -> list[Approval]:
        """List the requests about a complaint."""
        columns = tables.approvals.c
        query = sa.select(Approval).where(columns.complaint_id == case.id)
        if states:
            query = query.where(columns.state.in_(states))
        async with self.database.transaction() as work:
            return list(await work.load(query.order_by(columns.id)))

    async def remedies(self, case: Complaint) -> list[Remedy]:
        """List the remedies of a complaint."""
        async with self.database.transaction() as work:
            return list(await work.decisions.remedies_of(case.id))

    async def read(self, case: Complaint) -> Complaint:
        """Read a complaint again."""
        async with self.database.transaction() as work:
            return await work.complaints.get(case.id)

    async def events(self, case: Complaint) -> list[str]:
        """List the kinds of what happened."""
        async with self.database.transaction() as work:
            return [entry.kind for entry in await work.complaints.timeline(case.id)]

    async def said(self, chat: Conversation) -> list[Message]:
        """List what has gone to a chat."""
        query = sa.select(Message).where(
            tables.messages.c.conversation_id == chat.id, tables.messages.c.direction == "out"
        )
        async with self.database.transaction() as work:
            return list(await work.load(query.order_by(tables.messages.c.id)))

    async def submit(self, case: Complaint, officer: Officer, result: str = "修好了") -> object:
        """Tell the result, or ask for the approval that it needs."""
        via = "chat" if case.conversation_id else "phone"
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            return await results.submit(
                self.house, work, found, result, actor=by(officer), via=via
            )

    async def investigate(
        self, case: Complaint, officer: Officer, facts: validity.Facts = FACTS
    ) -> None:
        """Write the facts down."""
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            await validity.investigate(self.house, work, found, facts, actor=by(officer))

    async def judge(
        self, case: Complaint, officer: Officer, judgement: validity.Judgement = JUDGEMENT
    ) -> None:
        """Propose that a complaint is invalid."""
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            await validity.propose(self.house, work, found, judgement, actor=by(officer))

    async def review(self, case: Complaint, actor: Actor = CUSTOMER, reason: str = "") -> None:
        """Ask for a review."""
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            await validity.ask_review(self.house, work, found, reason, actor=actor)

    async def check(self, case: Complaint, officer: Officer, **said: Any) -> Check:
        """Check a finished complaint."""
        said = {"is_timely": True, "is_apt": True, **said}
        async with self.database.transaction() as work:
            found = await work.complaints.get(ComplaintId(case.id))
            return await checks.check(self.house, work, found, actor=by(officer), **said)

    async def recuse(self, case: Complaint, officer: Officer, actor: Officer, why: str) -> None:
        """Keep an officer out."""
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            await recusals.declare(self.house, work, found, officer.id, why, actor=by(actor))
