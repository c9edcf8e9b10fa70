"""员工投诉: the internal register for HR, the quality office and senior leaders (R9)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from aiohttp import web

from complaints import internal_filing, internal_handling
from complaints.errors import ComplaintError, NotFound
from complaints.internal_filing import LINE_LIMIT, TEXT_LIMIT
from complaints.internal_handling import TOLD_VIA, Ruling
from complaints.internal_model import UNDECIDED, InternalComplaint, Outcome, Side
from complaints.periods import day_end, day_start
from complaints.permissions import may, require
from complaints.ports import UnitOfWork
from complaints.private_record import About, note_reading
from console.auth import Visit
from console.pages_mine import names_of, read_new
from console.services import Services
from console.shell import Shell

Act = Callable[[UnitOfWork, InternalComplaint, Visit], Awaitable[object]]

_STATES = {"open": True, "decided": False, "all": None}
_LONGEST = timedelta(days=366)


class InternalPages:
    """The register, one complaint of it, and its book for printing."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def page(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        """Show the register, newest first."""
        require(visit.officer, "internal")
        state = visit.query.text("state")
        state = state if state in _STATES else "open"
        rows = await self._services.internals.list(
            visit.officer,
            is_open=_STATES[state],
            cursor=visit.query.text("cursor") or None,
        )
        return await self._shell.page(
            visit,
            "internal.html",
            "internal",
            status=error.http_status if error is not None else 200,
            refusal=self._shell.refusal(visit, error),
            state=state,
            states=list(_STATES),
            rows=rows.rows,
            next_cursor=rows.next_cursor or "",
            can_enter=may(visit.officer.role, "internal_enter"),
            typed=visit.form.texts() if error is not None else {},
            people=await names_of(self._services),
            text_limit=TEXT_LIMIT,
            line_limit=LINE_LIMIT,
        )

    async def enter(self, visit: Visit) -> web.Response:
        """Enter one for somebody who has left."""
        services = self._services
        try:
            async with services.transactions() as work:
                internal = await internal_filing.enter_internal(
                    services.house,
                    work,
                    read_new(visit.form),
                    visit.form.text("complainant"),
                    actor=visit.actor,
                )
        except ComplaintError as error:
            return await self.page(visit, error)
        number = internal.number
        return self._shell.go(f"/internal/{number}", "internal_filed", number=number)

    async def case(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        """Show one, with what may be done about it."""
        house = self._services.house
        number = visit.request.match_info["number"]
        found = await self._services.internals.page(visit.officer, number)
        internal, policy = found.internal, house.policy.internal
        async with self._services.transactions() as work:
            await note_reading(work, About.INTERNAL, internal.id, visit.officer, house.now())
        level = policy.level_of(visit.officer.role)
        is_seated = level is not None and level >= min(internal.level, policy.top)
        has_decided = any(row.decided_by == visit.officer.id for row in found.decisions)
        return await self._shell.page(
            visit,
            "internal_case.html",
            "internal",
            status=error.http_status if error is not None else 200,
            refusal=self._shell.refusal(visit, error),
            found=found,
            internal=internal,
            outcomes=list(Outcome),
            sides=list(Side),
            told_via=TOLD_VIA,
            can_decide=internal.state in UNDECIDED and is_seated and not has_decided,
            typed=visit.form.texts() if error is not None else {},
        )

    def handler(self, act: Act, done: str) -> Callable[[Visit], Awaitable[web.Response]]:
        """Do an act on one in a transaction; a refusal is told on its page."""

        async def handle(visit: Visit) -> web.Response:
            number = visit.request.match_info["number"]
            try:
                async with self._services.transactions() as work:
                    await act(work, await work.internals.get(number), visit)
            except NotFound:
                raise
            except ComplaintError as error:
                return await self.case(visit, error)
            return self._shell.go(f"/internal/{number}", done, number=number)

        return handle

    async def investigate(
        self, work: UnitOfWork, internal: InternalComplaint, visit: Visit
    ) -> None:
        """Write down the facts."""
        facts = visit.form.text("facts")
        await internal_handling.investigate(
            self._services.house, work, internal, facts, actor=visit.actor
        )

    async def report(self, work: UnitOfWork, internal: InternalComplaint, visit: Visit) -> None:
        """Report upward."""
        to = visit.form.text("to")
        await internal_handling.report_up(
            self._services.house, work, internal, to, actor=visit.actor
        )

    async def decide(self, work: UnitOfWork, internal: InternalComplaint, visit: Visit) -> None:
        """Decide."""
        form = visit.form
        ruling = Ruling(
            form.choice("outcome", Outcome),
            form.text("grounds"),
            form.text("to_complainant"),
            form.text("to_person"),
        )
        await internal_handling.decide(
            self._services.house, work, internal, ruling, actor=visit.actor
        )

    async def tell(self, work: UnitOfWork, internal: InternalComplaint, visit: Visit) -> None:
        """Record how a side without an account was told."""
        side, via = visit.form.choice("side", Side), visit.form.text("via")
        await internal_handling.tell(
            self._services.house, work, internal, side, via, actor=visit.actor
        )

    async def review(self, work: UnitOfWork, internal: InternalComplaint, visit: Visit) -> None:
        """Enter that a side without an account wants a review."""
        side, words = visit.form.choice("side", Side), visit.form.text("words")
        await internal_handling.ask_review_for(
            self._services.house, work, internal, side, words, actor=visit.actor
        )

    async def book(self, visit: Visit) -> web.Response:
        """Show the register of a week, a month or any period, for printing (员工投诉登记本)."""
        require(visit.officer, "internal")
        zone = self._services.house.policy.hours.zone
        today = self._services.house.now().astimezone(zone).date()
        monday, month = today - timedelta(days=today.weekday()), today.replace(day=1)
        first = visit.query.find_day("from") or monday
        last = min(max(visit.query.find_day("to") or today, first), first + _LONGEST)
        return await self._shell.page(
            visit,
            "internal_book.html",
            "internal",
            book=await self._services.internals.book(
                visit.officer, day_start(first, zone), day_end(last, zone)
            ),
            first=first,
            last=last,
            periods=[
                ("week", monday, today),
                ("last_week", monday - timedelta(days=7), monday - timedelta(days=1)),
                ("month", month, today),
                ("last_month", _month_before(month), month - timedelta(days=1)),
            ],
        )


def _month_before(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
