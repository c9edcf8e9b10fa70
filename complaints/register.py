"""What screens, the API and exports may ask of the register of complaints.

What it answers (`*_reads`) is made for showing and never changed; `storage.register` makes it,
without holding up a writer. Whom a complaint may be shown to is decided in its queries
(promise 7): what a viewer may not see is missing from lists, counts and figures, and raises the
same `NotFound` as what does not exist.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from complaints.case_reads import CasePage, StatusPage
from complaints.coordination_reads import NO_SEAT, CaseCoordination, RequestRow, Seat
from complaints.decision_reads import ApprovalRow, CaseDecisions, UncheckedRow
from complaints.figure_reads import Figures
from complaints.ledger_reads import Ledgers
from complaints.list_reads import (
    CaseRow,
    Counts,
    Filters,
    InfoRow,
    OfficerRow,
    Page,
    RevisitRow,
    RosterPage,
)
from complaints.major_reads import CaseMajor, MajorRow
from complaints.mandate import NO_MANDATE, Mandate
from complaints.model import ComplaintId, Officer, RevisitState


class Register(Protocol):
    """Answers everything that is only read. Cursors are opaque; a made-up one is `Invalid`."""

    @property
    def ledgers(self) -> Ledgers:
        """The books of the house."""
        ...

    async def list(
        self, viewer: Officer, filters: Filters, cursor: str | None = None, limit: int = 50
    ) -> Page[CaseRow]:
        """List complaints: by the next deadline or the newest first, as the view says."""
        ...

    async def case(self, viewer: Officer, number: str) -> CasePage:
        """Show one complaint; raises NotFound, also for what the viewer may not see."""
        ...

    async def id_of(
        self, viewer: Officer, number: str, *, is_reading: bool = False
    ) -> ComplaintId:
        """Translate a number for a use case.

        Args:
            is_reading: nothing but what everybody may do who reads the complaint.

        Raises:
            NotFound: as `case`.
            NotAllowed: `asked_only`, they may read it and not act on it.
        """
        ...

    async def counts(
        self,
        viewer: Officer,
        departments: Sequence[str] = (),
        seat: Seat = NO_SEAT,
        mandate: Mandate = NO_MANDATE,
    ) -> Counts:
        """Count what the viewer may see; `departments` are the codes to count by."""
        ...

    async def coordination(self, viewer: Officer, number: str) -> CaseCoordination:
        """Show what departments were asked about a complaint; raises NotFound like `case`."""
        ...

    async def requests(
        self, viewer: Officer, seat: Seat, cursor: str | None = None, limit: int = 50
    ) -> Page[RequestRow]:
        """List the open coordination requests that concern the viewer, the most urgent first."""
        ...

    async def infos(
        self,
        viewer: Officer,
        *,
        is_signed: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InfoRow]:
        """List customer information, newest first."""
        ...

    async def revisits(
        self,
        viewer: Officer,
        state: RevisitState = RevisitState.DUE,
        *,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[RevisitRow]:
        """List revisits in one state: DUE and SENT by their due date, the others newest first."""
        ...

    async def info(self, viewer: Officer, info_id: int) -> InfoRow:
        """Show one piece of customer information; raises NotFound."""
        ...

    async def revisit(self, viewer: Officer, revisit_id: int) -> RevisitRow:
        """Show one revisit; raises NotFound."""
        ...

    async def figures(self, viewer: Officer, from_: datetime, to: datetime) -> Figures:
        """Work out the figures of a period over what the viewer may see."""
        ...

    async def status_page(self, token: str) -> StatusPage:
        """Show a customer their own complaint; raises NotFound."""
        ...

    async def roster(self) -> RosterPage:
        """Show who is on duty, who will be, and who is away."""
        ...

    async def decisions(self, viewer: Officer, number: str) -> CaseDecisions:
        """Show what was decided about a complaint; raises as `id_of` does."""
        ...

    async def approvals(self, viewer: Officer, mandate: Mandate) -> Sequence[ApprovalRow]:
        """List what waits for the viewer's decision, oldest first."""
        ...

    async def major(self, viewer: Officer, number: str) -> CaseMajor:
        """Show what a complaint has as a major one; raises as `id_of` does."""
        ...

    async def majors(self, viewer: Officer) -> Sequence[MajorRow]:
        """List the major complaints that are open or owe their report, by the next deadline."""
        ...

    async def unchecked(
        self, viewer: Officer, cursor: str | None = None, limit: int = 50
    ) -> Page[UncheckedRow]:
        """List closed complaints that nobody has checked yet (R44), the longest closed first."""
        ...

    async def officers(self) -> Sequence[OfficerRow]:
        """List every officer by name, also those that have left."""
        ...

    async def records(
        self, viewer: Officer, numbers: Sequence[str]
    ) -> Sequence[Mapping[str, Any]]:
        """Give the records of some complaints as `export` does; what is not visible is missing."""
        ...

    def export(
        self, viewer: Officer, from_: datetime, to: datetime
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the record of every complaint received in a period, oldest first, unmasked."""
        ...
