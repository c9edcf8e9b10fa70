"""Handlers that only read."""

from __future__ import annotations

from complaints.assigning import can_receive
from complaints.case_reads import CaseMessage, CasePage
from complaints.errors import Invalid
from complaints.list_reads import Filters
from complaints.model import OfficerId
from complaints.periods import day_end, day_start
from complaints.permissions import require
from complaints.reading import note_read
from console.api.answers import (
    EditionsAnswer,
    InfosAnswer,
    OfficersAnswer,
    RevisitsAnswer,
    RowsAnswer,
)
from console.api.calls import Call
from console.api.case_answers import CaseAnswer, CaseMessageAnswer
from console.api.figure_answers import FiguresAnswer
from console.api.requests import EditionQuery, FigureQuery, InfoQuery, ListQuery, RevisitQuery


async def list_complaints(call: Call, query: ListQuery) -> RowsAnswer:
    """List, filter and search complaints; personal data is masked."""
    zone = call.house.policy.hours.zone
    filters = Filters(
        view=query.view,
        category=query.category,
        severity=query.severity,
        status=query.status,
        channel=query.channel,
        department=query.department,
        place=query.place,
        owner=OfficerId(query.owner) if query.owner else None,
        text=query.q,
        received_from=day_start(query.received_from, zone) if query.received_from else None,
        received_to=day_end(query.received_to, zone) if query.received_to else None,
    )
    page = await call.register.list(call.officer, filters, query.cursor, query.limit)
    return RowsAnswer.model_validate({"items": page.rows, "next_cursor": page.next_cursor})


async def read_complaint(call: Call) -> CaseAnswer:
    """Show a complaint with its messages, notes and timeline; the reading is noted (R40)."""
    page = await call.register.case(call.officer, call.number)
    if not page.is_reading_noted:
        async with call.transactions() as work:
            await note_read(work, page.complaint, call.officer, call.house.now())
    return case_answer(page)


def case_answer(page: CasePage) -> CaseAnswer:
    """Put the parts of a case page side by side."""
    values = vars(page.complaint) | {
        name: getattr(page, name)
        for name in CaseAnswer.model_fields.keys() & CasePage.__dataclass_fields__.keys()
    }
    values |= {
        "messages": [_message(message) for message in page.messages],
        "notes": [{**vars(line.note), "attachments": line.attachments} for line in page.notes],
        "timeline": [
            {**vars(line.entry), "officer_name": line.officer_name} for line in page.timeline
        ],
        "moves": sorted(page.moves),
    }
    return CaseAnswer.model_validate(values)


def _message(shown: CaseMessage) -> CaseMessageAnswer:
    return CaseMessageAnswer.model_validate(
        vars(shown.message)
        | {
            "author_name": shown.author_name,
            "attempts": shown.attempts,
            "earlier": shown.versions,
            "attachments": shown.attachments,
        }
    )


async def list_revisits(call: Call, query: RevisitQuery) -> RevisitsAnswer:
    """List revisits in one state: due and sent ones by their due date, others newest first."""
    page = await call.register.revisits(
        call.officer, query.state, cursor=query.cursor, limit=query.limit
    )
    return RevisitsAnswer.model_validate({"items": page.rows, "next_cursor": page.next_cursor})


async def list_officers(call: Call) -> OfficersAnswer:
    """List the officers that complaints can be handed to."""
    officers = await call.register.officers()
    return OfficersAnswer.model_validate({"items": list(filter(can_receive, officers))})


async def list_infos(call: Call, query: InfoQuery) -> InfosAnswer:
    """List customer information (顾客信息), newest first."""
    page = await call.register.infos(
        call.officer, is_signed=query.signed, cursor=query.cursor, limit=query.limit
    )
    return InfosAnswer.model_validate({"items": page.rows, "next_cursor": page.next_cursor})


async def read_figures(call: Call, query: FigureQuery) -> FiguresAnswer:
    """Work out the figures of a period; every share comes with its number of answers."""
    require(call.officer, "figures")
    if query.to < query.from_:
        raise Invalid("ends_before_it_begins", field="to")
    zone = call.house.policy.hours.zone
    figures = await call.register.figures(
        call.officer, day_start(query.from_, zone), day_end(query.to, zone)
    )
    return FiguresAnswer.model_validate(figures)


async def list_editions(call: Call, query: EditionQuery) -> EditionsAnswer:
    """List what was published as policy or words, for those who may publish it."""
    require(call.officer, query.kind)
    async with call.transactions() as work:
        editions = await work.editions.history(query.kind, query.name, query.limit)
    return EditionsAnswer.model_validate({"items": [vars(edition) for edition in editions]})
