"""Enters complaints in the pending ledger and takes them off, each act in its own transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from complaints import call_attempts, handling, pending
from complaints.clock_model import Clock, ClockKind
from complaints.decision_model import Approval
from complaints.model import Complaint, Officer, by
from complaints.pending import NewPending
from complaints.pending_model import CallAttempt, CallResult, Pending, PendingCause
from storage import tables
from tests.fakes import ZONE
from tests.storage.decision_kit import Decisions


class Ledger(Decisions):
    """Does things about what is pending."""

    def day(self, days: int) -> date:
        """Return the business day so many days from now."""
        return (self.house.now() + timedelta(days=days)).astimezone(ZONE).date()

    async def ask(
        self,
        case: Complaint,
        officer: Officer,
        cause: PendingCause = PendingCause.PARTS_MISSING,
        **new: Any,
    ) -> Approval:
        """Ask for an entry: a part is missing for ten days, the asker sees to it."""
        new.setdefault("missing", "压缩机")
        new.setdefault("responsible_id", officer.id)
        new.setdefault("expected_on", self.day(10))
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            wanted = NewPending(cause, **new)
            return await pending.ask(self.house, work, found, wanted, actor=by(officer))

    async def enter(
        self, case: Complaint, officer: Officer, approver: Officer, **new: Any
    ) -> Pending:
        """Have an entry asked for and approved."""
        await self.decide(await self.ask(case, officer, **new), approver)
        return await self.entry(case)

    async def settle(self, case: Complaint, officer: Officer, outcome: str = "配件已换好") -> None:
        """Take a complaint off the ledger."""
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            await pending.settle(self.house, work, found, outcome, actor=by(officer))

    async def entry(self, case: Complaint) -> Pending:
        """Read the newest entry of a complaint."""
        query = sa.select(Pending).where(tables.pendings.c.complaint_id == case.id)
        async with self.database.transaction() as work:
            return (await work.load(query.order_by(tables.pendings.c.id)))[-1]

    async def attempt(
        self,
        case: Complaint,
        officer: Officer,
        result: CallResult = CallResult.NO_ANSWER,
        at: datetime | None = None,
    ) -> CallAttempt:
        """Note a call that nobody answered."""
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            return await call_attempts.record_attempt(
                self.house, work, found, result, actor=by(officer), at=at
            )

    async def call(self, case: Complaint, officer: Officer) -> None:
        """Note a call in which the customer was spoken to."""
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            await handling.record_contact(
                self.house, work, found, "phone", "说明进展", actor=by(officer)
            )

    async def resting(self, case: Complaint) -> set[ClockKind]:
        """List the clocks of a complaint that rest."""
        async with self.database.transaction() as work:
            running = await work.complaints.running_clocks(case.id)
            return {clock.kind for clock in running if clock.paused_at is not None}

    async def clock(self, case: Complaint, kind: ClockKind) -> Clock:
        """Return a running clock of a complaint."""
        async with self.database.transaction() as work:
            running = await work.complaints.running_clocks(case.id)
            return next(clock for clock in running if clock.kind is kind)
