"""Complaints that staff take down: on site, by phone, letter, 12345, the media … (R1, R2)."""

from __future__ import annotations

import asyncio
from datetime import datetime

from aiohttp import web

from complaints import prefill
from complaints.clock_model import ClockKind
from complaints.errors import ComplaintError, NotFound
from complaints.extras import LIMIT, OF_CHANNEL, OF_MATTER, Extra
from complaints.intake import DETAILS, PERSONAL, TEXT_LIMIT, NewComplaint, file_complaint
from complaints.model import CHAT_CHANNELS, Category, Channel, Severity, Standing
from complaints.permissions import require
from complaints.triage import Judgement
from console.auth import Visit
from console.services import Services
from console.shell import Shell

#: What comes by chat files itself; e-mail may also reach somebody's own letterbox.
CHANNELS = (*(channel for channel in Channel if channel not in CHAT_CHANNELS), Channel.EMAIL)
#: What is folded away, so that the short way stays short.
_FOLDED = ("category", "severity", "subcategory", "address", "object_ref", *OF_MATTER)
#: The channels that bring each thing along.
_CHANNELS_OF = {
    extra: [channel for channel, extras in OF_CHANNEL.items() if extra in extras]
    for extra in Extra
    if extra not in OF_MATTER
}


class IntakePages:
    """The form, what it would lead to, and the receipt."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def form(self, visit: Visit) -> web.Response:
        """Show an empty form."""
        require(visit.officer, "file")
        return await self._render(visit)

    async def preview(self, visit: Visit) -> web.Response:
        """Say what filing the form as it stands would lead to; nothing is kept."""
        require(visit.officer, "file")
        outlook = await self._outlook(visit)
        html = self._services.pages.html("intake_preview.html", visit.language, **outlook)
        return web.Response(text=html, content_type="text/html")

    async def file(self, visit: Visit) -> web.Response:
        """File the complaint and show its number."""
        services, form = self._services, visit.form
        text = form.text("text")
        try:
            require(visit.officer, "file")
            new = NewComplaint(
                text=text,
                channel=form.choice("channel", Channel),
                judgement=await self._judge(text),
                category=form.find_choice("category", Category),
                severity=form.find_choice("severity", Severity),
                customer={name: form.text(name)[:500] for name in PERSONAL},
                details={name: form.text(name)[:500] for name in DETAILS} | self._place(visit),
                extra=_extra(visit),
                files=form.files,
                standing=form.find_choice("standing", Standing),
                is_onsite=form.text("onsite") == "1",
            )
            async with services.transactions() as work:
                complaint = await file_complaint(services.house, work, new, actor=visit.actor)
        except ComplaintError as error:
            return await self._render(visit, error)
        return self._shell.go(f"/intake/{complaint.number}")

    async def receipt(self, visit: Visit) -> web.Response:
        """Show the number and the promise, to be told, or printed and handed over (R5)."""
        number = visit.request.match_info["number"]
        try:
            page = await self._services.register.case(visit.officer, number)
        except NotFound:
            # Taken down for a department whose cases this officer does not see.
            return self._shell.go("/intake", "filed", number=number)
        return await self._shell.page(
            visit, "receipt.html", "intake", case=page, complaint=page.complaint
        )

    async def _render(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        return await self._shell.page(
            visit,
            "intake.html",
            "intake",
            status=error.http_status if error else 200,
            channels=CHANNELS,
            of_channel=_CHANNELS_OF,
            of_matter=OF_MATTER,
            is_more=any(visit.form.text(name) for name in _FOLDED),
            text_limit=TEXT_LIMIT,
            refusal=self._shell.refusal(visit, error),
            wrong=str(error.data.get("field", "")) if error else "",
            typed=visit.form.texts() or {"text": visit.query.text("text")},
            **await self._outlook(visit),
        )

    def _place(self, visit: Visit) -> dict[str, str]:
        """Store the code of a place that the policy knows by name, otherwise what was typed."""
        typed = visit.form.text("place")[:500]
        places = self._services.house.policy.places
        return {"place": next((p.code for p in places if p.name == typed), typed)}

    async def _judge(self, text: str) -> Judgement | None:
        """Classify outside of the transaction, and in a thread: long texts take a while."""
        if not 0 < len(text) <= TEXT_LIMIT:
            return None
        return await asyncio.to_thread(self._services.house.triage.judge, text)

    async def _outlook(self, visit: Visit) -> dict[str, object]:
        policy, now = self._services.house.policy, self._services.house.now()
        text = visit.form.text("text")[:TEXT_LIMIT]
        judged = await self._judge(visit.form.text("text"))
        category = visit.form.find_choice("category", Category)
        if category is None and judged is not None:
            category = judged.category
        due = {kind: span.end(policy.hours, now) for kind, span in policy.clocks.spans.items()}
        return {
            "judged": judged,
            "told": self._told(text, now),
            "department": policy.department_for(category) if category else None,
            "contact_by": due[ClockKind.PLAN],
            "result_by": due[ClockKind.RESULT],
        }

    def _told(self, text: str, now: datetime) -> dict[str, str]:
        """Say what the words tell, for fields that are left empty (R2)."""
        told = prefill.read(self._services.house, text, now)
        named = {**told.details, "contact": told.contact}
        if place := named.get("place"):
            named["place"] = self._services.house.policy.place_name(place)
        return {name: words for name, words in named.items() if words}


def _extra(visit: Visit) -> dict[str, str]:
    """Read what belongs to the matter and to the chosen channel, not what another one left."""
    channel = visit.form.choice("channel", Channel)
    names = (*OF_CHANNEL.get(channel, ()), *OF_MATTER)
    return {name.value: visit.form.text(name)[:LIMIT] for name in names}
