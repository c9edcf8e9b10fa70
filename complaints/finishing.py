"""What must be so before a complaint is answered or closed (R20, R22, R26)."""

from __future__ import annotations

from complaints import pending_off
from complaints.approvals import lapse
from complaints.coordination_model import OPEN
from complaints.decision_model import Approval, ApprovalKind, ApprovalState, RemedyState
from complaints.errors import NotAllowed, WrongState
from complaints.house import House
from complaints.model import Actor, Complaint, Officer, Role, Severity
from complaints.policy import Approval as Passing
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.remedy_moves import PENDING, RemedyMove, move_remedy

#: The house still owes something, or has asked something.
UNSETTLED = PENDING | {RemedyState.AGREED}


async def require_settled(work: UnitOfWork, complaint: Complaint) -> None:
    """Refuse to answer a complaint that a department works on (R20), or as `require_kept` does.

    What it was asked is first answered and signed, or withdrawn with a reason.

    Raises:
        WrongState: `remedy_open`, `request_open`.
    """
    await require_kept(work, complaint)
    requests = await work.coordination.requests_of(complaint.id)
    if waiting := sum(request.state in OPEN for request in requests):
        raise WrongState("request_open", n=waiting)


async def require_kept(work: UnitOfWork, complaint: Complaint) -> None:
    """Refuse to finish a complaint while an offer is open or a promise is not kept (R22).

    Raises:
        WrongState: `remedy_open`.
    """
    for remedy in await work.decisions.remedies_of(complaint.id):
        if remedy.state in UNSETTLED:
            raise WrongState("remedy_open", state=remedy.state)


async def drop_pending(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    actor: Actor,
    kinds: frozenset[ApprovalKind] = frozenset(ApprovalKind),
) -> None:
    """Take back the offer that nobody has answered, and let requests for approval lapse.

    What ends whole also comes off the pending ledger.
    """
    await lapse(house, work, complaint, kinds)
    if ApprovalKind.PENDING in kinds:
        await pending_off.end(house, work, complaint, actor=actor)
    for remedy in await work.decisions.remedies_of(complaint.id):
        if remedy.state in PENDING:
            move_remedy(remedy, RemedyMove.WITHDRAW)
            record(work, complaint, "remedy_withdrawn", actor, house.now(), reason="")


async def off_ledger(house: House, work: UnitOfWork, complaint: Complaint, actor: Actor) -> None:
    """Take a case that begins anew off the pending ledger, and what was asked about it."""
    await lapse(house, work, complaint, frozenset({ApprovalKind.PENDING}))
    await pending_off.end(house, work, complaint, actor=actor)


def needs_passing(house: House, complaint: Complaint, officer: Officer | None) -> bool:
    """Say whether somebody with the authority reads a result before the customer does (R26).

    A senior leader has nobody above.
    """
    if officer is not None and officer.role is Role.SENIOR_LEADER and not officer.is_service:
        return False
    passing = house.policy.approval
    is_grave = complaint.severity is not Severity.MINOR
    return passing is Passing.ALWAYS or (passing is Passing.SERIOUS and is_grave)


def require_passed(
    house: House,
    complaint: Complaint,
    officer: Officer | None,
    result: str,
    approval: Approval | None,
) -> None:
    """Refuse a result that needs an approval and has none for these very words.

    Raises:
        NotAllowed: `result_not_approved`.
    """
    if not needs_passing(house, complaint, officer):
        return
    is_passed = (
        approval is not None
        and approval.kind is ApprovalKind.RESULT
        and approval.state is ApprovalState.GRANTED
        and approval.complaint_id == complaint.id
        and approval.detail.get("result") == result.strip()
    )
    if not is_passed:
        raise NotAllowed("result_not_approved")
