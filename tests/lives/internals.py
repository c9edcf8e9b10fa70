"""What the people of a life may do in the internal register (R9), each by a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from complaints import internal_filing, internal_handling
from complaints.house import House
from complaints.internal_filing import NewInternal
from complaints.internal_handling import Ruling
from complaints.internal_model import InternalComplaint, Outcome, Side
from complaints.model import Officer, by
from storage import tables
from storage.unit_of_work import SqlUnitOfWork

#: Stands in whatever is said in the internal register, and may stand nowhere else.
CANARY = "加班费暗号"
RULING = Ruling(Outcome.PARTLY, f"{CANARY}：查了", f"{CANARY}：已补发", f"{CANARY}：请照办")
#: What anybody may do, and what handlers do.
FILING = ("file", "hide", "enter", "review", "by_receipt")
HANDLING = ("investigate", "report", "decide", "decide", "tell", "review_for")


@dataclass
class Internals:
    """The internal register of one life. `receipts` are those that nobody else has."""

    house: House
    names: Sequence[str]
    receipts: list[str] = field(default_factory=list)

    async def act(self, work: SqlUnitOfWork, who: Officer, what: str, n: int) -> None:
        """Do one thing."""
        actor = by(who)
        new = NewInternal("pay", f"{CANARY}：少算了", person=self.names[n % len(self.names)])
        match what:
            case "file":
                await internal_filing.file_internal(self.house, work, new, actor=actor)
            case "hide":
                filed = await internal_filing.file_anonymously(self.house, work, new, actor=actor)
                self.receipts.append(filed[1])
            case "enter":
                name = "前员工"
                await internal_filing.enter_internal(self.house, work, new, name, actor=actor)
            case "by_receipt" if self.receipts:
                receipt = self.receipts[n % len(self.receipts)]
                await internal_handling.ask_review_by_receipt(self.house, work, receipt, CANARY)
            case _:
                await self._handle(work, who, what, n)

    async def _handle(self, work: SqlUnitOfWork, who: Officer, what: str, n: int) -> None:
        query = sa.select(InternalComplaint).order_by(tables.internal_complaints.c.id.desc())
        rows = await work.load(query)
        if not rows:
            return
        house, actor, found = self.house, by(who), rows[n // 3 % len(rows)]
        side = list(Side)[n % 2]
        match what:
            case "investigate":
                await internal_handling.investigate(house, work, found, CANARY, actor=actor)
            case "report":
                await internal_handling.report_up(house, work, found, "总经理", actor=actor)
            case "decide":
                await internal_handling.decide(house, work, found, RULING, actor=actor)
            case "tell":
                await internal_handling.tell(house, work, found, side, "phone", actor=actor)
            case "review":
                await internal_handling.ask_review(house, work, found, CANARY, actor=actor)
            case "review_for":
                await internal_handling.ask_review_for(
                    house, work, found, side, CANARY, actor=actor
                )
