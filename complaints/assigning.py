"""How a complaint changes hands (R18, R20): one number, one record, one owner.

Every change is one conditional UPDATE on the owner that the one who acts had before them: of two
at once one wins, and the other is told who has it now.
"""

from __future__ import annotations

from complaints import clocks, pings
from complaints.clocks import Event
from complaints.errors import Conflict, Invalid, WrongState
from complaints.handling import tell_owner
from complaints.house import House
from complaints.lifecycle import RULES, Move
from complaints.list_reads import OfficerRow
from complaints.model import Actor, Complaint, ComplaintId, Officer, OfficerId, Status
from complaints.permissions import may, require, right_over
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred

#: Whoever owns one of these has something to do or to wait for.
OWNED = frozenset({Status.OPEN, Status.WAITING, Status.ANSWERED})


async def hand_over(
    house: House,
    work: UnitOfWork,
    complaint_id: ComplaintId,
    to: OfficerId,
    reason: str,
    *,
    actor: Actor,
    was: OfficerId | None,
) -> Complaint:
    """Hand a complaint to an officer, who is pinged; one that nobody has taken is thereby taken.

    Args:
        was: who owned it when the one who acts decided; None for nobody.

    Raises:
        Conflict: `owner_changed` or `owner_gone`, somebody else was faster.
        NotAllowed: owners hand over their own, managers anybody's.
        Invalid: no reason, or the receiver cannot take complaints.
    """
    complaint = await work.complaints.get(complaint_id)
    require(actor.officer, right_over(actor.officer, was))
    receiver = await _receiver(work, to)
    if to in await barred(work, complaint):
        raise Invalid("receiver_recused", field="to", name=receiver.name)
    _check_reason(reason)
    if was == to:
        raise Invalid("owns_it_already", field="to", name=receiver.name)
    at = house.now()
    rule, giver = RULES[Move.ASSIGN], await _name(work, was)
    sources, target = (rule.sources, rule.target) if was is None else (OWNED, None)
    if not await work.complaints.change_owner(complaint_id, was, to, sources, target, at):
        raise await _refusal(work, complaint, was, "hand_over")
    await clocks.happened(house, work, complaint, Event.TAKEN, at)
    said = {"giver": giver, "receiver": receiver.name, "reason": reason.strip()}
    if was is None:
        record(work, complaint, "assigned", actor, at, **said)
    else:
        record(work, complaint, "handed_over", actor, at, **said)
    await pings.ping_officer(house, work, complaint, receiver, at)
    await tell_owner(house, work, complaint, receiver)
    return complaint


async def put_back(
    house: House,
    work: UnitOfWork,
    complaint_id: ComplaintId,
    reason: str,
    *,
    actor: Actor,
    was: OfficerId | None,
) -> Complaint:
    """Put a complaint back for anybody to take; who is on duty is pinged, and the clock runs.

    Raises as `hand_over` does.
    """
    complaint = await work.complaints.get(complaint_id)
    require(actor.officer, right_over(actor.officer, was))
    _check_reason(reason)
    rule, at = RULES[Move.PUT_BACK], house.now()
    giver = await _name(work, was)
    if was is None or not await work.complaints.change_owner(
        complaint_id, was, None, rule.sources, rule.target, at
    ):
        raise await _refusal(work, complaint, was, Move.PUT_BACK)
    await clocks.end_waiting(house, work, complaint, at)
    await clocks.happened(house, work, complaint, Event.PUT_BACK, at)
    record(work, complaint, "put_back", actor, at, giver=giver, reason=reason.strip())
    await pings.ping_level(house, work, complaint, at)
    return complaint


async def _receiver(work: UnitOfWork, to: OfficerId) -> Officer:
    officer = await work.people.get_officer(to)
    if not can_receive(officer):
        raise Invalid("cannot_receive", field="to", name=officer.name)
    return officer


def can_receive(officer: Officer | OfficerRow) -> bool:
    """Say whether complaints can be handed to an officer."""
    return officer.is_active and not officer.is_service and may(officer.role, Move.TAKE)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid("required", field="reason")


async def _name(work: UnitOfWork, officer_id: OfficerId | None) -> str:
    return "" if officer_id is None else (await work.people.get_officer(officer_id)).name


async def _refusal(
    work: UnitOfWork, complaint: Complaint, was: OfficerId | None, move: str
) -> Conflict | WrongState:
    """Say why the owner could not be changed: somebody was faster, or the case has moved on."""
    if complaint.owner_id == was:
        return WrongState("move_not_possible", move=move, status=complaint.status)
    if complaint.owner_id is None:
        return Conflict("owner_gone", number=complaint.number)
    name = await _name(work, complaint.owner_id)
    return Conflict("owner_changed", name=name, number=complaint.number)
