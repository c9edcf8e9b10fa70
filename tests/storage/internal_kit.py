"""An internal register with the people who file, are complained about, and decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from complaints import internal_filing, internal_handling
from complaints.house import House
from complaints.internal_filing import NewInternal
from complaints.internal_handling import Ruling
from complaints.internal_model import InternalComplaint, InternalDecision, Outcome, Side
from complaints.model import Officer, by
from storage.internal_queries import SqlInternalRegister
from storage.unit_of_work import Database

#: Stands in the words of internal complaints of tests, and nowhere else.
CANARY = "加班费暗号"
RULING = Ruling(Outcome.PARTLY, "查了排班表", "已补发两天工资", "请按排班表安排")


@dataclass
class Internals:
    """Does things with internal complaints; every one is a transaction of its own."""

    database: Database
    house: House

    @property
    def register(self) -> SqlInternalRegister:
        """The register."""
        return SqlInternalRegister(self.database, self.house)

    async def file(self, officer: Officer, **fields: Any) -> InternalComplaint:
        """File one under the officer's name."""
        async with self.database.transaction() as work:
            return await internal_filing.file_internal(
                self.house, work, new(**fields), actor=by(officer)
            )

    async def file_anonymously(
        self, officer: Officer, **fields: Any
    ) -> tuple[InternalComplaint, str]:
        """File one anonymously; returns it with its receipt."""
        async with self.database.transaction() as work:
            return await internal_filing.file_anonymously(
                self.house, work, new(**fields), actor=by(officer)
            )

    async def enter(self, officer: Officer, name: str, **fields: Any) -> InternalComplaint:
        """Enter one for somebody who has left."""
        async with self.database.transaction() as work:
            return await internal_filing.enter_internal(
                self.house, work, new(**fields), name, actor=by(officer)
            )

    async def investigate(self, officer: Officer, number: str, facts: str = "已核对") -> None:
        """Write down what was found out."""
        async with self.database.transaction() as work:
            internal = await work.internals.get(number)
            await internal_handling.investigate(
                self.house, work, internal, facts, actor=by(officer)
            )

    async def report(self, officer: Officer, number: str, to: str = "总经理") -> None:
        """Report upward."""
        async with self.database.transaction() as work:
            internal = await work.internals.get(number)
            await internal_handling.report_up(self.house, work, internal, to, actor=by(officer))

    async def decide(
        self, officer: Officer, number: str, ruling: Ruling = RULING
    ) -> InternalDecision:
        """Decide."""
        async with self.database.transaction() as work:
            internal = await work.internals.get(number)
            return await internal_handling.decide(
                self.house, work, internal, ruling, actor=by(officer)
            )

    async def tell(self, officer: Officer, number: str, side: Side, via: str = "phone") -> None:
        """Record that a side was told."""
        async with self.database.transaction() as work:
            internal = await work.internals.get(number)
            await internal_handling.tell(self.house, work, internal, side, via, actor=by(officer))

    async def review(self, officer: Officer, number: str, words: str = "不同意") -> None:
        """Ask for a review under one's own name."""
        async with self.database.transaction() as work:
            internal = await work.internals.get(number)
            await internal_handling.ask_review(
                self.house, work, internal, words, actor=by(officer)
            )

    async def review_by_receipt(self, receipt: str, words: str = "不同意") -> None:
        """Ask for a review with a receipt."""
        async with self.database.transaction() as work:
            await internal_handling.ask_review_by_receipt(self.house, work, receipt, words)

    async def review_for(
        self, officer: Officer, number: str, side: Side, words: str = "来电不服"
    ) -> None:
        """Enter that a side without an account wants a review."""
        async with self.database.transaction() as work:
            internal = await work.internals.get(number)
            await internal_handling.ask_review_for(
                self.house, work, internal, side, words, actor=by(officer)
            )

    async def get(self, number: str) -> InternalComplaint:
        """Load one."""
        async with self.database.transaction() as work:
            return await work.internals.get(number)


def new(**fields: Any) -> NewInternal:
    """Make what somebody says."""
    return NewInternal(**({"category": "pay", "text": f"{CANARY}：两天没有发"} | fields))
