"""Answers what screens, the API and exports ask, from reading sessions that hold up no writer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from complaints.case_reads import CasePage, StatusPage
from complaints.coordination_reads import NO_SEAT, CaseCoordination, RequestRow, Seat
from complaints.decision_reads import ApprovalRow, CaseDecisions, UncheckedRow
from complaints.figure_reads import Figures
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
from complaints.masking import FindPersonal, only_numbers
from complaints.model import ComplaintId, Officer, RevisitState
from storage.approval_queries import waiting_approvals
from storage.case_lists import count, list_cases
from storage.case_pages import CasePages
from storage.coordination_queries import coordination_of, open_requests
from storage.decision_queries import decisions_of, list_unchecked
from storage.exports import BATCH, read_batch, read_records
from storage.figure_queries import FigureQueries
from storage.ledger_queries import SqlLedgers
from storage.major_queries import list_majors, major_of
from storage.roster_list import read_roster
from storage.side_lists import find_info, find_revisit, list_infos, list_revisits
from storage.unit_of_work import Database


class SqlRegister:
    """A `complaints.register.Register`."""

    def __init__(self, database: Database, find_personal: FindPersonal = only_numbers) -> None:
        self._database = database
        self._find_personal = find_personal
        self.ledgers = SqlLedgers(database, find_personal)

    async def list(
        self, viewer: Officer, filters: Filters, cursor: str | None = None, limit: int = 50
    ) -> Page[CaseRow]:
        """List complaints: by the next deadline or the newest first, as the view says."""
        async with self._database.reading() as session:
            now = self._database.now()
            return await list_cases(
                session, viewer, filters, cursor, limit, now, self._find_personal
            )

    async def case(self, viewer: Officer, number: str) -> CasePage:
        """Show one complaint; raises NotFound, also for what the viewer may not see."""
        async with self._database.reading() as session:
            return await CasePages(session).of_officer(viewer, number, self._database.now())

    async def id_of(
        self, viewer: Officer, number: str, *, is_reading: bool = False
    ) -> ComplaintId:
        """Translate a number for a use case; raises NotFound, or NotAllowed: `asked_only`."""
        async with self._database.reading() as session:
            pages = CasePages(session)
            find = pages.find if is_reading else pages.find_handled
            return (await find(viewer, number)).id

    async def counts(
        self,
        viewer: Officer,
        departments: Sequence[str] = (),
        seat: Seat = NO_SEAT,
        mandate: Mandate = NO_MANDATE,
    ) -> Counts:
        """Count what the viewer may see; `departments` are the codes to count by."""
        async with self._database.reading() as session:
            now = self._database.now()
            return await count(session, viewer, departments, seat, mandate, now)

    async def coordination(self, viewer: Officer, number: str) -> CaseCoordination:
        """Show what departments were asked about a complaint; raises NotFound like `case`."""
        async with self._database.reading() as session:
            found = await CasePages(session).find(viewer, number)
            return await coordination_of(session, viewer, found, self._database.now())

    async def requests(
        self, viewer: Officer, seat: Seat, cursor: str | None = None, limit: int = 50
    ) -> Page[RequestRow]:
        """List the open coordination requests that concern the viewer, the most urgent first."""
        async with self._database.reading() as session:
            find_personal = self._find_personal
            return await open_requests(session, viewer, seat, find_personal, cursor, limit)

    async def infos(
        self,
        viewer: Officer,
        *,
        is_signed: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InfoRow]:
        """List customer information, newest first."""
        async with self._database.reading() as session:
            return await list_infos(session, viewer, is_signed, cursor, limit)

    async def revisits(
        self,
        viewer: Officer,
        state: RevisitState = RevisitState.DUE,
        *,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[RevisitRow]:
        """List revisits in one state: DUE and SENT by their due date, the others newest first."""
        async with self._database.reading() as session:
            return await list_revisits(session, viewer, state, cursor, limit)

    async def info(self, viewer: Officer, info_id: int) -> InfoRow:
        """Show one piece of customer information; raises NotFound."""
        async with self._database.reading() as session:
            return await find_info(session, viewer, info_id)

    async def revisit(self, viewer: Officer, revisit_id: int) -> RevisitRow:
        """Show one revisit; raises NotFound."""
        async with self._database.reading() as session:
            return await find_revisit(session, viewer, revisit_id)

    async def figures(self, viewer: Officer, from_: datetime, to: datetime) -> Figures:
        """Work out the figures of a period over what the viewer may see."""
        async with self._database.reading() as session:
            now = self._database.now()
            return await FigureQueries(session, viewer, from_, to, now).figures()

    async def status_page(self, token: str) -> StatusPage:
        """Show a customer their own complaint; raises NotFound."""
        async with self._database.reading() as session:
            return await CasePages(session).of_customer(token)

    async def roster(self) -> RosterPage:
        """Show who is on duty, who will be, and who is away."""
        async with self._database.reading() as session:
            return await read_roster(session, self._database.now())

    async def decisions(self, viewer: Officer, number: str) -> CaseDecisions:
        """Show what was decided about a complaint; raises as `id_of` does."""
        async with self._database.reading() as session:
            found = await CasePages(session).find_handled(viewer, number)
            return await decisions_of(session, found)

    async def approvals(self, viewer: Officer, mandate: Mandate) -> Sequence[ApprovalRow]:
        """List what waits for the viewer's decision, oldest first."""
        async with self._database.reading() as session:
            return await waiting_approvals(session, viewer, mandate)

    async def major(self, viewer: Officer, number: str) -> CaseMajor:
        """Show what a complaint has as a major one; raises as `id_of` does."""
        async with self._database.reading() as session:
            found = await CasePages(session).find_handled(viewer, number)
            return await major_of(session, found)

    async def majors(self, viewer: Officer) -> Sequence[MajorRow]:
        """List the major complaints that are open or owe their report."""
        async with self._database.reading() as session:
            now = self._database.now()
            return await list_majors(session, viewer, now, self._find_personal)

    async def unchecked(
        self, viewer: Officer, cursor: str | None = None, limit: int = 50
    ) -> Page[UncheckedRow]:
        """List closed complaints that nobody has checked yet (R44)."""
        async with self._database.reading() as session:
            return await list_unchecked(session, viewer, cursor, limit)

    async def officers(self) -> Sequence[OfficerRow]:
        """List every officer by name, also those that have left."""
        async with self._database.reading() as session:
            return await CasePages(session).officers()

    async def records(
        self, viewer: Officer, numbers: Sequence[str]
    ) -> Sequence[Mapping[str, Any]]:
        """Give the records of some complaints as `export` does; what is not visible is missing."""
        async with self._database.reading() as session:
            return await read_records(session, viewer, numbers)

    async def export(
        self, viewer: Officer, from_: datetime, to: datetime
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the record of every complaint received in a period, oldest first, unmasked."""
        after: tuple[datetime, int] | None = None
        while True:
            # A session for every batch: a slow reader must not keep an old snapshot open.
            async with self._database.reading() as session:
                batch = await read_batch(session, viewer, from_, to, after)
            for record in batch:
                yield record
            if len(batch) < BATCH:
                return
            after = batch[-1]["received_at"], batch[-1]["id"]
