"""What follows from a decision: the offer or the result goes out, the complaint is judged, or not.

Deciding twice, deciding one's own request and deciding beyond one's authority are refused before
anything follows (`approvals.settle`).
"""

from __future__ import annotations

from complaints import (
    approvals,
    measures,
    pending,
    remedies,
    results,
    summaries,
    validity,
)
from complaints.buttons import Verb, button
from complaints.decision_model import Approval, ApprovalKind, ApprovalState
from complaints.house import House
from complaints.model import Actor, Complaint, Language, Officer, by
from complaints.outgoing import Saying, say
from complaints.ports import UnitOfWork
from complaints.remedy_moves import RemedyMove, check_remedy, move_remedy
from complaints.talk_model import Purpose


async def decide(
    house: House,
    work: UnitOfWork,
    approval_id: int,
    *,
    is_granted: bool,
    actor: Actor,
    reason: str = "",
) -> Approval:
    """Grant or refuse a request; who asked is told, and what was asked for happens or does not.

    Raises:
        NotAllowed, NotFound: not theirs to decide.
        WrongState: decided before, or the complaint has moved on.
        Invalid: refused without a reason.
    """
    approval = await work.decisions.get_approval(approval_id)
    complaint = await work.complaints.get(approval.complaint_id)
    asker = await work.people.get_officer(approval.asked_by)
    await approvals.require_decider(house, work, complaint, approval, actor.officer)
    if is_granted:
        await _require_possible(house, work, complaint, approval, asker, actor)
    await approvals.settle(
        house, work, complaint, approval, is_granted=is_granted, reason=reason, actor=actor
    )
    if is_granted:
        await _follow(house, work, complaint, approval, asker, actor)
    elif approval.kind is ApprovalKind.REMEDY:
        remedy = await work.decisions.get_remedy(approval.subject_id)
        move_remedy(remedy, RemedyMove.REFUSE)
    elif approval.kind is ApprovalKind.PENDING:
        await pending.refused(work, approval.subject_id)
    await _tell_asker(house, work, complaint, approval, asker, is_granted=is_granted)
    return approval


async def _require_possible(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    approval: Approval,
    asker: Officer,
    actor: Actor,
) -> None:
    """Refuse before anything is changed what could not follow any more."""
    if approval.state is not ApprovalState.OPEN:
        return
    match approval.kind:
        case ApprovalKind.REMEDY:
            remedy = await work.decisions.get_remedy(approval.subject_id)
            check_remedy(remedy, RemedyMove.APPROVE)
        case ApprovalKind.RESULT:
            await results.require_sendable(work, complaint, approval, asker)
        case ApprovalKind.INVALID:
            row = await work.decisions.get_invalidity(approval.subject_id)
            await validity.require_confirmable(work, complaint, row, actor=actor)
        case ApprovalKind.PENDING:
            entry = await work.pendings.get(approval.subject_id)
            pending.require_enterable(house, complaint, entry)
        case ApprovalKind.PLAN:
            await measures.require_approvable(work, approval, actor.officer)
        case ApprovalKind.SUMMARY:
            await summaries.require_approvable(work, complaint, actor.officer)


async def _follow(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    approval: Approval,
    asker: Officer,
    actor: Actor,
) -> None:
    match approval.kind:
        case ApprovalKind.REMEDY:
            remedy = await work.decisions.get_remedy(approval.subject_id)
            await remedies.approved(house, work, complaint, remedy, by(asker))
        case ApprovalKind.RESULT:
            await results.approved(house, work, complaint, approval, asker)
        case ApprovalKind.INVALID:
            row = await work.decisions.get_invalidity(approval.subject_id)
            await validity.confirmed(house, work, complaint, row, actor=actor)
        case ApprovalKind.PENDING:
            entry = await work.pendings.get(approval.subject_id)
            await pending.entered(house, work, complaint, entry, actor=actor)
        case ApprovalKind.PLAN:
            await measures.approved(house, work, complaint, approval)
        case ApprovalKind.SUMMARY:
            await summaries.approved(house, work, complaint, actor=actor)


async def _tell_asker(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    approval: Approval,
    asker: Officer,
    *,
    is_granted: bool,
) -> None:
    """Ping who asked; the reason stands in the case, where pings may not repeat it."""
    if asker.conversation_id is None or not asker.is_active:
        return
    words, language, at = house.words, Language.ZH_HANS, house.now()
    key = "ping.approval_granted" if is_granted else "ping.approval_refused"
    what = words(f"approval.{approval.kind}", language)
    text = words(key, language, number=complaint.number, what=what)
    look = button(words("button.open", language), Verb.OPEN, complaint.id)
    chat = await work.people.get_conversation(asker.conversation_id)
    hold = house.policy.rings_at(at, complaint.severity) - at
    say(work, chat, Saying(text, [[look]], purpose=Purpose.PING, hold=hold), at)
