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
from complaints.buttons import Verb, button
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
from complaints.handling import VISITS, chat_of, record_contact
from complaints.house import House
from complaints.model import Actor, ActorKind, Complaint, Officer, Status
from complaints.money import major, write_amount
from complaints.outgoing import Saying, say
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free
from complaints.remedy_moves import BINDING, RemedyMove, check_remedy, move_remedy
from complaints.talk_model import Conversation

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
    _check_texts(text)
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
    written = _written(amount, currency)
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
    record(work, complaint, "remedy_proposed", actor, at, amount=_written(most, remedy.currency))
    is_special = any(one.kind in ALWAYS_APPROVED for one in plan.alternatives)
    if is_special or not authority.covers(officer.role, major(total, authority.currency)):
        question = Question(ApprovalKind.REMEDY, remedy.id, total)
        await approvals.ask(house, work, complaint, question, actor=actor)
        return remedy
    move_remedy(remedy, RemedyMove.APPROVE)
    await _tell(house, work, complaint, remedy, plan.via, actor)
    return remedy


def _written(amount: int, currency: str) -> str:
    return write_amount(amount, currency) if amount else ""


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
    _check_texts(plan.words, plan.mediator, *(one.text for one in plan.alternatives))
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


def _check_texts(*texts: str) -> None:
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
        await _tell(house, work, complaint, remedy, "chat", proposer)


async def tell(
    house: House, work: UnitOfWork, complaint: Complaint, remedy: Remedy, via: str, *, actor: Actor
) -> None:
    """Note that an approved offer was told by phone or at a visit.

    Raises:
        WrongState: it has not been approved, or was told already.
    """
    await _promiser(work, complaint, actor)
    await _tell(house, work, complaint, remedy, via, actor)


async def _tell(
    house: House, work: UnitOfWork, complaint: Complaint, remedy: Remedy, via: str, actor: Actor
) -> None:
    move_remedy(remedy, RemedyMove.TELL)
    remedy.told_at = house.now()
    chat = await chat_of(work, complaint)
    if chat is not None:
        _say_offer(house, work, complaint, remedy, chat, actor)
    else:
        text = offer_text(house, complaint, remedy)
        await record_contact(house, work, complaint, via, text, actor=actor)
    record(work, complaint, "remedy_offered", actor, remedy.told_at, via=via if not chat else "")


def offer_text(house: House, complaint: Complaint, remedy: Remedy) -> str:
    """Write an offer as the customer reads it."""
    lines = [
        f"{place}. {choice_text(house, complaint, remedy, choice)}"
        for place, choice in enumerate(remedy.choices, 1)
    ]
    several = len(lines) > 1
    key = "customer.offer_choices" if several else "customer.offer"
    listed = "\n".join(lines) if several else lines[0].removeprefix("1. ")
    text = house.words(key, complaint.language, number=complaint.number, offer=listed)
    return "\n".join(part for part in (remedy.words, text) if part)


def choice_text(house: House, complaint: Complaint, remedy: Remedy, choice: Alternative) -> str:
    """Write one alternative: what, how much, and what it means."""
    what = house.words(f"remedy.{choice.kind}", complaint.language)
    amount = write_amount(choice.amount, remedy.currency) if choice.amount else ""
    named = " ".join(part for part in (what, amount) if part)
    return f"{named}: {choice.text}" if choice.text else named


def _say_offer(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    remedy: Remedy,
    chat: Conversation,
    actor: Actor,
) -> None:
    words, language = house.words, complaint.language
    several = len(remedy.choices) > 1
    rows = [
        [
            button(
                words("button.agree_to", language, n=place)
                if several
                else words("button.agree", language),
                Verb.AGREE,
                remedy.id,
                str(place),
            )
        ]
        for place in range(1, len(remedy.choices) + 1)
    ]
    rows.append([button(words("button.decline", language), Verb.DECLINE, remedy.id)])
    saying = Saying(offer_text(house, complaint, remedy), rows)
    say(work, chat, saying, house.now(), actor=actor, complaint=complaint)


