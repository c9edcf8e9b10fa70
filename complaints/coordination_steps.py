"""What every step of a coordination request leaves behind, and how requests end with their case.

Apart from `coordination`, because what ends a case comes before what is done with one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from complaints import clocks
from complaints.clock_model import ClockKind
from complaints.coordination_model import OPEN, CoordinationRequest, RequestMove, RequestStep
from complaints.coordination_moves import move_request
from complaints.coordination_pings import tell_handler
from complaints.house import House
from complaints.model import Actor, Complaint
from complaints.ports import UnitOfWork
from complaints.record import record

#: What the timeline calls each step.
EVENTS: Final[Mapping[RequestMove, str]] = {
    RequestMove.ASK: "department_asked",
    RequestMove.ACCEPT: "request_accepted",
    RequestMove.QUESTION: "request_questioned",
    RequestMove.EXPLAIN: "request_explained",
    RequestMove.ANSWER: "department_answered",
    RequestMove.DECLINE: "request_declined",
    RequestMove.SIGN: "answer_signed",
    RequestMove.SEND_BACK: "answer_sent_back",
    RequestMove.WITHDRAW: "request_withdrawn",
}


def leave_step(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    name: RequestMove,
    words: str,
    at: datetime,
    *,
    actor: Actor,
) -> None:
    """Keep a step with its words, and note in the timeline that it was taken."""
    work.add(
        RequestStep(
            id=work.new_id(),
            request_id=request.id,
            complaint_id=complaint.id,
            at=at,
            move=name,
            officer_id=actor.officer_id,
            words=words,
        )
    )
    department = house.policy.department_name(request.department)
    record(work, complaint, EVENTS[name], actor, at, department=department)


async def end_request(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    reason: str,
    *,
    actor: Actor,
) -> None:
    """Take a request back: its clock ends unjudged, and who works on it is told."""
    at = house.now()
    move_request(request, RequestMove.WITHDRAW)
    leave_step(house, work, complaint, request, RequestMove.WITHDRAW, reason, at, actor=actor)
    clock = await clocks.find_running(work, complaint.id, ClockKind.DEPARTMENT, request.id)
    if clock is not None:
        clocks.release(clock, at)
    await tell_handler(house, work, complaint, request, "ping.request_off", at)


async def drop_requests(
    house: House, work: UnitOfWork, complaint: Complaint, reason: str, *, actor: Actor
) -> None:
    """Take back all that departments still owe: the case is over."""
    for request in await work.coordination.requests_of(complaint.id):
        if request.state in OPEN:
            await end_request(house, work, complaint, request, reason, actor=actor)
