"""The inbox: what is owed, by the next deadline, and beside it the complaint that is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from aiohttp import web

from complaints.assigning import can_receive
from complaints.case_reads import CasePage
from complaints.errors import ComplaintError, Invalid
from complaints.extras import OF_CHANNEL, OF_MATTER
from complaints.list_reads import CaseRow, Filters, OfficerRow, Page, View
from complaints.model import Channel, Severity
from complaints.permissions import may
from complaints.policy import Guide
from complaints.reading import note_read
from console.auth import Visit
from console.case_views import actions_of, conversation, find_held, is_said, mark, marked, reply_by
from console.clock_views import clock_actions, clock_views, next_step
from console.coordination_views import asked_step, coordination_view
from console.event_words import EventWords
from console.lists import filters_of, group_rows, links_of, short_number
from console.pages_decisions import decision_data
from console.pages_major import major_data
from console.pages_pending import pending_data
from console.papers import papers_for
from console.services import Services
from console.shell import Shell

#: Several screens; drawing more costs more than asking for the next ones.
_ROWS = 40


class InboxPages:
    """Shows the list, alone or beside a complaint: the same page."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def inbox(self, visit: Visit) -> web.Response:
        """Show the list."""
        return await self._render(visit)

    async def case(self, visit: Visit) -> web.Response:
        """Show a complaint beside the list; its reading is noted in the audit (R40)."""
        return await self._render(visit, await self._read(visit))

    async def presence(self, visit: Visit) -> web.Response:
        """Note that the officer is there, is writing, has stopped, or has left the page."""
        number = visit.request.match_info["number"]
        complaint_id = await self._services.register.id_of(visit.officer, number, is_reading=True)
        presence, officer = self._services.presence, visit.officer
        match visit.form.text("state"):
            case "here":
                presence.arrive(complaint_id, officer)
            case "writing":
                presence.write(complaint_id, officer)
            case "resting":
                presence.rest(complaint_id, officer.id)
            case "gone":
                presence.leave(complaint_id, officer.id)
            case _:
                raise Invalid("unknown_choice", field="state")
        return web.Response(status=204)

    async def refused(self, visit: Visit, error: ComplaintError) -> web.Response:
        """Show a complaint again after an act was refused, with the reason and what was typed."""
        return await self._render(visit, await self._read(visit), error)

    async def _read(self, visit: Visit) -> CasePage:
        services = self._services
        page = await services.register.case(visit.officer, visit.request.match_info["number"])
        services.presence.arrive(page.complaint.id, visit.officer)
        if not page.is_reading_noted:
            async with services.transactions() as work:
                now = services.house.now()
                await note_read(work, page.complaint, visit.officer, now)
        return page

    async def _render(
        self,
        visit: Visit,
        page: CasePage | None = None,
        error: ComplaintError | None = None,
    ) -> web.Response:
        services, query = self._services, visit.query
        now, zone = services.house.now(), services.house.policy.hours.zone
        filters = filters_of(query, zone)
        rows = await self._list(visit, filters)
        return await self._shell.page(
            visit,
            "inbox.html",
            "inbox",
            status=error.http_status if error is not None else 200,
            filters=filters,
            links=links_of(query),
            short=partial(short_number, today=now.astimezone(zone).date()),
            views=list(View),
            severities=list(Severity),
            channels=list(Channel),
            groups=_groups(rows.rows, filters, now),
            next_cursor=rows.next_cursor or "",
            pane=query.text("pane"),
            is_choosing=query.text("choose") == "1",
            refusal=self._shell.refusal(visit, error),
            typed=visit.form.texts() if error is not None else {},
            case=page,
            receivers=await self._receivers(),
            **(await self._case_data(visit, page) if page is not None else {}),
        )

    async def _list(self, visit: Visit, filters: Filters) -> Page[CaseRow]:
        cursor, read = visit.query.text("cursor") or None, self._services.register.list
        try:
            return await read(visit.officer, filters, cursor, _ROWS)
        except Invalid:
            # A cursor that somebody made up or that is out of date: from the beginning.
            return await read(visit.officer, filters, None, _ROWS)

    async def _receivers(self) -> list[OfficerRow]:
        """List whom a complaint can be handed to, those on duty first."""
        officers = await self._services.register.officers()
        return sorted(filter(can_receive, officers), key=lambda officer: not officer.on_duty)

    def _guides(self, page: CasePage) -> list[Guide]:
        case = page.complaint
        standing = page.customer.standing if page.customer else None
        return self._services.house.policy.guides_for(case.category, case.subcategory, standing)

    async def _case_data(self, visit: Visit, page: CasePage) -> dict[str, object]:
        services, number = self._services, page.complaint.number
        times = self._services.pages.times(visit.language)
        asked = coordination_view(
            page,
            await services.register.coordination(visit.officer, number),
            visit.officer,
            services.house.policy,
            times,
        )
        return {
            "complaint": page.complaint,
            "others": self._services.presence.others(page.complaint.id, visit.officer),
            "lines": conversation(page),
            "is_said": is_said(page),
            "reply_by": reply_by(page.complaint, self._services.house.policy.hours.zone),
            "extras": (*OF_CHANNEL.get(page.complaint.channel, ()), *OF_MATTER),
            "marked": marked,
            "mark": mark,
            "event_words": EventWords(self._services.pages.catalogue, visit.language),
            "clocks": clock_views(page, times),
            "next": asked_step(asked) if page.is_asked_only else next_step(page, times),
            "asked": asked,
            "clock_can": clock_actions(page, visit.officer, self._services.house.policy),
            "guides": self._guides(page),
            "can": actions_of(page, visit.officer),
            "papers": papers_for(page, visit.officer),
            "held": find_held(page.messages, self._services.house.now()),
            "finding_rows": await services.findings.of_case(visit.officer, page.complaint.id),
            "can_find": may(visit.officer.role, "find") and not page.is_asked_only,
            **await self._decisions(visit, page),
        }

    async def _decisions(self, visit: Visit, page: CasePage) -> dict[str, object]:
        """Gather what was decided, and what is pending; who was only asked about the case sees
        nothing of either (R20)."""
        if page.is_asked_only:
            return {"decided": None, "ledger": None}
        services, number = self._services, page.complaint.number
        decided = await services.register.decisions(visit.officer, number)
        found = await services.register.major(visit.officer, number)
        policy = services.house.policy
        ledger = await services.register.ledgers.of_case(visit.officer, number, policy)
        return {
            **decision_data(services.house, page, decided, visit.officer),
            **pending_data(page, ledger, visit.officer),
            **major_data(services, page, found, visit),
        }


def _groups(
    rows: Sequence[CaseRow], filters: Filters, now: datetime
) -> list[tuple[str, list[CaseRow]]]:
    if filters.view.is_by_deadline and not filters.text:
        return group_rows(rows, now)
    return [("", list(rows))] if rows else []
