"""Results that somebody with the authority sees before the customer does (R26)."""

from __future__ import annotations

from complaints import approvals, handling
from complaints.approvals import Question
from complaints.decision_model import Approval, ApprovalKind
from complaints.errors import Invalid, NotAllowed
from complaints.finishing import needs_passing, require_reported, require_settled
from complaints.house import House
from complaints.lifecycle import Move, check
from complaints.model import Actor, Complaint, Officer, by
from complaints.ports import UnitOfWork
from complaints.recusals import require_free
from complaints.talk_model import Message


async def submit(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    result: str,
    *,
    actor: Actor,
    via: str = "chat",
) -> Message | Approval:
    """Tell the customer the result, or ask for the approval that it needs first.

    Raises:
        NotAllowed, WrongState, Invalid: as `handling.resolve`.
    """
    if not needs_passing(house, complaint, actor.officer):
        return await handling.resolve(house, work, complaint, result, actor=actor, via=via)
    check(complaint, actor, Move.RESOLVE, result=result)
    await require_free(work, complaint, actor.officer)
    await require_settled(work, complaint)
    await require_reported(work, complaint)
    if len(result) > handling.REPLY_LIMIT:
        raise Invalid("too_long", field="result", limit=handling.REPLY_LIMIT)
    if await handling.chat_of(work, complaint) is None and via not in handling.VISITS:
        raise Invalid("unknown_choice", field="via")
    detail = {"result": result.strip(), "via": via}
    question = Question(ApprovalKind.RESULT, complaint.id, detail=detail)
    return await approvals.ask(house, work, complaint, question, actor=actor)


async def require_sendable(
    work: UnitOfWork, complaint: Complaint, approval: Approval, writer: Officer
) -> None:
    """Refuse to pass a result that could not go out any more.

    Raises:
        NotAllowed: `writer_left`.
        WrongState: the complaint has moved on, or a remedy is open.
    """
    if not writer.is_active:
        raise NotAllowed("writer_left")
    check(complaint, by(writer), Move.RESOLVE, result=str(approval.detail["result"]))
    await require_settled(work, complaint)
    await require_reported(work, complaint)


async def approved(
    house: House, work: UnitOfWork, complaint: Complaint, approval: Approval, writer: Officer
) -> None:
    """Send an approved result in the name of who wrote it."""
    await handling.resolve(
        house,
        work,
        complaint,
        str(approval.detail["result"]),
        actor=by(writer),
        via=str(approval.detail["via"]),
        approval=approval,
    )
