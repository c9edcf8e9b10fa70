"""Customer information (顾客信息, R45): no complaint; signed for, or made a case after all."""

from __future__ import annotations

from aiohttp import web

from complaints.intake import sign_info, turn_into_complaint
from complaints.permissions import may
from console.auth import Visit
from console.forms import path_id
from console.services import Services
from console.shell import Shell

_STATES = {"open": False, "signed": True, "all": None}


class InfoPages:
    """The list, and the two things that can be done with an entry."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def page(self, visit: Visit) -> web.Response:
        """Show the list."""
        state = visit.query.text("state")
        state = state if state in _STATES else "open"
        rows = await self._services.register.infos(
            visit.officer,
            is_signed=_STATES[state],
            cursor=visit.query.text("cursor") or None,
        )
        return await self._shell.page(
            visit,
            "infos.html",
            "infos",
            state=state,
            states=list(_STATES),
            rows=rows.rows,
            next_cursor=rows.next_cursor or "",
            can_sign=may(visit.officer.role, "sign_info"),
            can_file=may(visit.officer.role, "file"),
        )

    async def sign(self, visit: Visit) -> web.Response:
        """Sign for an entry (签收)."""
        services = self._services
        info_id = await self._visible(visit)
        async with services.transactions() as work:
            await sign_info(services.house, work, info_id, actor=visit.actor)
        return self._shell.back(visit, "signed")

    async def file(self, visit: Visit) -> web.Response:
        """Make a case of an entry after all."""
        services = self._services
        info_id = await self._visible(visit)
        async with services.transactions() as work:
            complaint = await turn_into_complaint(services.house, work, info_id, actor=visit.actor)
        return self._shell.go(f"/cases/{complaint.number}", "filed", number=complaint.number)

    async def _visible(self, visit: Visit) -> int:
        info_id = path_id(visit.request, "id")
        await self._services.register.info(visit.officer, info_id)
        return info_id
