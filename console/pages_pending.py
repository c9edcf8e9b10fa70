"""未了: the pending ledger as a page, and its forms on a case (R32)."""

from __future__ import annotations

from aiohttp import web

from complaints import call_attempts, pending
from complaints.case_reads import CasePage
from complaints.errors import ComplaintError, NotFound
from complaints.house import House
from complaints.ledger_reads import CaseLedger, PendingView
from complaints.model import ACTIVE, Complaint, Officer, OfficerId, Status
from complaints.pending import NewPending
from complaints.pending_model import CallResult, PendingCause, PendingState
from complaints.pending_rounds import month_start
from complaints.permissions import may
from complaints.ports import UnitOfWork
from console.auth import Visit
from console.services import Services
from console.shell import Shell

_IN_HAND = frozenset({Status.OPEN, Status.WAITING})


def pending_data(page: CasePage, ledger: CaseLedger, officer: Officer) -> dict[str, object]:
    """Gather what a case shows of the ledger, and what may be done about it now."""
    current, status = ledger.current, page.complaint.status
    may_pend = may(officer.role, "pend")
    return {
        "ledger": ledger,
        "pending_causes": list(PendingCause),
        "call_results": list(CallResult),
        "pend_can": {
            "ask": may_pend and current is None and status in _IN_HAND and not officer.is_service,
            "settle": may_pend and current is not None and current.state is PendingState.OPEN,
            "attempt": may(officer.role, "reply") and status in ACTIVE,
        },
    }


class PendingActs:
    """The forms on a case; `pages_case.CaseActs.handler` makes a page handler of each."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def ask(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Ask that the case be entered."""
        form = visit.form
        responsible = form.find_id("to")
        new = NewPending(
            cause=form.choice("cause", PendingCause),
            words=form.text("words"),
            missing=form.text("missing"),
            responsible_id=OfficerId(responsible) if responsible else None,
            expected_on=form.find_day("expected_on"),
        )
        await pending.ask(self._house, work, complaint, new, actor=visit.actor)

    async def settle(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Take the case off."""
        outcome = visit.form.text("outcome")
        await pending.settle(self._house, work, complaint, outcome, actor=visit.actor)

    async def attempt(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Note a call that did not reach the customer; without a time it was just now."""
        form = visit.form
        at = form.moment("at", self._house.policy.hours.zone) if form.text("at") else None
        await call_attempts.record_attempt(
            self._house,
            work,
            complaint,
            form.choice("result", CallResult),
            actor=visit.actor,
            at=at,
            words=form.text("words"),
        )


class PendingPages:
    """The ledger: what is open, whom to contact this month, what is settled."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._house = services.house
        self._shell = shell

    async def page(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        """Show a part of the ledger."""
        view = visit.query.find_choice("view", PendingView) or PendingView.OPEN
        at, zone = self._house.now(), self._house.policy.hours.zone
        rows = await self._services.register.ledgers.pending(
            visit.officer,
            view,
            month_start(self._house.policy, at),
            visit.query.text("cursor") or None,
        )
        return await self._shell.page(
            visit,
            "pending.html",
            "pending",
            status=error.http_status if error is not None else 200,
            view=view,
            views=list(PendingView),
            rows=rows.rows,
            next_cursor=rows.next_cursor or "",
            today=at.astimezone(zone).date(),
            can_settle=may(visit.officer.role, "pend"),
            refusal=self._shell.refusal(visit, error),
        )

    async def settle(self, visit: Visit) -> web.Response:
        """Take a case off the ledger, from its line."""
        services, number = self._services, visit.request.match_info["number"]
        try:
            complaint_id = await services.register.id_of(visit.officer, number)
            async with services.transactions() as work:
                complaint = await work.complaints.get(complaint_id)
                outcome = visit.form.text("outcome")
                await pending.settle(self._house, work, complaint, outcome, actor=visit.actor)
        except NotFound:
            raise
        except ComplaintError as error:
            return await self.page(visit, error)
        return self._shell.go("/pending", "pending_settled", number=number)
