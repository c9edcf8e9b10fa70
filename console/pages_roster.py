"""The duty roster: who is A and B when and where, who is away and who stands in (R20, R21)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from complaints import duty
from complaints.assigning import can_receive
from complaints.errors import ComplaintError
from complaints.model import OfficerId, Post
from complaints.ports import UnitOfWork
from console.auth import Visit
from console.forms import path_id
from console.services import Services
from console.shell import Shell

Act = Callable[[UnitOfWork, Visit], Awaitable[object]]


class RosterPages:
    """The page, and the acts on it."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell
        self._house = services.house

    def handler(self, act: Act, done: str) -> Callable[[Visit], Awaitable[web.Response]]:
        """Do an act in one transaction; a refusal is told on the page."""

        async def handle(visit: Visit) -> web.Response:
            try:
                async with self._services.transactions() as work:
                    await act(work, visit)
            except ComplaintError as error:
                return await self._page(visit, error)
            return self._shell.go("/roster", done)

        return handle

    async def page(self, visit: Visit) -> web.Response:
        """Show the roster."""
        return await self._page(visit)

    async def _page(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        register = self._services.register
        return await self._shell.page(
            visit,
            "roster.html",
            "roster",
            status=error.http_status if error else 200,
            refusal=self._shell.refusal(visit, error),
            roster=await register.roster(),
            receivers=[officer for officer in await register.officers() if can_receive(officer)],
            posts=list(Post),
            may_change=lambda holder: duty.may_hand_over(visit.officer, holder),
        )

    async def plan(self, work: UnitOfWork, visit: Visit) -> None:
        """Put somebody on duty."""
        form, zone = visit.form, self._house.policy.hours.zone
        await duty.plan_shift(
            self._house,
            work,
            OfficerId(form.find_id("to") or 0),
            form.choice("post", Post),
            form.moment("starts", zone),
            form.moment("ends", zone),
            form.text("place"),
            actor=visit.actor,
        )

    async def end_shift(self, work: UnitOfWork, visit: Visit) -> None:
        """End a shift, or call it off."""
        shift_id = path_id(visit.request, "id")
        await duty.end_shift(self._house, work, shift_id, actor=visit.actor)

    async def hand_over(self, work: UnitOfWork, visit: Visit) -> None:
        """Hand the rest of a shift over."""
        shift_id, to = path_id(visit.request, "id"), OfficerId(visit.form.find_id("to") or 0)
        await duty.hand_over_shift(self._house, work, shift_id, to, actor=visit.actor)

    async def take_leave(self, work: UnitOfWork, visit: Visit) -> None:
        """Note an absence; without a name it is one's own."""
        form, zone = visit.form, self._house.policy.hours.zone
        deputy = form.find_id("to")
        await duty.take_leave(
            self._house,
            work,
            OfficerId(form.find_id("officer") or visit.officer.id),
            form.moment("starts", zone),
            form.moment("ends", zone),
            OfficerId(deputy) if deputy is not None else None,
            actor=visit.actor,
        )

    async def end_leave(self, work: UnitOfWork, visit: Visit) -> None:
        """Come back early."""
        leave_id = path_id(visit.request, "id")
        await duty.end_leave(self._house, work, leave_id, actor=visit.actor)
