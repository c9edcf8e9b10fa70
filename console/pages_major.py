"""重大: the major complaints with what each still lacks, and the page of each (R28–R30)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from complaints.case_reads import CasePage
from complaints.errors import ComplaintError, NotFound
from complaints.major_model import Section
from complaints.major_reads import CaseMajor
from complaints.model import Complaint
from complaints.money import write_amount
from complaints.ports import UnitOfWork
from complaints.reading import note_read
from complaints.summaries import prefilled
from console.auth import StaffHandler, Visit
from console.clock_views import clock_views
from console.event_words import EventWords
from console.major_views import WhoWords, evidence, major_actions, stages_of, steps
from console.services import Services
from console.shell import Shell

Act = Callable[[UnitOfWork, Complaint, Visit], Awaitable[object]]


def major_data(
    services: Services, page: CasePage, found: CaseMajor, visit: Visit
) -> dict[str, object]:
    """Gather what the page of any case shows of emergencies and, if it is one, of a major case."""
    policy, complaint = services.house.policy, page.complaint
    chosen = found.major.cards if found.major else []
    return {
        "found": found,
        "cards": policy.emergency.cards_for(complaint.reasons, complaint.subcategory, chosen),
        "who_is": WhoWords(policy, services.pages.catalogue, visit.language),
        "major_can": major_actions(page, found, visit.officer),
    }


class MajorPages:
    """The list and the page; `handler` makes a page handler of each act of `MajorActs`."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    def handler(self, act: Act, done: str) -> StaffHandler:
        """Do an act in one transaction and go back to the page, which says `done`."""

        async def handle(visit: Visit) -> web.Response:
            number = visit.request.match_info["number"]
            try:
                complaint_id = await self._services.register.id_of(visit.officer, number)
                async with self._services.transactions() as work:
                    complaint = await work.complaints.get(complaint_id)
                    await act(work, complaint, visit)
            except NotFound:
                raise
            except ComplaintError as error:
                return await self._page(visit, error)
            return self._shell.go(f"/major/{number}", done, number=number)

        return handle

    async def list(self, visit: Visit) -> web.Response:
        """List the open major complaints, the next deadline first."""
        rows = await self._services.register.majors(visit.officer)
        return await self._shell.page(visit, "majors.html", "major", rows=rows)

    async def page(self, visit: Visit) -> web.Response:
        """Show one major complaint; its reading is noted in the audit (R40)."""
        return await self._page(visit)

    async def _page(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        services, number = self._services, visit.request.match_info["number"]
        page = await services.register.case(visit.officer, number)
        if not page.is_reading_noted:
            async with services.transactions() as work:
                await note_read(work, page.complaint, visit.officer, services.house.now())
        return await self._shell.page(
            visit,
            "major.html",
            "major",
            status=error.http_status if error is not None else 200,
            refusal=self._shell.refusal(visit, error),
            typed=visit.form.texts() if error is not None else {},
            **(await self._data(visit, page)),
        )

    async def _data(self, visit: Visit, page: CasePage) -> dict[str, object]:
        services, complaint, officer = self._services, page.complaint, visit.officer
        decided = await services.register.decisions(officer, complaint.number)
        found = await services.register.major(officer, complaint.number)
        times = services.pages.times(visit.language)
        staff = [o for o in await services.register.officers() if o.is_active and not o.is_service]
        emergency = services.house.policy.emergency
        summary = found.summary.sections if found.summary else {}
        begun = prefilled(services.house, complaint, decided.investigations)
        return {
            "case": page,
            "complaint": complaint,
            "decided": decided,
            "major": found.major,
            "steps": steps(page, decided, found),
            "clocks": {clock.kind.value: clock for clock in clock_views(page, times)},
            "files": evidence(page),
            "sections": {name: summary.get(name) or begun[name] for name in Section},
            "people": staff,
            "stages": stages_of(found.crisis),
            "chosen": found.major.cards if found.major else [],
            "emergency": emergency,
            "site_contact": emergency.contact_of(complaint.place),
            "open_requests": [row for row in decided.approvals if row.state == "open"],
            "requests": [row for row in decided.approvals if row.state != "lapsed"],
            "money": write_amount,
            "event_words": EventWords(services.pages.catalogue, visit.language),
            **major_data(services, page, found, visit),
        }

    async def card(self, visit: Visit) -> web.Response:
        """Show an emergency card to print (R30); raises NotFound."""
        policy = self._services.house.policy
        found = policy.emergency.find_card(visit.request.match_info["code"])
        if found is None:
            raise NotFound("not_found", kind="Card")
        who_is = WhoWords(policy, self._services.pages.catalogue, visit.language)
        return await self._shell.page(
            visit, "card.html", "major", card=found, emergency=policy.emergency, who_is=who_is
        )
