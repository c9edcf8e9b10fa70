"""How a complaint ends, and how it comes back.

The customer's yes, no, silence or withdrawal (R26).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from complaints import clocks, major, pings
from complaints.clock_model import DueKind
from complaints.coordination_steps import drop_requests
from complaints.errors import WrongState
from complaints.finishing import drop_pending, off_ledger, require_reported
from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.lifecycle import Move, move
from complaints.model import (
    CLOCK,
    Actor,
    CloseReason,
    Complaint,
    ComplaintId,
    Revisit,
    RevisitState,
    Severity,
    Status,
)
from complaints.ports import UnitOfWork
from complaints.record import record

#: When a complaint is looked at again that silence cannot close yet.
_LOOK_AGAIN: Final = timedelta(days=1)


def answering(complaint: Complaint) -> str:
    """Name one answering of a complaint: a later one makes what waits for this one outdated."""
    at = complaint.answered_at
    return f"{complaint.episode}:{at.timestamp():.0f}" if at else ""


async def after_close(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    why: CloseReason,
    *,
    actor: Actor,
    reason: str = "",
) -> None:
    """Do what every closing does: note why, end the clocks, make the revisit due (R33)."""
    at = house.now()
    complaint.closed_at, complaint.close_reason = at, why
    await drop_requests(house, work, complaint, reason, actor=actor)
    await clocks.end(work, complaint, at)
    await major.see_whether_dealt_with(house, work, complaint, actor=actor)
    await drop_pending(house, work, complaint, actor)
    if await work.complaints.find_revisit(complaint.id, complaint.episode) is None:
        due_at = house.policy.hours.add_days(at, house.policy.revisit_days)
        work.add(
            Revisit(
                id=work.new_id(),
                complaint_id=complaint.id,
                episode=complaint.episode,
                due_at=due_at,
            )
        )
    record(work, complaint, "closed", actor, at, why=why, reason=reason)


async def confirm(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Close with the customer's yes."""
    move(complaint, actor, Move.CONFIRM)
    await after_close(house, work, complaint, CloseReason.SATISFIED, actor=actor)


async def reject(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Reopen one level up because the result does not satisfy; the reason is asked afterwards."""
    move(complaint, actor, Move.REJECT)
    await begin_again(house, work, complaint, "unsatisfied", actor)


async def expire(house: House, work: UnitOfWork, complaint_id: ComplaintId, guard: str) -> None:
    """Close as unanswered when the result has met with silence (未答复关闭).

    The revisit stays due. What has become major since the result is looked at again later: silence
    closes nothing whose summary report is missing (R28).
    """
    complaint = await work.complaints.get(complaint_id)
    if complaint.status is Status.ANSWERED and answering(complaint) == guard:
        try:
            await require_reported(work, complaint)
        except WrongState:
            again_at = house.now() + _LOOK_AGAIN
            work.schedule(DueKind.UNANSWERED, complaint.id, again_at, guard=guard)
            return
        move(complaint, CLOCK, Move.EXPIRE)
        await after_close(house, work, complaint, CloseReason.UNANSWERED, actor=CLOCK)


async def withdraw(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Withdraw at the customer's wish; the number stays, nothing is asked any more."""
    move(complaint, actor, Move.WITHDRAW)
    at = house.now()
    complaint.closed_at = at
    await drop_requests(house, work, complaint, "", actor=actor)
    await clocks.end(work, complaint, at)
    await drop_pending(house, work, complaint, actor)
    record(work, complaint, "withdrawn", actor, at)


def can_reopen(house: House, complaint: Complaint) -> bool:
    """Say whether a closed complaint is still within the days in which it can be reopened."""
    return (
        complaint.status is Status.CLOSED
        and complaint.closed_at is not None
        and house.now() - complaint.closed_at <= house.policy.reopen_within
    )


async def reopen(
    house: House, work: UnitOfWork, complaint: Complaint, reason: str, *, actor: Actor
) -> None:
    """Open a closed complaint again, one level up.

    Raises:
        WrongState: `reopen_too_late`; file a new complaint linked to this one instead.
    """
    if complaint.status is Status.CLOSED and not can_reopen(house, complaint):
        raise WrongState("reopen_too_late")
    move(complaint, actor, Move.REOPEN, reason=reason)
    await begin_again(house, work, complaint, reason.strip(), actor)


async def bring_back(
    house: House, work: UnitOfWork, complaint: Complaint, why: str, *, actor: Actor
) -> Complaint:
    """Reopen a closed complaint, or file a linked new one when it is too late for that.

    Returns the complaint that now stands for the matter; one that is not closed is returned as it
    is.
    """
    if complaint.status is not Status.CLOSED:
        return complaint
    if can_reopen(house, complaint):
        await reopen(house, work, complaint, why, actor=actor)
        return complaint
    chat = None
    if complaint.conversation_id is not None:
        chat = await work.people.get_conversation(complaint.conversation_id)
    new = NewComplaint(
        text=complaint.text,
        channel=complaint.channel,
        conversation=chat,
        language=complaint.language,
        category=complaint.category,
        severity=complaint.severity,
        previous=complaint,
    )
    return await file_complaint(house, work, new, actor=actor)


async def begin_again(
    house: House, work: UnitOfWork, complaint: Complaint, why: str, actor: Actor
) -> None:
    """Begin another episode one level up, and above whoever had it, for somebody else to take."""
    at, last_owner = house.now(), complaint.owner_id
    await new_episode(house, work, complaint, at)
    if last_owner is not None:
        officer = await work.people.get_officer(last_owner)
        complaint.level = max(complaint.level, house.policy.clocks.rank_of(officer.role))
    complaint.owner_id = complaint.taken_at = None
    complaint.level += 1
    owner = str(last_owner) if last_owner else ""
    record(work, complaint, "reopened", actor, at, why=why, level=complaint.level, owner=owner)
    await pings.ping_level(house, work, complaint, at)


async def new_episode(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Count another episode: new clocks, no result, and the revisit of the last one is off.

    Of a major complaint a senior leader is told again.
    """
    await off_ledger(house, work, complaint, CLOCK)
    await clocks.end(work, complaint, at)
    revisit = await work.complaints.find_revisit(complaint.id, complaint.episode)
    if revisit is not None and revisit.state in (RevisitState.DUE, RevisitState.SENT):
        revisit.state = RevisitState.CANCELLED
    complaint.episode += 1
    complaint.answered_at = complaint.closed_at = complaint.archived_at = None
    complaint.close_reason = None
    clocks.start(house, work, complaint, at)
    if complaint.severity is Severity.MAJOR:
        await major.begin(house, work, complaint, at)