async def agree(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    remedy: Remedy,
    choice: int,
    *,
    actor: Actor,
    via: str = "chat",
    words: str = "",
) -> None:
    """Note that the customer agrees to one alternative: by a tap, or in words somebody heard.

    Args:
        choice: its place in the offer, counted from 1.

    Raises:
        WrongState: the offer was not told, is no longer open, or more was promised meanwhile than
            it was approved for.
        Invalid: no such alternative, or an officer names neither the way nor the words.
    """
    if not 1 <= choice <= len(remedy.choices):
        raise Invalid("unknown_choice", field="choice")
    await _heard(work, complaint, via, words, actor)
    check_remedy(remedy, RemedyMove.AGREE)
    chosen, at = remedy.choices[choice - 1], house.now()
    if await promised(work, complaint) + chosen.amount > remedy.covered:
        raise WrongState("remedy_outdated")
    move_remedy(remedy, RemedyMove.AGREE)
    await drop_pending(house, work, complaint, actor, _REMEDY)
    remedy.kind, remedy.amount, remedy.text = chosen.kind, chosen.amount, chosen.text
    remedy.agreed_at, remedy.agreed_via, remedy.agreed_words = at, via, words.strip()
    written = _written(chosen.amount, remedy.currency)
    record(work, complaint, "remedy_agreed", actor, at, remedy=chosen.kind, amount=written)


async def decline(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    remedy: Remedy,
    *,
    actor: Actor,
    via: str = "chat",
    words: str = "",
) -> None:
    """Note that the customer wants none of it; another offer may follow. Raises as `agree`."""
    await _heard(work, complaint, via, words, actor)
    move_remedy(remedy, RemedyMove.DECLINE)
    record(work, complaint, "remedy_declined", actor, house.now(), reason=words.strip())


async def _heard(
    work: UnitOfWork, complaint: Complaint, via: str, words: str, actor: Actor
) -> None:
    """Only the customer taps; an officer writes down how and in which words they said it."""
    _check_texts(words)
    if actor.kind is ActorKind.CUSTOMER:
        return
    require(actor.officer, "offer")
    await require_free(work, complaint, actor.officer)
    if via not in VISITS:
        raise Invalid("unknown_choice", field="via")
    if not words.strip():
        raise Invalid("required", field="words")


async def withdraw(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    remedy: Remedy,
    reason: str,
    *,
    actor: Actor,
) -> None:
    """Take an offer back; what was agreed is only released by a manager.

    Raises:
        Invalid: no reason.
        WrongState: it is settled already.
    """
    is_agreed = remedy.state is RemedyState.AGREED
    require(actor.officer, "release" if is_agreed else "offer")
    await require_free(work, complaint, actor.officer)
    if not reason.strip():
        raise Invalid("required", field="reason")
    _check_texts(reason)
    move_remedy(remedy, RemedyMove.RELEASE if is_agreed else RemedyMove.WITHDRAW)
    await approvals.lapse(house, work, complaint, _REMEDY)
    record(work, complaint, "remedy_withdrawn", actor, house.now(), reason=reason.strip())


async def carry_out(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    remedy: Remedy,
    words: str,
    *,
    actor: Actor,
) -> None:
    """Note that a remedy was carried out: who did it, and how the customer got it.

    Raises:
        WrongState: nobody has agreed to it yet, or it was carried out before.
        Invalid: no words.
    """
    require(actor.officer, "carry_out")
    await require_free(work, complaint, actor.officer)
    if not words.strip():
        raise Invalid("required", field="words")
    _check_texts(words)
    move_remedy(remedy, RemedyMove.CARRY_OUT)
    at = house.now()
    remedy.done_by, remedy.done_at, remedy.done_words = actor.officer_id, at, words.strip()
    written = _written(remedy.amount, remedy.currency)
    record(work, complaint, "remedy_done", actor, at, remedy=remedy.kind or "", amount=written)
