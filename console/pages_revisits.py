"""Revisits (回访, R33): who is due, one click to send, what was said by phone, what came back."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from complaints.errors import ComplaintError, Invalid
from complaints.list_reads import RevisitRow
from complaints.model import RevisitState, Solved
from complaints.permissions import require
from complaints.revisits import SCORES, record_answer, send_surveys
from console.auth import Visit
from console.errors import error_words
from console.forms import path_id
from console.services import Services
from console.shell import Shell

_STATES = (RevisitState.DUE, RevisitState.SENT, RevisitState.ANSWERED)
#: What the summary above the list looks back on.
_SUMMARY = timedelta(days=30)
#: As many of the newest answers are looked through for words and bad marks.
_ANSWERS = 50
_BAD_SCORE = 2


class RevisitPages:
    """The list in three states, and what can be done with a revisit."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    async def page(self, visit: Visit) -> web.Response:
        """Show the list."""
        return await self._render(visit)

    async def send(self, visit: Visit) -> web.Response:
        """Send the survey to all that are ticked; those that could not be sent are named."""
        services = self._services
        ids = list(visit.form.ids("revisit"))
        try:
            require(visit.officer, "revisit")
            if not ids:
                raise Invalid("nothing_chosen", field="revisit")
            for revisit_id in ids:
                await services.register.revisit(visit.officer, revisit_id)
            async with services.transactions() as work:
                refused = await send_surveys(services.house, work, ids, actor=visit.actor)
        except ComplaintError as error:
            return await self._render(visit, error)
        if refused:
            words = error_words(services.pages, visit.language, 409, refused[0].code, {})
            sent = str(len(ids) - len(refused))
            return self._shell.go(
                "/revisits", "sent_some", n=sent, left=str(len(refused)), reason=words
            )
        return self._shell.go("/revisits", "sent", n=str(len(ids)))

    async def answer(self, visit: Visit) -> web.Response:
        """Record what the customer said by phone or at a visit."""
        services, form = self._services, visit.form
        revisit_id = path_id(visit.request, "id")
        try:
            row = await services.register.revisit(visit.officer, revisit_id)
            async with services.transactions() as work:
                await record_answer(
                    services.house,
                    work,
                    revisit_id,
                    form.choice("solved", Solved),
                    form.find_id("score"),
                    form.text("words")[:2000],
                    actor=visit.actor,
                )
        except ComplaintError as error:
            return await self._render(visit, error)
        return self._shell.go("/revisits?state=answered", "answer_recorded", number=row.number)

    async def _render(self, visit: Visit, error: ComplaintError | None = None) -> web.Response:
        services, query, viewer = self._services, visit.query, visit.officer
        require(viewer, "revisit")
        state = query.find_choice("state", RevisitState) or RevisitState.DUE
        cursor = query.text("cursor") or None
        rows = await services.register.revisits(viewer, state, cursor=cursor)
        answered = await services.register.revisits(viewer, RevisitState.ANSWERED, limit=_ANSWERS)
        now = services.house.now()
        figures = await services.register.figures(viewer, now - _SUMMARY, now)
        return await self._shell.page(
            visit,
            "revisits.html",
            "revisits",
            status=error.http_status if error else 200,
            state=state,
            states=_STATES,
            rows=rows.rows,
            next_cursor=rows.next_cursor or "",
            survey=figures.survey,
            days=_SUMMARY.days,
            bad=[row for row in answered.rows if _is_bad(row)][:5],
            said=[row for row in answered.rows if row.words and not _is_bad(row)][:5],
            solved_choices=list(Solved),
            scores=list(SCORES),
            refusal=self._shell.refusal(visit, error),
        )


def _is_bad(row: RevisitRow) -> bool:
    return row.solved is Solved.NO or (row.score is not None and row.score <= _BAD_SCORE)
