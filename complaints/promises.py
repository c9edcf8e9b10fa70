"""Promises that officers make by themselves: a visit (R19)."""

from __future__ import annotations

from complaints import clocks
from complaints.clock_model import ClockKind
from complaints.clocks import Event
from complaints.errors import Invalid, WrongState
from complaints.house import House
from complaints.model import ACTIVE, Actor, Complaint
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record


async def promise_visit(
    house: House, work: UnitOfWork, complaint: Complaint, reason: str, *, actor: Actor
) -> None:
    """Promise the customer somebody at the place; a recorded visit keeps it.

    Raises:
        WrongState: the case is over, a visit is promised already, or the house promises none.
        Invalid: it does not say what is to be looked at.
    """
    require(actor.officer, "promise_visit")
    if complaint.status not in ACTIVE or ClockKind.VISIT not in house.policy.clocks.spans:
        raise WrongState("move_not_possible", move="promise_visit", status=complaint.status)
    if not reason.strip():
        raise Invalid("required", field="reason")
    running = await work.complaints.running_clocks(complaint.id)
    if any(clock.kind is ClockKind.VISIT for clock in running):
        raise WrongState("visit_promised_already")
    at = house.now()
    await clocks.happened(house, work, complaint, Event.VISIT_PROMISED, at)
    record(work, complaint, "visit_promised", actor, at, reason=reason.strip())
