"""The clocks of a complaint.

Started when it is filed or reopened, stopped by what keeps the promise (R19).

Only a person's message that the channel accepted, or a recorded call or visit, stops the first
answer; the instant that counts is when it was written. The bot stops none.
"""

from __future__ import annotations

from datetime import datetime

from complaints.house import House
from complaints.model import (
    ActorKind,
    Clock,
    ClockKind,
    Complaint,
    ComplaintId,
    Direction,
    DueKind,
    Message,
    Purpose,
)
from complaints.ports import UnitOfWork


def start(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Start an episode's clocks and give the complaint its promise."""
    for kind in (ClockKind.TAKE, ClockKind.PLAN, ClockKind.RESULT):
        due_at = _start(house, work, complaint, kind, at)
        if kind is ClockKind.PLAN:
            complaint.promised_at = due_at


def start_taking(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Start the clock of taking again, for a complaint that somebody has put back."""
    _start(house, work, complaint, ClockKind.TAKE, at)


def _start(
    house: House, work: UnitOfWork, complaint: Complaint, kind: ClockKind, at: datetime
) -> datetime:
    span = house.policy.clocks.spans[kind]
    due_at = span.end(house.policy.calendar_of(kind, span, complaint.place), at)
    work.add(
        Clock(
            id=work.new_id(),
            complaint_id=complaint.id,
            episode=complaint.episode,
            kind=kind,
            started_at=at,
            due_at=due_at,
        )
    )
    if kind is ClockKind.TAKE:
        work.schedule(DueKind.UNTAKEN, complaint.id, due_at, guard=str(complaint.episode))
    return due_at


async def was_put_back(work: UnitOfWork, complaint: Complaint, at: datetime) -> bool:
    """Say whether an untaken complaint was put back so lately that there is still time."""
    return any(
        clock.kind is ClockKind.TAKE and clock.due_at > at
        for clock in await work.complaints.running_clocks(complaint.id)
    )


async def stop(
    work: UnitOfWork, complaint_id: ComplaintId, kinds: frozenset[ClockKind], at: datetime
) -> None:
    """Stop running clocks of these kinds; each knows whether it was kept."""
    for clock in await work.complaints.running_clocks(complaint_id):
        if clock.kind in kinds:
            clock.stopped_at, clock.is_kept = at, at <= clock.due_at


async def end(work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Stop what still runs when a complaint ends without having been answered."""
    for clock in await work.complaints.running_clocks(complaint.id):
        clock.stopped_at, clock.is_kept = at, None


def stopped_by(message: Message) -> frozenset[ClockKind]:
    """Say which clocks a message stops once it counts as delivered."""
    if message.direction is Direction.IN or message.author is not ActorKind.OFFICER:
        return frozenset()
    if message.purpose is Purpose.RESULT:
        return frozenset({ClockKind.PLAN, ClockKind.RESULT})
    if message.purpose is Purpose.SAY:
        return frozenset({ClockKind.PLAN})
    return frozenset()


async def delivered(work: UnitOfWork, message: Message) -> None:
    """Stop what a delivered message stops, at the instant it was written."""
    if message.complaint_id is not None and (kinds := stopped_by(message)):
        await stop(work, message.complaint_id, kinds, message.at)
