"""回避: who is named in a complaint can neither see nor handle it; nor who judged it before.

The rows made here are what `storage.visibility` hides complaints by; every act on a complaint
that does not begin with a visible page asks `require_free`.
"""

from __future__ import annotations

from datetime import datetime

from complaints.decision_model import HIDING, Bar, Recusal
from complaints.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from complaints.house import House
from complaints.model import Actor, Complaint, Officer, OfficerId
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record


async def barred(work: UnitOfWork, complaint: Complaint) -> dict[OfficerId, frozenset[Bar]]:
    """Say who keeps out of a complaint, and why."""
    found: dict[OfficerId, frozenset[Bar]] = {}
    for row in await work.decisions.recusals_of(complaint.id):
        found[row.officer_id] = found.get(row.officer_id, frozenset()) | {row.bar}
    return found


async def require_free(work: UnitOfWork, complaint: Complaint, officer: Officer | None) -> None:
    """Refuse who keeps out of a complaint.

    Raises:
        NotFound: they may not even see it, so that it does not exist for them.
        NotAllowed: `recused`, they have judged it before.
    """
    bars = (await barred(work, complaint)).get(officer.id) if officer else None
    if bars is None:
        return
    if bars & HIDING:
        raise NotFound("complaint_not_found", number=complaint.number)
    raise NotAllowed("recused", number=complaint.number)


async def bar(
    work: UnitOfWork,
    complaint: Complaint,
    officer_id: OfficerId,
    why: Bar,
    at: datetime,
    *,
    actor: Actor,
    reason: str = "",
) -> None:
    """Keep an officer out of a complaint from now on."""
    work.add(
        Recusal(
            id=work.new_id(),
            complaint_id=complaint.id,
            officer_id=officer_id,
            bar=why,
            at=at,
            reason=reason,
            set_by=actor.officer_id,
        )
    )
    officer = await work.people.get_officer(officer_id)
    record(work, complaint, "recused", actor, at, officer=officer.name, bar=why, reason=reason)


async def declare(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    officer_id: OfficerId,
    reason: str,
    *,
    actor: Actor,
) -> None:
    """Keep an officer out for a reason: one's own wish, or a manager's decision.

    Raises:
        Invalid: no reason.
        Conflict: `recused_already`.
        WrongState: `owner_recused`, the complaint must be handed over first.
    """
    if actor.officer_id != officer_id:
        require(actor.officer, "recuse")
    await require_free(work, complaint, actor.officer)
    if not reason.strip():
        raise Invalid("required", field="reason")
    await work.complaints.hold(complaint)
    if (await barred(work, complaint)).get(officer_id, frozenset()) & HIDING:
        raise Conflict("recused_already")
    if complaint.owner_id == officer_id:
        raise WrongState("owner_recused")
    at = house.now()
    await bar(work, complaint, officer_id, Bar.DECLARED, at, actor=actor, reason=reason.strip())


async def lift(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    recusal_id: int,
    reason: str,
    *,
    actor: Actor,
) -> None:
    """Let an officer back in, such as somebody who only has the same name; never oneself.

    Raises:
        NotAllowed: not a manager, or barred oneself.
        Invalid: no reason.
        WrongState: `recusal_lifted`.
    """
    require(actor.officer, "recuse")
    await require_free(work, complaint, actor.officer)
    recusal = await work.decisions.get_recusal(recusal_id)
    if recusal.complaint_id != complaint.id:
        raise NotFound("not_found", kind="Recusal")
    if not reason.strip():
        raise Invalid("required", field="reason")
    if recusal.lifted_at is not None:
        raise WrongState("recusal_lifted")
    at = house.now()
    recusal.lifted_by, recusal.lifted_at = actor.officer_id, at
    officer = await work.people.get_officer(recusal.officer_id)
    told = {"officer": officer.name, "reason": reason.strip()}
    record(work, complaint, "recusal_lifted", actor, at, **told)
