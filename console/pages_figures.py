"""Figures on one page: what customers answered, with n, and complaints by category (R35)."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from complaints.periods import day_end, day_start
from complaints.permissions import require
from console.auth import Visit
from console.services import Services
from console.shell import Shell

_LONGEST = timedelta(days=366)


class FiguresPage:
    """The page."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def page(self, visit: Visit) -> web.Response:
        """Show the figures of a period; without one, of the present month."""
        require(visit.officer, "figures")
        house = self._services.house
        zone = house.policy.hours.zone
        today = house.now().astimezone(zone).date()
        first = visit.query.find_day("from") or today.replace(day=1)
        last = min(max(visit.query.find_day("to") or today, first), first + _LONGEST)
        figures = await self._services.register.figures(
            visit.officer, day_start(first, zone), day_end(last, zone)
        )
        return await self._shell.page(
            visit, "figures.html", "figures", figures=figures, first=first, last=last
        )
