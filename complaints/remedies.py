"""Remedies (R22, R23): asked, offered, agreed, approved where it must be, carried out.

What an officer may promise is limited by the sum of all that the matter has cost so far, so that
no sum is cut into small ones; beyond it an offer waits for somebody else before the customer hears
of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints import approvals
from complaints.approvals import Question
from complaints.decision_model import (
    ALWAYS_APPROVED,
    MONEY,
    Alternative,
    ApprovalKind,
    Demand,
    Remedy,
    RemedyKind,
    RemedyState,
)
from complaints.errors import Invalid, NotAllowed, WrongState
from complaints.finishing import drop_pending
from complaints.handling import VISITS, chat_of
from complaints.house import House
from complaints.model import Actor, Complaint, Officer, Status
from complaints.money import major, write_sum
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free
from complaints.remedy_moves import BINDING, RemedyMove, move_remedy
from complaints.remedy_telling import tell_offer

MOST_ALTERNATIVES = 5
TEXT_LIMIT = 500
_OFFERED_WHILE = frozenset({Status.OPEN, Status.WAITING})
_REMEDY = frozenset({ApprovalKind.REMEDY})


@dataclass(frozen=True)
class Plan:
    """What an officer proposes: alternatives, words around them, and how they are told.

    `via` is "chat", or "phone" or "visit" for a complaint without one.
    """

    alternatives: Sequence[Alternative]
    words: str = ""
    via: str = "chat"
    is_goodwill: bool = False
    mediator: str = ""


def note_demand(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    kind: RemedyKind | None,
    amount: int,
    text: str,
    *,
    actor: Actor,
) -> Demand:
    """Write down what the customer asks for: form and amount (诉求, R2)."""
    require(actor.officer, "file")
    if kind is None and not text.strip():
        raise Invalid("required", field="kind")
    check_texts(text)
    _check_amount(amount)
    at, currency = house.now(), house.policy.authority.currency
    demand = Demand(
        id=work.new_id(),
        complaint_id=complaint.id,
        at=at,
        text=text.strip(),
        kind=kind,
        amount=amount,
        currency=currency,
        officer_id=actor.officer_id,
    )
    work.add(demand)
    written = write_sum(amount, currency)
    record(work, complaint, "demanded", actor, at, remedy=kind or "", amount=written)
    return demand


async def propose(
    house: House, work: UnitOfWork, complaint: Complaint, plan: Plan, *, actor: Actor
) -> Remedy:
    """Propose a remedy: told at once within the officer's authority, else after an approval.

    An earlier offer that nobody has answered is withdrawn by it.

    Raises:
        NotAllowed: `investigator_promises_nothing`, `recused`.
        WrongState: nobody has taken the complaint, or it is over.
        Invalid: nothing or too much to choose from, an amount that is missing or below zero,
            medical costs while it is not known who is liable.
    """
    officer = await _promiser(work, complaint, actor)
    if complaint.status not in _OFFERED_WHILE:
        raise WrongState("move_not_possible", move="offer", status=complaint.status)
    await _check_plan(work, complaint, plan)
    await drop_pending(house, work, complaint, actor, _REMEDY)
    at, authority = house.now(), house.policy.authority
    most = max(one.amount for one in plan.alternatives)
    total = most + await promised(work, complaint)
    remedy = Remedy(
        id=work.new_id(),
        complaint_id=complaint.id,
        episode=complaint.episode,
        state=RemedyState.PROPOSED,
        alternatives=[
            {"kind": one.kind.value, "amount": one.amount, "text": one.text.strip()}
            for one in plan.alternatives
        ],
        most=most,
        covered=total,
        currency=authority.currency,
        proposed_by=officer.id,
        proposed_at=at,
        words=plan.words.strip(),
        is_goodwill=plan.is_goodwill,
        mediator=plan.mediator.strip(),
    )
    work.add(remedy)
    record(work, complaint, "remedy_proposed", actor, at, amount=write_sum(most, remedy.currency))
    is_special = any(one.kind in ALWAYS_APPROVED for one in plan.alternatives)
    if is_special or not authority.covers(officer.role, major(total, authority.currency)):
        question = Question(ApprovalKind.REMEDY, remedy.id, total)
        await approvals.ask(house, work, complaint, question, actor=actor)
        return remedy
    move_remedy(remedy, RemedyMove.APPROVE)
    await tell_offer(house, work, complaint, remedy, plan.via, actor)
    return remedy


async def _promiser(work: UnitOfWork, complaint: Complaint, actor: Actor) -> Officer:
    officer = actor.officer
    require(officer, "offer")
    if officer is None or officer.is_service:
        raise NotAllowed("programs_decide_nothing")
    await require_free(work, complaint, officer)
    await approvals.require_no_investigator(work, complaint, officer)
    await work.complaints.hold(complaint)
    return officer


async def _check_plan(work: UnitOfWork, complaint: Complaint, plan: Plan) -> None:
    if not 1 <= len(plan.alternatives) <= MOST_ALTERNATIVES:
        raise Invalid("alternatives_number", field="kind", most=MOST_ALTERNATIVES)
    if plan.via != "chat" and plan.via not in VISITS:
        raise Invalid("unknown_choice", field="via")
    check_texts(plan.words, plan.mediator, *(one.text for one in plan.alternatives))
    for one in plan.alternatives:
        _check_amount(one.amount)
        if one.kind in MONEY and not one.amount:
            raise Invalid("amount_missing", field="amount")
    kinds = {one.kind for one in plan.alternatives}
    if RemedyKind.MEDICAL in kinds and not await _is_liable(work, complaint):
        raise Invalid("liability_not_affirmed", field="kind")


async def _is_liable(work: UnitOfWork, complaint: Complaint) -> bool:
    """Say whether the newest investigation affirms that the house is liable (垫付, R23)."""
    investigations = await work.decisions.investigations_of(complaint.id)
    return bool(investigations) and investigations[-1].is_liable is True


def check_texts(*texts: str) -> None:
    """Refuse what is longer than `TEXT_LIMIT`."""
    if any(len(text) > TEXT_LIMIT for text in texts):
        raise Invalid("too_long", field="text", limit=TEXT_LIMIT)


def _check_amount(amount: int) -> None:
    if amount < 0:
        raise Invalid("amount_negative", field="amount")


async def promised(work: UnitOfWork, complaint: Complaint) -> int:
    """Sum up what was agreed and given in a matter: this complaint and those that it continues."""
    total, current = 0, complaint
    while True:
        remedies = await work.decisions.remedies_of(current.id)
        total += sum(remedy.amount for remedy in remedies if remedy.state in BINDING)
        if current.previous_id is None:
            return total
        current = await work.complaints.get(current.previous_id)


async def approved(
    house: House, work: UnitOfWork, complaint: Complaint, remedy: Remedy, proposer: Actor
) -> None:
    """Go on with an offer that was approved: told in the chat, else for its proposer to tell."""
    move_remedy(remedy, RemedyMove.APPROVE)
    if await chat_of(work, complaint) is not None:
        await tell_offer(house, work, complaint, remedy, "chat", proposer)


async def tell(
    house: House, work: UnitOfWork, complaint: Complaint, remedy: Remedy, via: str, *, actor: Actor
) -> None:
    """Note that an approved offer was told by phone or at a visit.

    Raises:
        WrongState: it has not been approved, or was told already.
    """
    await _promiser(work, complaint, actor)
    await tell_offer(house, work, complaint, remedy, via, actor)
