"""What acts of a life have in common: what varies from one time to the next, and which row."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import sqlalchemy as sa

from complaints.house import House
from complaints.model import Complaint, ComplaintId, Officer, OfficerId
from storage.unit_of_work import SqlUnitOfWork

T = TypeVar("T")


@dataclass(frozen=True)
class Choice:
    """What varies from one time to the next."""

    house: House
    n: int
    other: ComplaintId | None
    officers: Sequence[OfficerId]

    def of(self, values: Sequence[T]) -> T:
        """Choose one of some values."""
        return values[self.n % len(values)]


Acting = Callable[[SqlUnitOfWork, Complaint, Officer, Choice], Awaitable[object]]


async def newest(
    work: SqlUnitOfWork, cls: type[T], table: sa.Table, case: Complaint, choice: Choice
) -> T | None:
    """Load one of the rows that belong to a complaint, the newest first; None if it has none."""
    query = sa.select(cls).where(table.c.complaint_id == case.id).order_by(table.c.id.desc())
    rows = await work.load(query)
    return choice.of(rows) if rows else None
