"""Papers on screen and, from there, on paper (R43): a case's own, blank ones, the book."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any, Final, TypeVar

from aiohttp import web

from complaints.case_reads import CasePage
from complaints.errors import NotFound
from complaints.ledger_reads import BookRow, PendingRow, PendingView, with_gaps
from complaints.list_reads import PAGE_LIMIT, Page
from complaints.model import Category, Channel, Severity, Solved
from complaints.money import write_amount
from complaints.pending_rounds import month_start
from complaints.periods import day_end, day_start
from complaints.reading import note_read
from console.auth import Visit
from console.papers import BLANK, BOOK, LEDGER, Paper, blank_papers, papers_for
from console.services import Services
from console.shell import Shell

Row = TypeVar("Row")

#: So many lines are one volume of the register book; a browser draws them in a second.
_VOLUME: Final = 2_000


class PaperPages:
    """The papers, each a page of its own without rail and top."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._house = services.house
        self._shell = shell

    async def paper(self, visit: Visit) -> web.Response:
        """Show a paper of a case, its reading noted in the audit (R40); `?blank=1` an empty one.

        Raises:
            NotFound: no such case or paper, also one that is not for this officer.
        """
        if visit.query.text("blank"):
            return await self.blank(visit)
        services, number = self._services, visit.request.match_info["number"]
        page = await services.register.case(visit.officer, number)
        paper = _named(visit, papers_for(page, visit.officer))
        found = {
            name: await need(services, visit.officer, page) for name, need in paper.needs.items()
        }
        if not page.is_reading_noted:
            async with services.transactions() as work:
                await note_read(work, page.complaint, visit.officer, self._house.now())
        back = f"/cases/{number}"
        return self._render(visit, paper, back=back, is_blank=False, **_of(page), **found)

    async def blank(self, visit: Visit) -> web.Response:
        """Show a paper to fill in by hand; it reads no case. Raises NotFound."""
        paper = _named(visit, blank_papers(visit.officer))
        empty = dict.fromkeys((*paper.needs, *_OF_A_CASE), BLANK)
        return self._render(visit, paper, back="/papers", is_blank=True, **empty)

    async def index(self, visit: Visit) -> web.Response:
        """List the blank papers, and ask for the period of the register book."""
        return await self._shell.page(
            visit,
            "papers.html",
            "intake",
            papers=blank_papers(visit.officer),
            books=(BOOK, LEDGER),
        )

    async def book(self, visit: Visit) -> web.Response:
        """Show the complaints of a period as the register book (投诉登记本); `?blank=1` lines.

        Without a period it is the present month's. A long period goes on in a next volume.
        """
        zone, today = self._house.policy.hours.zone, self._today()
        first = visit.query.find_day("from") or today.replace(day=1)
        last = max(visit.query.find_day("to") or today, first)
        ledgers, officer = self._services.register.ledgers, visit.officer

        async def read(cursor: str | None) -> Page[BookRow]:
            return await ledgers.book(officer, day_start(first, zone), day_end(last, zone), cursor)

        rows, cursor = await _volume(visit, read)
        return self._render_book(
            visit,
            BOOK,
            first=first,
            last=last,
            lines=list(with_gaps(rows)),
            count=len(rows),
            next_cursor=cursor,
        )

    async def ledger(self, visit: Visit) -> web.Response:
        """Show what is open on the pending ledger (R32); `?blank=1` lines."""
        ledgers, officer = self._services.register.ledgers, visit.officer
        since = month_start(self._house.policy, self._house.now())

        async def read(cursor: str | None) -> Page[PendingRow]:
            return await ledgers.pending(officer, PendingView.OPEN, since, cursor, PAGE_LIMIT)

        rows, cursor = await _volume(visit, read)
        return self._render_book(visit, LEDGER, lines=rows, next_cursor=cursor)

    def _render_book(self, visit: Visit, paper: Paper, **data: Any) -> web.Response:
        is_blank = visit.query.text("blank") != ""
        empty = dict.fromkeys(_OF_A_CASE, BLANK)
        return self._render(visit, paper, back="/papers", is_blank=is_blank, **empty, **data)

    def _today(self) -> date:
        return self._house.now().astimezone(self._house.policy.hours.zone).date()

    def _render(self, visit: Visit, paper: Paper, **data: Any) -> web.Response:
        house = self._house
        return self._services.pages.response(
            paper.template,
            visit.language,
            paper=paper,
            officer=visit.officer,
            policy=house.policy,
            now=house.now(),
            channels=list(Channel),
            categories=list(Category),
            severities=list(Severity),
            answers=list(Solved),
            money=write_amount,
            **data,
        )


async def _volume(
    visit: Visit, read: Callable[[str | None], Awaitable[Page[Row]]]
) -> tuple[list[Row], str]:
    """Read as many lines as one volume holds, and where the next begins; none for a blank one."""
    rows: list[Row] = []
    cursor = visit.query.text("cursor") or None
    if visit.query.text("blank"):
        return rows, ""
    while len(rows) < _VOLUME:
        page = await read(cursor)
        rows += page.rows
        cursor = page.next_cursor
        if cursor is None:
            break
    return rows, cursor or ""


def _named(visit: Visit, papers: list[Paper]) -> Paper:
    name = visit.request.match_info["paper"]
    for paper in papers:
        if paper.name == name:
            return paper
    raise NotFound("not_found", kind="Paper")


#: What every paper of a case finds; what the case does not have is blank, as on an empty paper.
_OF_A_CASE: Final = ("case", "complaint", "customer", "receiver", "owner", "revisit")


def _of(page: CasePage) -> dict[str, object]:
    return {
        "case": page,
        "complaint": page.complaint,
        "customer": page.customer or BLANK,
        "receiver": page.receiver or BLANK,
        "owner": page.owner or BLANK,
        "revisit": page.revisit or BLANK,
    }
