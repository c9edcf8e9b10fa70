"""协调: asking departments, and what they and their heads do with it, each act one form (R20)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from complaints import coordination, coordination_answers, onsite
from complaints.coordination_model import CoordinationRequest
from complaints.errors import NotFound
from complaints.house import House
from complaints.model import Complaint
from complaints.ports import UnitOfWork
from console.auth import Visit
from console.coordination_views import seat_of
from console.services import Services
from console.shell import Shell

#: `words` are what somebody wrote, where the act asks for any.
Words = Callable[..., Awaitable[None]]


class CoordinationPages:
    """The open requests: to the officer's departments, and those the officer asked."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def page(self, visit: Visit) -> web.Response:
        """Show them, the most urgent first."""
        services, officer = self._services, visit.officer
        seat = seat_of(services.house.policy, officer)
        cursor = visit.query.text("cursor") or None
        found = await services.register.requests(officer, seat, cursor)
        theirs = [row for row in found.rows if row.department in seat.answers_for]
        others = [row for row in found.rows if row.department not in seat.answers_for]
        return await self._shell.page(
            visit,
            "coordination.html",
            "coordination",
            groups=[("ours", theirs), ("asked", others)],
            seat=seat,
            next_cursor=found.next_cursor or "",
        )


class CoordinationActs:
    """The acts; `pages_case.CaseActs.handler` makes a page handler of each."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def ask(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Ask a department."""
        form = visit.form
        await coordination.ask(
            self._house,
            work,
            complaint,
            form.text("department"),
            form.text("words"),
            within=form.text("within"),
            actor=visit.actor,
        )

    def on_request(
        self, act: Words, *, has_words: bool
    ) -> Callable[[UnitOfWork, Complaint, Visit], Awaitable[None]]:
        """Make an act on the request that the form names; it must be this complaint's."""

        async def do(work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
            request = await _named(work, complaint, visit)
            given: dict[str, Any] = {"actor": visit.actor}
            if act is not coordination_answers.accept:
                given["seen"] = visit.form.find_id("seen")
            words = (visit.form.text("words"),) if has_words else ()
            await act(self._house, work, request, *words, **given)

        return do

    async def want_onsite(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Call the lobby manager: the customer wants it solved on the spot."""
        await onsite.want(self._house, work, complaint, actor=visit.actor)

    async def arrive(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Say that one is there."""
        await onsite.arrive(self._house, work, complaint, actor=visit.actor)


async def _named(work: UnitOfWork, complaint: Complaint, visit: Visit) -> CoordinationRequest:
    request = await work.coordination.get(visit.form.find_id("request") or 0)
    if request.complaint_id != complaint.id:
        raise NotFound("not_found", kind="CoordinationRequest")
    return request
