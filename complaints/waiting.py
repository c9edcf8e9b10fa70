"""Waiting: for the customer, with the case; for anything else, with one clock (R19).

Every rest has a reason and an end that the policy limits; then the clocks go on by themselves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from complaints import clocks, clocks_run
from complaints.clock_model import Clock, ClockKind, DueKind
from complaints.clocks import RESTS_WHILE_WAITING
from complaints.errors import Invalid, NotFound, WrongState
from complaints.handling import chat_of, check_text
from complaints.house import House
from complaints.lifecycle import Move, move
from complaints.model import ACTIVE, CLOCK, Actor, Complaint, Status
from complaints.outgoing import Saying, say
from complaints.permissions import require
from complaints.policy_clocks import Span
from complaints.ports import UnitOfWork
from complaints.record import record

#: Clocks that a manager may let rest. Who is to take a case and who is to answer the customer
#: first owe that in any case, and so does whoever reports upward.
PAUSABLE: Final = RESTS_WHILE_WAITING | {ClockKind.DEPARTMENT}


async def wait_for_customer(
    house: House, work: UnitOfWork, complaint: Complaint, reason: str, *, actor: Actor
) -> None:
    """Ask the customer for something and wait; any word of theirs or the limit ends it.

    The customer reads `reason`; for a complaint without chat it only stands in the timeline.

    Raises:
        Invalid: empty or over 2,000 characters.
    """
    move(complaint, actor, Move.WAIT, reason=reason)
    check_text(reason, "reason")
    reason, at = reason.strip(), house.now()
    until = house.policy.clocks.pause_limit.end(house.policy.hours, at)
    for clock in await work.complaints.running_clocks(complaint.id):
        if clock.kind in RESTS_WHILE_WAITING and clock.paused_at is None:
            rest(work, clock, at, until, reason, for_customer=True)
    chat = await chat_of(work, complaint)
    if chat is None:
        record(work, complaint, "waiting", actor, at, reason=reason)
        return
    message = say(work, chat, Saying(reason), at, actor=actor, complaint=complaint)
    record(work, complaint, "waiting", actor, at, message=str(message.id))


async def resume(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Go on with a complaint that waited for the customer, and with its clocks."""
    move(complaint, actor, Move.RESUME)
    await clocks.end_waiting(house, work, complaint, house.now())
    record(work, complaint, "resumed", actor, house.now())


async def pause(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    kind: ClockKind,
    span: str,
    reason: str,
    *,
    actor: Actor,
) -> None:
    """Let one clock rest for a span, for example until a part is delivered (R32).

    Raises:
        NotAllowed: managers only.
        Invalid: no reason, no span, or one beyond the limit of the policy; or no such clock.
        WrongState: `paused_already`.
    """
    require(actor.officer, "pause")
    clock = await running(work, complaint, kind, PAUSABLE)
    if clock.paused_at is not None:
        raise WrongState("paused_already")
    if not reason.strip():
        raise Invalid("required", field="reason")
    at, limit = house.now(), house.policy.clocks.pause_limit
    until = parse_span(span).end(house.policy.hours, at)
    if until > limit.end(house.policy.hours, at):
        raise Invalid("over_the_limit", field="span", limit=str(limit))
    rest(work, clock, at, until, reason, for_customer=False)
    told = {"clock": kind, "until": until.isoformat(), "reason": reason.strip()}
    record(work, complaint, "clock_paused", actor, at, **told)


async def unpause(
    house: House, work: UnitOfWork, complaint: Complaint, kind: ClockKind, *, actor: Actor
) -> None:
    """Let a clock go on before its rest is over.

    Raises:
        WrongState: it does not rest, or it waits for the customer with the case.
    """
    require(actor.officer, "pause")
    clock = await running(work, complaint, kind, PAUSABLE)
    if clock.paused_at is None or clock.is_for_customer:
        raise WrongState("not_paused")
    clocks_run.go_on(house, work, complaint, clock, house.now())
    record(work, complaint, "clock_resumed", actor, house.now(), clock=kind)


async def rest_is_over(house: House, work: UnitOfWork, clock_id: int, guard: str) -> None:
    """Go on by itself at the limit of a rest; a case that waited is somebody's turn again."""
    clock = await work.complaints.find_clock(clock_id)
    if clock is None or clock.paused_at is None or guard != str(clock.revision):
        return
    complaint = await work.complaints.get(clock.complaint_id)
    if clock.is_for_customer and complaint.status is Status.WAITING:
        await resume(house, work, complaint, actor=CLOCK)
    else:
        clocks_run.go_on(house, work, complaint, clock, house.now())
        record(work, complaint, "clock_resumed", CLOCK, house.now(), clock=clock.kind)


def rest(
    work: UnitOfWork,
    clock: Clock,
    at: datetime,
    until: datetime,
    reason: str,
    *,
    for_customer: bool,
) -> None:
    """Let a clock rest until a moment, at which it goes on by itself."""
    clocks_run.rest(clock, at, until, reason.strip(), for_customer=for_customer)
    work.schedule(DueKind.PAUSE_OVER, clock.id, until, guard=str(clock.revision))


async def running(
    work: UnitOfWork, complaint: Complaint, kind: ClockKind, among: frozenset[ClockKind]
) -> Clock:
    """Find a running clock that may be paused or extended.

    Raises:
        WrongState: the case is over.
        Invalid: such a clock may not be.
        NotFound: none runs.
    """
    if complaint.status not in ACTIVE:
        raise WrongState("complaint_over")
    if kind not in among:
        raise Invalid("unknown_choice", field="clock")
    clocks_of = await work.complaints.running_clocks(complaint.id)
    found = [clock for clock in clocks_of if clock.kind is kind]
    if not found:
        raise NotFound("not_found", kind="Clock")
    return min(found, key=lambda clock: clock.due_at)


def parse_span(text: str) -> Span:
    """Read a span that somebody typed: "2 h", "3 d", "1 wd"."""
    span = Span.parse(text.strip())
    if span is None:
        raise Invalid("no_span", field="span")
    return span
