"""How a complaint comes off the pending ledger (R32): settled, ended, or by the customer."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from complaints import clocks, clocks_run, pings
from complaints.clocks import Event
from complaints.house import House
from complaints.model import Actor, Complaint, Status
from complaints.pending_model import (
    RESTS_WHILE_PENDING,
    Pending,
    PendingCause,
    PendingState,
)
from complaints.ports import UnitOfWork
from complaints.record import record

_BACK: Final = "ping.reached"


async def take_off(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    row: Pending,
    outcome: str,
    *,
    actor: Actor,
) -> None:
    """Take an entry off the ledger with what happened; the clocks that rested for it go on."""
    at = house.now()
    row.state, row.settled_at, row.settled_by = PendingState.SETTLED, at, actor.officer_id
    row.outcome = outcome
    await _wake(house, work, complaint, row, at)
    record(work, complaint, "pending_settled", actor, at, cause=row.cause, outcome=outcome)


async def _wake(
    house: House, work: UnitOfWork, complaint: Complaint, row: Pending, at: datetime
) -> None:
    for clock in await work.complaints.running_clocks(complaint.id):
        is_resting = clock.paused_at is not None and not clock.is_for_customer
        if is_resting and clock.kind in RESTS_WHILE_PENDING[row.cause]:
            clocks_run.go_on(house, work, complaint, clock, at)


async def end(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Take a complaint off that has come to an end, or begins anew."""
    row = await work.pendings.find_current(complaint.id)
    if row is None:
        return
    if row.state is PendingState.ASKED:
        row.state, row.settled_at = PendingState.LAPSED, house.now()
    else:
        await take_off(house, work, complaint, row, "", actor=actor)


async def reached(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Take a case up again whose customer could not be reached: they have said something.

    Somebody has asked for it or granted it, and whoever has the case is told.
    """
    if complaint.status not in (Status.OPEN, Status.WAITING):
        return
    row = await work.pendings.find_current(complaint.id)
    if row is None or row.cause is not PendingCause.UNREACHABLE:
        return
    if row.state is PendingState.ASKED:
        return
    at = house.now()
    await take_off(house, work, complaint, row, "", actor=actor)
    await clocks.happened(house, work, complaint, Event.RESUMED, at)
    if complaint.owner_id is not None and complaint.owner_id != actor.officer_id:
        owner = await work.people.get_officer(complaint.owner_id)
        await pings.ping(house, work, complaint, [owner], _BACK, at)
