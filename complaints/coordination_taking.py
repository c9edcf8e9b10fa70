"""Taking a step of a coordination request: the checks that all have in common, and the progress
that the customer is told (R20)."""

from __future__ import annotations

from datetime import datetime

from complaints import clocks
from complaints.clock_model import Clock, ClockKind
from complaints.coordination_model import CoordinationRequest, RequestMove
from complaints.coordination_moves import move_request
from complaints.coordination_steps import leave_step
from complaints.errors import Conflict
from complaints.handling import chat_of, check_text
from complaints.house import House
from complaints.model import BOT, Actor, Complaint
from complaints.moments import write_moment
from complaints.outgoing import Saying, say
from complaints.ports import UnitOfWork
from complaints.record import record


def take_step(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    name: RequestMove,
    words: str | None,
    actor: Actor,
    seen: int | None,
) -> datetime:
    """Take a step, after every check that all have in common; None asks for no words."""
    check_seen(request, seen)
    if words is not None:
        check_text(words)
    move_request(request, name)
    at = house.now()
    leave_step(house, work, complaint, request, name, (words or "").strip(), at, actor=actor)
    return at


def check_seen(request: CoordinationRequest, seen: int | None) -> None:
    """Refuse what was decided on before something else happened to a request."""
    if seen is not None and seen != request.revision:
        raise Conflict("request_changed")


async def clock_of(work: UnitOfWork, request: CoordinationRequest) -> Clock | None:
    """Find the clock of a request that runs or rests."""
    kind, complaint_id = ClockKind.DEPARTMENT, request.complaint_id
    return await clocks.find_running(work, complaint_id, kind, request.id)


async def tell_customer(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    step: str,
) -> None:
    """Tell the customer the progress (R20); without a chat the case asks for a call."""
    at, name = house.now(), house.policy.department_name(request.department)
    chat = await chat_of(work, complaint)
    if chat is None:
        record(work, complaint, "call_customer", BOT, at, department=name)
        return
    words, language = house.words, complaint.language
    clock, by = await clock_of(work, request), ""
    if clock is not None:
        time = write_moment(house, clock.due_at, language)
        by = words("customer.request_by", language, time=time)
    told = {"number": complaint.number, "department": name, "by": by}
    say(
        work,
        chat,
        Saying(words(f"customer.request_{step}", language, **told)),
        at,
        complaint=complaint,
    )
