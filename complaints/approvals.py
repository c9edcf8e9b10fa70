"""Asking somebody with the authority (R16, R23, R26, R28): who may decide, who hears of it.

A request is never decided by who asked, by a program, by who investigated the facts of a promise,
or by who keeps out of the complaint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from complaints.buttons import Verb, button
from complaints.decision_model import Approval, ApprovalKind, ApprovalState
from complaints.errors import Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.mandate import mandate_of
from complaints.model import CLOCK, Actor, Complaint, Language, Officer
from complaints.money import write_sum
from complaints.outgoing import Saying, say
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred, require_free
from complaints.talk_model import Purpose

REASON_LIMIT = 500


@dataclass(frozen=True)
class Question:
    """What is asked: of which kind, about which row, and for how much."""

    kind: ApprovalKind
    subject_id: int
    amount: int = 0
    detail: Mapping[str, Any] = field(default_factory=dict)


async def ask(
    house: House, work: UnitOfWork, complaint: Complaint, question: Question, *, actor: Actor
) -> Approval:
    """Ask for an approval; whoever is on duty and may decide is pinged.

    Raises:
        Conflict: `approval_asked`, the same waits already.
    """
    officer, at = actor.officer, house.now()
    if officer is None:
        raise WrongState("officers_only")
    await work.complaints.hold(complaint)
    for waiting in await work.decisions.open_approvals(complaint.id):
        if waiting.kind is question.kind:
            raise Conflict("approval_asked", kind=question.kind)
    approval = Approval(
        id=work.new_id(),
        complaint_id=complaint.id,
        kind=question.kind,
        subject_id=question.subject_id,
        asked_by=officer.id,
        asked_at=at,
        amount=question.amount,
        currency=house.policy.authority.currency,
        detail=dict(question.detail),
    )
    work.add(approval)
    what = {"what": question.kind, "amount": write_sum(approval.amount, approval.currency)}
    record(work, complaint, "approval_asked", actor, at, **what)
    asked = await _ping(house, work, complaint, approval)
    record(work, complaint, "approvers_pinged", CLOCK, at, what=question.kind, officers=asked)
    work.publish("approval", complaint_id=complaint.id, subject_id=approval.id)
    return approval


async def _ping(
    house: House, work: UnitOfWork, complaint: Complaint, approval: Approval
) -> list[str]:
    """Ping who may decide, with the decision under the thumb; returns their names."""
    kept_out, words = await barred(work, complaint), house.words
    text = words(
        "ping.approval",
        Language.ZH_HANS,
        number=complaint.number,
        what=words(f"approval.{approval.kind}", Language.ZH_HANS),
        severity=words(f"severity.{complaint.severity}", Language.ZH_HANS),
        amount=write_sum(approval.amount, approval.currency) or "—",
    )
    verbs = (Verb.APPROVE, Verb.REFUSE)
    row = [button(words(f"button.{v}", Language.ZH_HANS), v, approval.id) for v in verbs]
    look = button(words("button.open", Language.ZH_HANS), Verb.OPEN, complaint.id)
    at = house.now()
    hold = house.policy.rings_at(at, complaint.severity) - at
    names = []
    for officer in await work.people.on_duty():
        is_asked = officer.id not in kept_out and officer.id != approval.asked_by
        if is_asked and officer.conversation_id and _may(house, complaint, approval, officer):
            chat = await work.people.get_conversation(officer.conversation_id)
            say(work, chat, Saying(text, [row, [look]], purpose=Purpose.PING, hold=hold), at)
            names.append(officer.name)
    return names


def _may(house: House, complaint: Complaint, approval: Approval, officer: Officer) -> bool:
    mandate = mandate_of(house.policy.authority, officer)
    return mandate.covers(approval.kind, complaint.severity, approval.amount)


async def settle(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    approval: Approval,
    *,
    is_granted: bool,
    reason: str,
    actor: Actor,
) -> None:
    """Write a decision down, after every check; what follows from it is `deciding`'s business.

    Raises:
        NotAllowed: `own_request`, `programs_decide_nothing`, `over_your_authority`,
            `investigator_promises_nothing`, `recused`.
        WrongState: `approval_over`.
        Invalid: refused without a reason.
    """
    await require_decider(house, work, complaint, approval, actor.officer)
    if approval.state is not ApprovalState.OPEN:
        raise WrongState("approval_over", state=approval.state)
    if not is_granted and not reason.strip():
        raise Invalid("required", field="reason")
    if len(reason) > REASON_LIMIT:
        raise Invalid("too_long", field="reason", limit=REASON_LIMIT)
    at = house.now()
    approval.state = ApprovalState.GRANTED if is_granted else ApprovalState.REFUSED
    approval.decided_by, approval.decided_at = actor.officer_id, at
    approval.reason = reason.strip()
    kind = "approval_granted" if is_granted else "approval_refused"
    what = {
        "what": approval.kind,
        "amount": write_sum(approval.amount, approval.currency),
        "reason": approval.reason,
    }
    record(work, complaint, kind, actor, at, **what)
    work.publish("approval", complaint_id=complaint.id, subject_id=approval.id)


async def require_decider(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    approval: Approval,
    officer: Officer | None,
) -> None:
    """Refuse who may not decide this; raises as `settle` does."""
    require(officer, "approve")
    if officer is None or officer.is_service:
        raise NotAllowed("programs_decide_nothing")
    await require_free(work, complaint, officer)
    if officer.id == approval.asked_by:
        raise NotAllowed("own_request")
    if not _may(house, complaint, approval, officer):
        raise NotAllowed(
            "over_your_authority", amount=write_sum(approval.amount, approval.currency)
        )
    if approval.kind is ApprovalKind.REMEDY:
        await require_no_investigator(work, complaint, officer)


async def require_no_investigator(
    work: UnitOfWork, complaint: Complaint, officer: Officer
) -> None:
    """Refuse who investigates: an investigator promises nothing (R23)."""
    investigations = await work.decisions.investigations_of(complaint.id)
    if any(row.officer_id == officer.id for row in investigations):
        raise NotAllowed("investigator_promises_nothing")


async def lapse(
    house: House, work: UnitOfWork, complaint: Complaint, kinds: frozenset[ApprovalKind]
) -> None:
    """Let what waits lapse: what it was about is taken back."""
    for approval in await work.decisions.open_approvals(complaint.id):
        if approval.kind in kinds:
            approval.state, approval.decided_at = ApprovalState.LAPSED, house.now()
            work.publish("approval", complaint_id=complaint.id, subject_id=approval.id)
