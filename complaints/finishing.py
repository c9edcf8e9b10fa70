"""What must be so before a complaint is answered or closed (R20, R22, R26, R28)."""

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

#: What means nothing any more when a complaint has ended; its summary report is still owed.
_ENDED = frozenset(ApprovalKind) - {ApprovalKind.SUMMARY}


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


async def require_reported(work: UnitOfWork, complaint: Complaint) -> None:
    """Refuse to finish a major complaint without a summary report that a leader agreed to (R28).

    Raises:
        WrongState: `crisis_open` or `summary_missing`.
    """
    if complaint.severity is not Severity.MAJOR:
        return
    if await work.majors.find_crisis(complaint.id) is not None:
        raise WrongState("crisis_open")
    if not await is_reported(work, complaint):
        raise WrongState("summary_missing")


async def is_reported(work: UnitOfWork, complaint: Complaint) -> bool:
    """Say whether a senior leader has agreed to the summary report of this episode."""
    summary = await work.majors.find_summary(complaint.id, complaint.episode)
    return summary is not None and summary.approved_at is not None


async def drop_pending(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    actor: Actor,
    kinds: frozenset[ApprovalKind] = _ENDED,
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

    Of a major complaint always (R28). A senior leader has nobody above.
    """
    if officer is not None and officer.role is Role.SENIOR_LEADER and not officer.is_service:
        return False
    passing = house.policy.approval
    if complaint.severity is Severity.MAJOR or passing is Passing.ALWAYS:
        return True
    return passing is Passing.SERIOUS and complaint.severity is Severity.SERIOUS


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
