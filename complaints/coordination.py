"""Coordination (协调, R20): what a department is asked, by when, and what comes of it.

One request goes to one department and has a clock of its own; several run side by side. What the
department does with it stands in `coordination_answers`. The customer hears of every step that
moves their case, and never a word of what the house says to itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from complaints import clocks, clocks_run, waiting
from complaints import coordination_pings as pings
from complaints.clocks import Event
from complaints.coordination_model import OPEN, READING, CoordinationRequest, RequestMove
from complaints.coordination_people import require_asker
from complaints.coordination_steps import end_request, leave_step
from complaints.coordination_taking import check_seen, clock_of, take_step, tell_customer
from complaints.errors import Conflict, Invalid, WrongState
from complaints.handling import check_text
from complaints.house import House
from complaints.model import (
    BOT,
    Actor,
    Complaint,
    Severity,
    Status,
)
from complaints.permissions import require
from complaints.policy_clocks import Span
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free

#: Somebody has the case, and it is not over.
ASKED_WHILE = frozenset({Status.OPEN, Status.WAITING})
#: What speaks for calling a complaint major (R13).
_SEVERAL = "departments"


async def ask(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    department: str,
    text: str,
    *,
    actor: Actor,
    within: str = "",
) -> CoordinationRequest:
    """Ask a department for something; whoever is there of it is pinged, the customer is told.

    The complaint thereby becomes complex and has longer for its result.

    Args:
        within: how much time it gets, such as "30 min" or "1 wd"; "" for what the policy gives.

    Raises:
        WrongState: nobody has taken the complaint, or it is over.
        Invalid: `unknown_department`; no words or over 2,000 characters; no span, or one over the
            limit of the policy.
        Conflict: `department_asked`, it has not finished yet with what it was asked before.
    """
    officer = require(actor.officer, "coordinate")
    await require_free(work, complaint, officer)
    await work.complaints.hold(complaint)
    if complaint.status not in ASKED_WHILE:
        raise WrongState("move_not_possible", move="ask_department", status=complaint.status)
    if house.policy.find_department(department) is None:
        raise Invalid("unknown_department", field="department")
    check_text(text)
    at = house.now()
    span = _checked(house, within, at)
    known = await work.coordination.requests_of(complaint.id)
    if any(one.department == department and one.state in OPEN for one in known):
        raise Conflict("department_asked", name=house.policy.department_name(department))
    request = CoordinationRequest(
        id=work.new_id(),
        complaint_id=complaint.id,
        episode=complaint.episode,
        department=department,
        text=text.strip(),
        asked_by=officer.id,
        asked_at=at,
    )
    work.add(request)
    leave_step(house, work, complaint, request, RequestMove.ASK, request.text, at, actor=actor)
    await clocks.happened(
        house, work, complaint, Event.DEPARTMENT_ASKED, at, request.id, span=span
    )
    await clocks.made_complex(house, work, complaint, at)
    _suggest_major(house, work, complaint, [*known, request])
    await pings.tell_department(house, work, complaint, request, "ping.request", at)
    await tell_customer(house, work, complaint, request, "asked")
    return request


def _checked(house: House, within: str, at: datetime) -> Span | None:
    """Read a span that somebody typed, and hold it against the limit of the policy."""
    if not within.strip():
        return None
    span, limit = waiting.parse_span(within), house.policy.clocks.department_limit
    if span.end(house.policy.hours, at) > limit.end(house.policy.hours, at):
        raise Invalid("over_the_limit", field="span", limit=str(limit))
    return span


def _suggest_major(
    house: House, work: UnitOfWork, complaint: Complaint, requests: Sequence[CoordinationRequest]
) -> None:
    """Give "several departments" as a reason once so many work on it; a person decides (R13)."""
    needed = house.policy.thresholds.departments
    asked = {
        one.department
        for one in requests
        if one.episode == complaint.episode and one.state in READING
    }
    if not needed or len(asked) < needed or _SEVERAL in complaint.reasons:
        return
    complaint.reasons = [*complaint.reasons, _SEVERAL]
    if complaint.severity is not Severity.MAJOR:
        record(work, complaint, "major_suggested", BOT, house.now(), n=len(asked))


async def explain(
    house: House,
    work: UnitOfWork,
    request: CoordinationRequest,
    words: str,
    *,
    actor: Actor,
    seen: int | None = None,
) -> None:
    """Answer what a department has asked back; its clock goes on.

    Raises:
        NotAllowed: `not_your_request`.
        WrongState, Invalid, Conflict: as `coordination_answers.question`.
    """
    complaint = await require_asker(work, request, actor)
    at = take_step(house, work, complaint, request, RequestMove.EXPLAIN, words, actor, seen)
    clock = await clock_of(work, request)
    if clock is not None and clock.paused_at is not None:
        clocks_run.go_on(house, work, complaint, clock, at)
    if not await pings.tell_handler(house, work, complaint, request, "ping.request_again", at):
        await pings.tell_department(house, work, complaint, request, "ping.request_again", at)


async def withdraw(
    house: House,
    work: UnitOfWork,
    request: CoordinationRequest,
    reason: str,
    *,
    actor: Actor,
    seen: int | None = None,
) -> None:
    """Take a request back; a case that waited for it can then be answered.

    Raises:
        NotAllowed: `not_your_request`.
        WrongState: it is over.
        Invalid: no reason. Conflict: `request_changed`.
    """
    complaint = await require_asker(work, request, actor)
    check_seen(request, seen)
    check_text(reason, "reason")
    await end_request(house, work, complaint, request, reason.strip(), actor=actor)
    await tell_customer(house, work, complaint, request, "off")
