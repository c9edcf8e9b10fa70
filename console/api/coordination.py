"""Handlers about coordination requests and solving on the spot: each one use case (R20)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from complaints import coordination, onsite
from complaints import coordination_answers as answers
from complaints.coordination_model import CoordinationRequest
from complaints.ports import UnitOfWork
from console.api.answers import ComplaintAnswer
from console.api.calls import Call
from console.api.coordination_models import (
    AskBody,
    CoordinationAnswer,
    RequestAnswer,
    RequestQuery,
    RequestRowsAnswer,
    SeenBody,
    WordsBody,
)
from console.api.requests import NoBody
from console.coordination_views import seat_of


async def list_requests(call: Call, query: RequestQuery) -> RequestRowsAnswer:
    """List the open requests to the caller's departments and those the caller waits for."""
    seat = seat_of(call.house.policy, call.officer)
    page = await call.register.requests(call.officer, seat, query.cursor, query.limit)
    return RequestRowsAnswer.model_validate({"items": page.rows, "next_cursor": page.next_cursor})


async def read_coordination(call: Call) -> CoordinationAnswer:
    """Show what departments were asked about a complaint, with every step."""
    found = await call.register.coordination(call.officer, call.number)
    return CoordinationAnswer.model_validate(found)


async def ask_department(call: Call, work: UnitOfWork, body: AskBody) -> RequestAnswer:
    """Ask a department for something; it is pinged, and the customer is told the progress."""
    complaint = await call.complaint(work)
    request = await coordination.ask(
        call.house,
        work,
        complaint,
        body.department,
        body.text,
        within=body.within,
        actor=call.actor,
    )
    return RequestAnswer.model_validate(request)


async def _request(call: Call, work: UnitOfWork) -> CoordinationRequest:
    """Load the request of the address; its complaint must be visible."""
    request = await work.coordination.get(call.row_id)
    complaint = await work.complaints.get(request.complaint_id)
    await call.register.id_of(call.officer, complaint.number, is_reading=True)
    return request


async def _step(
    call: Call, work: UnitOfWork, act: Callable[..., Awaitable[None]], body: SeenBody
) -> RequestAnswer:
    """Take a step of the request of the address, with its words where it has any."""
    request = await _request(call, work)
    words = (body.words,) if isinstance(body, WordsBody) else ()
    await act(call.house, work, request, *words, actor=call.actor, seen=body.seen)
    return RequestAnswer.model_validate(request)


async def accept_request(call: Call, work: UnitOfWork, body: NoBody) -> RequestAnswer:
    """Say that the caller works on it; of two one wins, the other is told who (409)."""
    request = await _request(call, work)
    await answers.accept(call.house, work, request, actor=call.actor)
    return RequestAnswer.model_validate(request)


async def question_request(call: Call, work: UnitOfWork, body: WordsBody) -> RequestAnswer:
    """Ask back; the department's clock rests until it is told."""
    return await _step(call, work, answers.question, body)


async def explain_request(call: Call, work: UnitOfWork, body: WordsBody) -> RequestAnswer:
    """Answer what the department has asked back."""
    return await _step(call, work, coordination.explain, body)


async def answer_request(call: Call, work: UnitOfWork, body: WordsBody) -> RequestAnswer:
    """Answer for the department; its head is asked for the signature."""
    return await _step(call, work, answers.answer, body)


async def decline_request(call: Call, work: UnitOfWork, body: WordsBody) -> RequestAnswer:
    """Say that it is not the department's, and why; another one can be asked."""
    return await _step(call, work, answers.decline, body)


async def sign_request(call: Call, work: UnitOfWork, body: SeenBody) -> RequestAnswer:
    """Sign the department's answer as its head; never as a service account (403)."""
    return await _step(call, work, answers.sign, body)


async def send_back_request(call: Call, work: UnitOfWork, body: WordsBody) -> RequestAnswer:
    """Have the answer done again, with the reason, as the department's head."""
    return await _step(call, work, answers.send_back, body)


async def withdraw_request(call: Call, work: UnitOfWork, body: WordsBody) -> RequestAnswer:
    """Take a request back, with the reason."""
    return await _step(call, work, coordination.withdraw, body)


async def want_onsite(call: Call, work: UnitOfWork, body: NoBody) -> ComplaintAnswer:
    """Note that the customer wants it solved on the spot; the lobby manager is called."""
    complaint = await call.complaint(work)
    await onsite.want(call.house, work, complaint, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def arrive_onsite(call: Call, work: UnitOfWork, body: NoBody) -> ComplaintAnswer:
    """Note that somebody has reached the customer."""
    complaint = await call.complaint(work)
    await onsite.arrive(call.house, work, complaint, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)
