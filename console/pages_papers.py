"""Papers on screen and, from there, on paper (R43): a case's own, and blank ones."""

from __future__ import annotations

from typing import Any, Final

from aiohttp import web
from jinja2 import ChainableUndefined

from complaints.errors import NotFound
from complaints.model import Category, Channel
from complaints.reading import note_read
from complaints.register import CasePage
from console.auth import Visit
from console.papers import Paper, blank_papers, papers_for
from console.services import Services

#: Stands for everything that a paper shows of a case while it has none: prints as nothing.
BLANK: Final = ChainableUndefined()


class PaperPages:
    """The papers, each a page of its own without rail and top."""

    def __init__(self, services: Services) -> None:
        self._services = services

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
                await note_read(work, page.complaint, visit.officer, services.house.now())
        return self._render(visit, paper, back=f"/cases/{number}", **_of(page), **found)

    async def blank(self, visit: Visit) -> web.Response:
        """Show a paper to fill in by hand; it reads no case. Raises NotFound."""
        paper = _named(visit, blank_papers(visit.officer))
        empty = dict.fromkeys((*paper.needs, *_OF_A_CASE), BLANK)
        return self._render(visit, paper, back="/intake", **empty)

    def _render(self, visit: Visit, paper: Paper, **data: Any) -> web.Response:
        house = self._services.house
        return self._services.pages.response(
            paper.template,
            visit.language,
            paper=paper,
            officer=visit.officer,
            policy=house.policy,
            now=house.now(),
            channels=list(Channel),
            categories=list(Category),
            **data,
        )


def _named(visit: Visit, papers: list[Paper]) -> Paper:
    name = visit.request.match_info["paper"]
    for paper in papers:
        if paper.name == name:
            return paper
    raise NotFound("not_found", kind="Paper")


#: What every paper of a case finds; what the case does not have is blank, as on an empty paper.
_OF_A_CASE: Final = ("case", "complaint", "customer", "receiver", "owner")


def _of(page: CasePage) -> dict[str, object]:
    return {
        "case": page,
        "complaint": page.complaint,
        "customer": page.customer or BLANK,
        "receiver": page.receiver or BLANK,
        "owner": page.owner or BLANK,
    }
