"""待我批准: what waits for the officer's approval; and what the quality office has to check."""

from __future__ import annotations

from aiohttp import web

from complaints import checks, deciding
from complaints.errors import ComplaintError, Invalid, NotFound
from complaints.mandate import mandate_of
from complaints.money import write_amount
from complaints.permissions import require
from console.auth import Visit
from console.forms import path_id
from console.services import Services
from console.shell import Shell


class ApprovalPages:
    """The queue of what one may decide, with both answers to each."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def page(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        """Show the queue, oldest first."""
        require(visit.officer, "approve")
        mandate = mandate_of(self._services.house.policy.authority, visit.officer)
        return await self._shell.page(
            visit,
            "approvals.html",
            "approvals",
            status=error.http_status if error is not None else 200,
            rows=await self._services.register.approvals(visit.officer, mandate),
            money=write_amount,
            refusal=self._shell.refusal(visit, error),
        )

    async def decide(self, visit: Visit) -> web.Response:
        """Grant or refuse one."""
        is_granted = visit.form.text("decision") == "grant"
        services = self._services
        try:
            async with services.transactions() as work:
                approval = await deciding.decide(
                    services.house,
                    work,
                    path_id(visit.request, "id"),
                    is_granted=is_granted,
                    reason=visit.form.text("reason"),
                    actor=visit.actor,
                )
                complaint = await work.complaints.get(approval.complaint_id)
        except NotFound:
            raise
        except ComplaintError as error:
            return await self.page(visit, error)
        done = "approved" if is_granted else "refused"
        return self._shell.go("/approvals", done, number=complaint.number)


class CheckPages:
    """The closed complaints that wait for their check (考核, R44)."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def page(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        """Show them, the longest closed first."""
        require(visit.officer, "check")
        cursor = visit.query.text("cursor") or None
        rows = await self._services.register.unchecked(visit.officer, cursor)
        return await self._shell.page(
            visit,
            "checks.html",
            "checks",
            status=error.http_status if error is not None else 200,
            rows=rows.rows,
            next_cursor=rows.next_cursor or "",
            refusal=self._shell.refusal(visit, error),
        )

    async def check(self, visit: Visit) -> web.Response:
        """Archive one, or send it back."""
        services, form = self._services, visit.form
        is_back = form.text("decision") == "back"
        try:
            if is_back and not (form.text("late") or form.text("unapt")):
                raise Invalid("required", field="late")
            complaint_id = await services.register.id_of(
                visit.officer, visit.request.match_info["number"]
            )
            async with services.transactions() as work:
                complaint = await work.complaints.get(complaint_id)
                await checks.check(
                    services.house,
                    work,
                    complaint,
                    is_timely=not (is_back and form.text("late")),
                    is_apt=not (is_back and form.text("unapt")),
                    words=form.text("words"),
                    actor=visit.actor,
                )
        except NotFound:
            raise
        except ComplaintError as error:
            return await self.page(visit, error)
        done = "sent_back" if is_back else "archived"
        return self._shell.go("/checks", done, number=complaint.number)
