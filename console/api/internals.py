"""Handlers about internal complaints (R9), for tokens of people; a service account sees none.

Filing anonymously is a matter of the console: what a token has asked for is kept under its name.
"""

from __future__ import annotations

from typing import Any

from complaints import internal_filing, internal_handling
from complaints.internal_filing import NewInternal
from complaints.internal_handling import Ruling
from complaints.internal_model import InternalComplaint
from complaints.periods import day_end, day_start
from complaints.ports import UnitOfWork
from complaints.private_record import About, note_reading
from console.api.calls import Call
from console.api.internal_models import (
    BookAnswer,
    EnteredBody,
    FactsBody,
    FiledAnswer,
    InternalAnswer,
    InternalBody,
    InternalsAnswer,
    InternalsQuery,
    OwnInternalsAnswer,
    ReportBody,
    RulingAnswer,
    RulingBody,
    SideWordsBody,
    TellBody,
    WordsBody,
)
from console.api.requests import FigureQuery


def _answer(internal: InternalComplaint, decisions: Any = ()) -> InternalAnswer:
    answer = InternalAnswer.model_validate(internal)
    return answer.model_copy(
        update={"decisions": [RulingAnswer.model_validate(row) for row in decisions]}
    )


async def list_internals(call: Call, query: InternalsQuery) -> InternalsAnswer:
    """List internal complaints, newest first; empty for whoever does not deal with them."""
    page = await call.internals.list(
        call.officer, is_open=query.open, cursor=query.cursor, limit=query.limit
    )
    return InternalsAnswer.model_validate({"items": page.rows, "next_cursor": page.next_cursor})


async def read_internal(call: Call) -> InternalAnswer:
    """Show an internal complaint with its decisions."""
    page = await call.internals.page(call.officer, call.number)
    async with call.transactions() as work:
        at = call.house.now()
        await note_reading(work, About.INTERNAL, page.internal.id, call.officer, at)
    return _answer(page.internal, page.decisions)


async def read_book(call: Call, query: FigureQuery) -> BookAnswer:
    """Count a period by class (员工投诉登记本)."""
    zone = call.house.policy.hours.zone
    first, last = day_start(query.from_, zone), day_end(query.to, zone)
    return BookAnswer.model_validate(await call.internals.book(call.officer, first, last))


async def list_own(call: Call) -> OwnInternalsAnswer:
    """List what the caller has filed, and what was decided about them."""
    return OwnInternalsAnswer.model_validate({"items": await call.internals.own(call.officer)})


async def file_internal(call: Call, work: UnitOfWork, body: InternalBody) -> FiledAnswer:
    """File an internal complaint under the caller's name; see `own` for what becomes of it."""
    new = NewInternal(**body.model_dump())
    filed = await internal_filing.file_internal(call.house, work, new, actor=call.actor)
    return FiledAnswer.model_validate(filed)


async def enter_internal(call: Call, work: UnitOfWork, body: EnteredBody) -> InternalAnswer:
    """Enter one for a former employee (HR, quality office)."""
    said = body.model_dump()
    complainant = said.pop("complainant")
    return _answer(
        await internal_filing.enter_internal(
            call.house, work, NewInternal(**said), complainant, actor=call.actor
        )
    )


async def investigate_internal(call: Call, work: UnitOfWork, body: FactsBody) -> InternalAnswer:
    """Write down the facts."""
    internal = await work.internals.get(call.number)
    await internal_handling.investigate(call.house, work, internal, body.facts, actor=call.actor)
    return _answer(internal)


async def report_internal(call: Call, work: UnitOfWork, body: ReportBody) -> InternalAnswer:
    """Record that what was found out was reported upward, the same day."""
    internal = await work.internals.get(call.number)
    await internal_handling.report_up(call.house, work, internal, body.to, actor=call.actor)
    return _answer(internal)


async def decide_internal(call: Call, work: UnitOfWork, body: RulingBody) -> InternalAnswer:
    """Decide; both sides are told, each in their own words."""
    internal = await work.internals.get(call.number)
    ruling = Ruling(body.outcome, body.grounds, body.to_complainant, body.to_person)
    row = await internal_handling.decide(call.house, work, internal, ruling, actor=call.actor)
    return _answer(internal, [row])


async def tell_internal(call: Call, work: UnitOfWork, body: TellBody) -> InternalAnswer:
    """Record that a side without an account was told."""
    internal = await work.internals.get(call.number)
    await internal_handling.tell(call.house, work, internal, body.side, body.via, actor=call.actor)
    return _answer(internal)


async def review_for(call: Call, work: UnitOfWork, body: SideWordsBody) -> InternalAnswer:
    """Enter that a side without an account wants a review by the next level."""
    internal = await work.internals.get(call.number)
    await internal_handling.ask_review_for(
        call.house, work, internal, body.side, body.words, actor=call.actor
    )
    return _answer(internal)


async def ask_review(call: Call, work: UnitOfWork, body: WordsBody) -> FiledAnswer:
    """Ask for a review of a decision about the caller's own complaint, or about the caller."""
    internal = await work.internals.get(call.number)
    await internal_handling.ask_review(call.house, work, internal, body.words, actor=call.actor)
    return FiledAnswer.model_validate(internal)
