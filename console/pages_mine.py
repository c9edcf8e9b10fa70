"""我的: what an officer has filed about the house, and what is decided about them (R9, R34).

Nobody else's page shows any of it. What was filed anonymously is found by its receipt only, which
is asked for by a form, so that it stands in no address and in no log.
"""

from __future__ import annotations

from aiohttp import web

from complaints import findings, internal_filing, internal_handling
from complaints.errors import ComplaintError
from complaints.internal_filing import LINE_LIMIT, TEXT_LIMIT, NewInternal
from complaints.internal_reads import OwnInternal
from console.auth import Visit
from console.forms import Form, path_id
from console.services import Services
from console.shell import Shell


class MyPages:
    """The page, and the acts on it."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def page(self, visit: Visit) -> web.Response:
        """Show it."""
        return await self._page(visit)

    async def _page(
        self,
        visit: Visit,
        error: ComplaintError | None = None,
        *,
        typed: Form | None = None,
        receipt: str = "",
        found: OwnInternal | None = None,
    ) -> web.Response:
        return await self._shell.page(
            visit,
            "mine.html",
            "mine",
            status=error.http_status if error is not None else 200,
            refusal=self._shell.refusal(visit, error),
            internals=await self._services.internals.own(visit.officer),
            findings=await self._services.findings.own(visit.officer),
            typed=typed.texts() if typed is not None else {},
            receipt=receipt,
            found=found,
            people=await names_of(self._services),
            text_limit=TEXT_LIMIT,
            line_limit=LINE_LIMIT,
        )

    async def file(self, visit: Visit) -> web.Response:
        """File an internal complaint; an anonymous one is answered with its receipt, once."""
        services, new = self._services, read_new(visit.form)
        try:
            async with services.transactions() as work:
                if visit.form.text("anonymous"):
                    internal, receipt = await internal_filing.file_anonymously(
                        services.house, work, new, actor=visit.actor
                    )
                else:
                    receipt = ""
                    internal = await internal_filing.file_internal(
                        services.house, work, new, actor=visit.actor
                    )
        except ComplaintError as error:
            return await self._page(visit, error, typed=visit.form)
        if receipt:
            found = await services.internals.by_receipt(receipt)
            return await self._page(visit, receipt=receipt, found=found)
        return self._shell.go("/mine", "internal_filed", number=internal.number)

    async def review(self, visit: Visit) -> web.Response:
        """Ask for a review under one's own name."""
        services, number = self._services, visit.request.match_info["number"]
        try:
            async with services.transactions() as work:
                internal = await work.internals.get(number)
                await internal_handling.ask_review(
                    services.house, work, internal, visit.form.text("words"), actor=visit.actor
                )
        except ComplaintError as error:
            return await self._page(visit, error)
        return self._shell.go("/mine", "internal_review", number=number)

    async def answer(self, visit: Visit) -> web.Response:
        """Answer what is asked about oneself, before it is decided whose fault it was (R34)."""
        services, finding_id = self._services, path_id(visit.request, "id")
        try:
            async with services.transactions() as work:
                finding = await work.findings.get(finding_id)
                words = visit.form.text("words")
                await findings.state(services.house, work, finding, words, actor=visit.actor)
        except ComplaintError as error:
            return await self._page(visit, error)
        return self._shell.go("/mine", "finding_answered")

    async def receipt(self, visit: Visit) -> web.Response:
        """Show an anonymous one to whoever has its receipt."""
        receipt = visit.form.text("receipt")
        try:
            found = await self._services.internals.by_receipt(receipt)
        except ComplaintError as error:
            return await self._page(visit, error)
        return await self._page(visit, receipt=receipt, found=found)

    async def review_by_receipt(self, visit: Visit) -> web.Response:
        """Ask for the review of an anonymous one."""
        services, form = self._services, visit.form
        try:
            async with services.transactions() as work:
                await internal_handling.ask_review_by_receipt(
                    services.house, work, form.text("receipt"), form.text("words")
                )
        except ComplaintError as error:
            return await self._page(visit, error)
        return await self.receipt(visit)


async def names_of(services: Services) -> list[str]:
    """List the names of everybody who works here, for whoever writes one down."""
    officers = await services.register.officers()
    return [one.name for one in officers if one.is_active and not one.is_service]


def read_new(form: Form) -> NewInternal:
    """Read what is said out of a form."""
    return NewInternal(
        category=form.text("category"),
        text=form.text("text"),
        person=form.text("person"),
        department=form.text("department"),
        demand=form.text("demand"),
        occurred=form.text("occurred"),
    )
