"""责任认定: opening a finding on a case, the queue, one finding with its steps (R34).

Who may not know of a finding meets none of these: the queue is empty, the address not found, the
section of the case not there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from complaints import findings
from complaints.errors import ComplaintError, NotFound
from complaints.finding_model import (
    Finding,
    FindingKind,
    FindingState,
    Measure,
    is_decider,
    may_review,
)
from complaints.findings import Suspicion, Verdict
from complaints.model import Complaint
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.private_record import About, note_reading
from console.auth import Visit
from console.forms import path_id
from console.services import Services
from console.shell import Shell

Act = Callable[[UnitOfWork, Complaint, Finding, Visit], Awaitable[object]]
#: A step of a finding that is taken with words.
Step = Callable[..., Awaitable[None]]

_STATES = {"open": True, "done": False, "all": None}


class FindingPages:
    """The queue and one finding."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def open(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Open a finding on a case, as its form says."""
        form = visit.form
        new = Suspicion(
            kind=form.choice("kind", FindingKind),
            cause=form.text("cause"),
            person=form.text("about"),
            department=form.text("department"),
            question=form.text("question"),
            gap=form.text("gap"),
            is_plain=not form.text("unclear"),
        )
        await findings.open_finding(self._services.house, work, complaint, new, actor=visit.actor)

    async def page(self, visit: Visit) -> web.Response:
        """Show the queue, newest first."""
        require(visit.officer, "find")
        state = visit.query.text("state")
        state = state if state in _STATES else "open"
        rows = await self._services.findings.list(
            visit.officer,
            is_open=_STATES[state],
            cursor=visit.query.text("cursor") or None,
        )
        return await self._shell.page(
            visit,
            "findings.html",
            "findings",
            state=state,
            states=list(_STATES),
            rows=rows.rows,
            next_cursor=rows.next_cursor or "",
        )

    async def finding(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        """Show one, with the steps that are the officer's."""
        house = self._services.house
        found = await self._services.findings.page(visit.officer, path_id(visit.request, "id"))
        finding, policy = found.finding, house.policy.responsibility
        async with self._services.transactions() as work:
            await note_reading(work, About.FINDING, finding.id, visit.officer, house.now())
        is_heard = finding.person_id is None or finding.statement
        is_past = finding.hear_by is not None and house.now() > finding.hear_by
        return await self._shell.page(
            visit,
            "finding.html",
            "findings",
            status=error.http_status if error is not None else 200,
            refusal=self._shell.refusal(visit, error),
            found=found,
            finding=finding,
            measures=list(Measure),
            most_points=policy.points[finding.severity],
            is_untold=finding.customer_told_at is None
            and finding.state in (FindingState.OPEN, FindingState.DECIDED),
            can_decide=finding.state is FindingState.OPEN
            and is_decider(visit.officer, finding)
            and bool(is_heard or is_past),
            can_review=finding.state is FindingState.DECIDED
            and may_review(visit.officer, finding),
            typed=visit.form.texts() if error is not None else {},
        )

    def handler(self, act: Act) -> Callable[[Visit], Awaitable[web.Response]]:
        """Do an act on one in a transaction; a refusal is told on its page."""

        async def handle(visit: Visit) -> web.Response:
            finding_id = path_id(visit.request, "id")
            try:
                async with self._services.transactions() as work:
                    finding = await work.findings.get(finding_id)
                    complaint = await work.complaints.get(finding.complaint_id)
                    await act(work, complaint, finding, visit)
            except NotFound:
                raise
            except ComplaintError as error:
                return await self.finding(visit, error)
            return self._shell.go(f"/findings/{finding_id}", "finding_noted")

        return handle

    def step(self, run: Step) -> Callable[[Visit], Awaitable[web.Response]]:
        """Take a step that needs nothing but words."""

        async def act(
            work: UnitOfWork, complaint: Complaint, finding: Finding, visit: Visit
        ) -> None:
            words = visit.form.text("words")
            await run(self._services.house, work, complaint, finding, words, actor=visit.actor)

        return self.handler(act)

    async def decide(
        self, work: UnitOfWork, complaint: Complaint, finding: Finding, visit: Visit
    ) -> None:
        """Decide."""
        form = visit.form
        chosen = set(form.all("measures"))
        verdict = Verdict(
            form.text("decision"),
            [measure for measure in Measure if measure in chosen],
            (form.find_id("points") or 0) if Measure.POINTS in chosen else 0,
        )
        await findings.decide(
            self._services.house, work, complaint, finding, verdict, actor=visit.actor
        )
