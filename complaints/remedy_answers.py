"""What becomes of an offer (R22, R23): agreed to, declined, taken back, carried out."""

from __future__ import annotations

from complaints import approvals
from complaints.decision_model import (
    ApprovalKind,
    Remedy,
    RemedyState,
)
from complaints.errors import Invalid, WrongState
from complaints.finishing import drop_pending
from complaints.handling import VISITS
from complaints.house import House
from complaints.model import Actor, ActorKind, Complaint
from complaints.money import write_sum
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free
from complaints.remedies import check_texts, promised
from complaints.remedy_moves import RemedyMove, check_remedy, move_remedy

_REMEDY = frozenset({ApprovalKind.REMEDY})


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
    written = write_sum(chosen.amount, remedy.currency)
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
    check_texts(words)
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
    check_texts(reason)
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
    check_texts(words)
    move_remedy(remedy, RemedyMove.CARRY_OUT)
    at = house.now()
    remedy.done_by, remedy.done_at, remedy.done_words = actor.officer_id, at, words.strip()
    written = write_sum(remedy.amount, remedy.currency)
    record(work, complaint, "remedy_done", actor, at, remedy=remedy.kind or "", amount=written)
