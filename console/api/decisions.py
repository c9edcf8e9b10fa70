"""Handlers about remedies, approvals, validity, 回避 and checks: each one use case."""

from __future__ import annotations

from typing import Any

from complaints import checks, deciding, recusals, remedies, remedy_answers, validity
from complaints.decision_model import Alternative, Approval, Demand, Remedy
from complaints.decision_reads import ApprovalRow, CaseDecisions
from complaints.mandate import mandate_of
from complaints.model import Complaint, OfficerId
from complaints.money import digits_of, major, read_amount
from complaints.permissions import require
from complaints.ports import UnitOfWork
from console.api.answers import ComplaintAnswer
from console.api.calls import Call
from console.api.decision_models import (
    AgreeBody,
    ApprovalAnswer,
    CheckBody,
    DecisionsAnswer,
    DemandAnswer,
    DemandBody,
    DoneBody,
    HeardBody,
    InvalidityAnswer,
    InvestigationAnswer,
    InvestigationBody,
    JudgementBody,
    OfferBody,
    RecuseBody,
    RemedyAnswer,
    ToldBody,
    UncheckedQuery,
    UncheckedsAnswer,
    WaitingsAnswer,
)
from console.api.requests import NoBody, ReasonBody


def _amount(amount: int, currency: str) -> str:
    return f"{major(amount, currency):.{digits_of(currency)}f}" if amount else ""


def _valued(row: Remedy | Demand | Approval | ApprovalRow) -> dict[str, Any]:
    """Take a row's fields, with its amount as a text."""
    names = type(row).__dataclass_fields__
    values = {name: getattr(row, name) for name in names}
    return values | {"amount": _amount(row.amount, row.currency)}


def _remedy(row: Remedy) -> RemedyAnswer:
    choices = [vars(one) | {"amount": _amount(one.amount, row.currency)} for one in row.choices]
    return RemedyAnswer.model_validate(_valued(row) | {"alternatives": choices})


def approval_answer(row: Approval) -> ApprovalAnswer:
    """Show a request, open or decided."""
    return ApprovalAnswer.model_validate(_valued(row))


async def _on_remedy(call: Call, work: UnitOfWork) -> tuple[Complaint, Remedy]:
    """Load the remedy of the address and its complaint, which must be visible."""
    remedy = await work.decisions.get_remedy(call.row_id)
    complaint = await work.complaints.get(remedy.complaint_id)
    await call.register.id_of(call.officer, complaint.number)
    return complaint, remedy


async def read_decisions(call: Call) -> DecisionsAnswer:
    """Show remedies, approvals, facts, judgements, 回避 and checks of a complaint."""
    found: CaseDecisions = await call.register.decisions(call.officer, call.number)
    values = vars(found) | {
        "demand": _valued(found.demand) if found.demand else None,
        "remedies": [_remedy(row) for row in found.remedies],
        "approvals": [_valued(row) for row in found.approvals],
    }
    return DecisionsAnswer.model_validate(values)


async def note_demand(call: Call, work: UnitOfWork, body: DemandBody) -> DemandAnswer:
    """Note what the customer asks for: form and amount (诉求)."""
    complaint = await call.complaint(work)
    amount = read_amount(body.amount, call.house.policy.authority.currency)
    demand = remedies.note_demand(
        call.house, work, complaint, body.kind, amount, body.text, actor=call.actor
    )
    return DemandAnswer.model_validate(_valued(demand))


async def offer(call: Call, work: UnitOfWork, body: OfferBody) -> RemedyAnswer:
    """Offer a remedy: told within one's authority, else it waits for an approval (R22, R23)."""
    complaint = await call.complaint(work)
    currency = call.house.policy.authority.currency
    plan = remedies.Plan(
        [Alternative(a.kind, read_amount(a.amount, currency), a.text) for a in body.alternatives],
        words=body.words,
        via=body.via,
        is_goodwill=body.goodwill,
        mediator=body.mediator,
    )
    return _remedy(await remedies.propose(call.house, work, complaint, plan, actor=call.actor))


async def tell_remedy(call: Call, work: UnitOfWork, body: ToldBody) -> RemedyAnswer:
    """Note that an approved offer was told by phone or at a visit."""
    complaint, remedy = await _on_remedy(call, work)
    await remedies.tell(call.house, work, complaint, remedy, body.via, actor=call.actor)
    return _remedy(remedy)


async def agree_remedy(call: Call, work: UnitOfWork, body: AgreeBody) -> RemedyAnswer:
    """Note that the customer agreed, in the words that were heard."""
    complaint, remedy = await _on_remedy(call, work)
    said = {"via": body.via, "words": body.words}
    await remedy_answers.agree(
        call.house, work, complaint, remedy, body.choice, actor=call.actor, **said
    )
    return _remedy(remedy)


