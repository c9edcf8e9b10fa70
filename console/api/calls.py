"""One request of another program, as its handler sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from complaints.errors import NotFound
from complaints.finding_reads import FindingRegister
from complaints.house import House
from complaints.internal_reads import InternalRegister
from complaints.model import Actor, Complaint, Officer, by
from complaints.ports import Transactions, UnitOfWork
from complaints.register import Register
from console.api.fields import read_id


@dataclass(frozen=True)
class Call:
    """Who asks, what the address names, and what the handler needs for its work."""

    officer: Officer
    path: Mapping[str, str]
    house: House
    register: Register
    internals: InternalRegister
    findings: FindingRegister
    transactions: Transactions

    @property
    def actor(self) -> Actor:
        """The officer as somebody who acts."""
        return by(self.officer)

    @property
    def number(self) -> str:
        """The complaint's number in the address."""
        return self.path["number"]

    @property
    def row_id(self) -> int:
        """The id in the address; raises NotFound when it is none."""
        try:
            return read_id(self.path["id"])
        except ValueError as error:
            raise NotFound("not_found") from error

    async def other(self, work: UnitOfWork, number: str) -> Complaint:
        """Load another complaint that the body names; what is not visible is not found."""
        return await work.complaints.get(await self.register.id_of(self.officer, number))

    async def complaint(self, work: UnitOfWork) -> Complaint:
        """Load the complaint of the address; raises NotFound, also for what is not visible."""
        return await work.complaints.get(await self.register.id_of(self.officer, self.number))