async def decline_remedy(call: Call, work: UnitOfWork, body: HeardBody) -> RemedyAnswer:
    """Note that the customer wants none of it."""
    complaint, remedy = await _on_remedy(call, work)
    said = {"via": body.via, "words": body.words}
    await remedy_answers.decline(call.house, work, complaint, remedy, actor=call.actor, **said)
    return _remedy(remedy)


async def withdraw_remedy(call: Call, work: UnitOfWork, body: ReasonBody) -> RemedyAnswer:
    """Take an offer back; what was agreed is released by a manager only."""
    complaint, remedy = await _on_remedy(call, work)
    await remedy_answers.withdraw(
        call.house, work, complaint, remedy, body.reason, actor=call.actor
    )
    return _remedy(remedy)


async def carry_out_remedy(call: Call, work: UnitOfWork, body: DoneBody) -> RemedyAnswer:
    """Note that a remedy was carried out: who, when and how (R22)."""
    complaint, remedy = await _on_remedy(call, work)
    await remedy_answers.carry_out(
        call.house, work, complaint, remedy, body.words, actor=call.actor
    )
    return _remedy(remedy)


async def list_approvals(call: Call) -> WaitingsAnswer:
    """List what waits for the caller's approval (待我批准), oldest first."""
    mandate = mandate_of(call.house.policy.authority, call.officer)
    rows = await call.register.approvals(call.officer, mandate)
    return WaitingsAnswer.model_validate({"items": [_valued(row) for row in rows]})


async def grant_approval(call: Call, work: UnitOfWork, body: NoBody) -> ApprovalAnswer:
    """Approve; what was asked for happens at once. Never one's own request (403)."""
    decided = await deciding.decide(
        call.house, work, call.row_id, is_granted=True, actor=call.actor
    )
    return approval_answer(decided)


async def refuse_approval(call: Call, work: UnitOfWork, body: ReasonBody) -> ApprovalAnswer:
    """Refuse, with the reason."""
    decided = await deciding.decide(
        call.house, work, call.row_id, is_granted=False, actor=call.actor, reason=body.reason
    )
    return approval_answer(decided)


async def investigate(
    call: Call, work: UnitOfWork, body: InvestigationBody
) -> InvestigationAnswer:
    """Write down the facts (R25)."""
    complaint = await call.complaint(work)
    found = validity.Facts(body.facts, body.gap, body.liable, tuple(body.told))
    row = await validity.investigate(call.house, work, complaint, found, actor=call.actor)
    return InvestigationAnswer.model_validate(row)


async def judge(call: Call, work: UnitOfWork, body: JudgementBody) -> InvalidityAnswer:
    """Propose that a complaint is invalid; somebody else confirms it (R16, R17)."""
    complaint = await call.complaint(work)
    judgement = validity.Judgement(body.reason, body.motive, body.explanation, body.rule)
    row = await validity.propose(call.house, work, complaint, judgement, actor=call.actor)
    return InvalidityAnswer.model_validate(row)


async def review(call: Call, work: UnitOfWork, body: ReasonBody) -> ComplaintAnswer:
    """Have a judgement reviewed by the next level, at the customer's wish (R17, R27)."""
    complaint = await call.complaint(work)
    await validity.ask_review(call.house, work, complaint, body.reason, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def recuse(call: Call, work: UnitOfWork, body: RecuseBody) -> ComplaintAnswer:
    """Keep an officer out of a complaint (回避): oneself, or anybody as a manager."""
    complaint, officer_id = await call.complaint(work), OfficerId(body.officer)
    await recusals.declare(call.house, work, complaint, officer_id, body.reason, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def lift_recusal(call: Call, work: UnitOfWork, body: ReasonBody) -> ComplaintAnswer:
    """Let an officer back in, such as a namesake of the person complained of."""
    recusal = await work.decisions.get_recusal(call.row_id)
    complaint = await work.complaints.get(recusal.complaint_id)
    await call.register.id_of(call.officer, complaint.number)
    await recusals.lift(call.house, work, complaint, recusal.id, body.reason, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def list_unchecked(call: Call, query: UncheckedQuery) -> UncheckedsAnswer:
    """List closed complaints that the quality office has still to check (R44)."""
    require(call.officer, "check")
    page = await call.register.unchecked(call.officer, query.cursor, query.limit)
    return UncheckedsAnswer.model_validate({"items": page.rows, "next_cursor": page.next_cursor})


async def check_complaint(call: Call, work: UnitOfWork, body: CheckBody) -> ComplaintAnswer:
    """Check a closed complaint: archive it, or send it back to be done again (R44)."""
    complaint = await call.complaint(work)
    said = {"is_timely": body.timely, "is_apt": body.apt}
    await checks.check(call.house, work, complaint, words=body.words, actor=call.actor, **said)
    return ComplaintAnswer.model_validate(complaint)
