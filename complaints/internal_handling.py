"""What handlers do with an internal complaint (R9): find out, report upward, decide, tell, review.

A plain one is decided at once. One that was investigated is reported upward, the same day, before
it is decided. Whoever decides stands at its level or above it, has not decided it before, did not
file it and is not named in it. What either side is told are words of their own; everything else
stays in the register.
"""

from __future__ import annotations

from dataclasses import dataclass

from complaints import internal_pings
from complaints.accounts import SOMEBODY, secret_hash
from complaints.clock_model import DueKind
from complaints.errors import Invalid, NotAllowed, NotFound, WrongState
from complaints.house import House
from complaints.internal_filing import TEXT_LIMIT, due_of_review, known_instant
from complaints.internal_model import (
    UNDECIDED,
    InternalComplaint,
    InternalDecision,
    InternalState,
    Outcome,
    Side,
)
from complaints.internal_moves import InternalMove, check_internal, move_internal
from complaints.model import CLOCK, Actor, Officer
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.private_record import About, note

#: How somebody without an account can be told.
TOLD_VIA = ("phone", "visit", "letter")
CONSOLE = "console"


@dataclass(frozen=True)
class Ruling:
    """A decision: for the register, for the one who complains, for the one complained about."""

    outcome: Outcome
    grounds: str
    to_complainant: str
    to_person: str = ""


async def require_handler(
    work: UnitOfWork, internal: InternalComplaint, officer: Officer | None
) -> Officer:
    """Refuse who may not even see it; for them it does not exist.

    Raises:
        NotFound: no handler, a program, the one who filed it, or somebody named in it.
    """
    try:
        officer = require(officer, "internal")
    except NotAllowed as error:
        raise NotFound("internal_not_found") from error
    kept_out = await work.internals.kept_out(internal.id) | {internal.complainant_id}
    if officer.is_service or officer.id in kept_out:
        raise NotFound("internal_not_found")
    return officer


async def _require_seat(
    house: House, work: UnitOfWork, internal: InternalComplaint, actor: Actor
) -> Officer:
    """Refuse who sees it and still may not deal with it at its level."""
    officer = await require_handler(work, internal, actor.officer)
    level = house.policy.internal.level_of(officer.role)
    if level is None or level < min(internal.level, house.policy.internal.top):
        raise NotAllowed("internal_next_level", number=internal.number)
    earlier = await work.internals.decisions_of(internal.id)
    is_open = internal.state in UNDECIDED
    if is_open and any(decision.decided_by == officer.id for decision in earlier):
        raise NotAllowed("internal_decided_before", number=internal.number)
    return officer


async def investigate(
    house: House, work: UnitOfWork, internal: InternalComplaint, facts: str, *, actor: Actor
) -> None:
    """Write down what was found out; it is then reported upward before it is decided.

    Raises:
        NotFound, NotAllowed: not theirs.
        WrongState: decided already.
        Invalid: no words, or too many.
    """
    await _require_seat(house, work, internal, actor)
    if internal.state not in UNDECIDED:
        check_internal(internal, InternalMove.INVESTIGATE)
    internal.facts = _words(facts, "facts")
    if internal.state is InternalState.FILED:
        move_internal(internal, InternalMove.INVESTIGATE)
    at = house.now()
    note(work, About.INTERNAL, internal.id, "investigated", actor, at, facts=internal.facts)


async def report_up(
    house: House, work: UnitOfWork, internal: InternalComplaint, to: str, *, actor: Actor
) -> None:
    """Record that what was found out was reported upward, and to whom; keeps the first promise.

    Raises:
        NotFound, NotAllowed: not theirs.
        WrongState: nothing to report, or reported already.
        Invalid: nobody is named.
    """
    await _require_seat(house, work, internal, actor)
    if internal.state is not InternalState.INVESTIGATING or internal.reported_at is not None:
        raise WrongState("nothing_to_report")
    at = house.now()
    internal.reported_to, internal.reported_at = _words(to, "to"), at
    _answered(house, internal)
    note(work, About.INTERNAL, internal.id, "reported_upward", actor, at, to=internal.reported_to)


def _answered(house: House, internal: InternalComplaint) -> None:
    if internal.answered_at is None:
        internal.answered_at = house.now()
        internal.is_kept = internal.answered_at <= internal.due_at


async def decide(
    house: House, work: UnitOfWork, internal: InternalComplaint, ruling: Ruling, *, actor: Actor
) -> InternalDecision:
    """Decide it; both sides are told, each in their own words and only the decision.

    The decision of the last level is final.

    Raises:
        NotFound, NotAllowed: not theirs.
        WrongState: decided already, or `internal_report_first`.
        Invalid: words are missing: for the complainant, and for the person if there is one.
    """
    officer = await _require_seat(house, work, internal, actor)
    internals = house.policy.internal
    level = internals.level_of(officer.role) or 0
    is_final = level >= internals.top
    move = InternalMove.DECIDE_FINALLY if is_final else InternalMove.DECIDE
    check_internal(internal, move)
    if internal.state is InternalState.INVESTIGATING and internal.reported_at is None:
        raise WrongState("internal_report_first", number=internal.number)
    at = house.now()
    decision = InternalDecision(
        id=work.new_id(),
        internal_id=internal.id,
        level=level,
        outcome=ruling.outcome,
        grounds=_words(ruling.grounds, "grounds"),
        to_complainant=_words(ruling.to_complainant, "to_complainant"),
        to_person=_words(ruling.to_person, "to_person") if internal.person else "",
        decided_by=officer.id,
        decided_at=at,
        is_final=is_final,
        complainant_told=CONSOLE if internal.complainant_id or internal.is_anonymous else "",
        person_told=CONSOLE if internal.person_id or not internal.person else "",
    )
    work.add(decision)
    if internal.state is not InternalState.REVIEW:
        _answered(house, internal)
    internal.level = level
    move_internal(internal, move)
    told = {"outcome": ruling.outcome, "level": level, "final": is_final}
    note(work, About.INTERNAL, internal.id, "decided", actor, at, **told)
    for side in {internal.complainant_id, internal.person_id}:
        await internal_pings.ping_one(house, work, side, "ping.internal", internal.number)
    return decision


async def tell(
    house: House,
    work: UnitOfWork,
    internal: InternalComplaint,
    side: Side,
    via: str,
    *,
    actor: Actor,
) -> None:
    """Record that a side without an account was told the decision, and how.

    Raises:
        NotFound: not theirs.
        WrongState: nothing is decided, or they were told.
        Invalid: an unknown way.
    """
    await require_handler(work, internal, actor.officer)
    decisions = await work.internals.decisions_of(internal.id)
    field = "complainant_told" if side is Side.COMPLAINANT else "person_told"
    if not decisions or getattr(decisions[-1], field):
        raise WrongState("internal_told")
    if via not in TOLD_VIA:
        raise Invalid("unknown_choice", field="via")
    setattr(decisions[-1], field, via)
    note(work, About.INTERNAL, internal.id, "told", actor, house.now(), side=side, via=via)


async def ask_review(
    house: House, work: UnitOfWork, internal: InternalComplaint, words: str, *, actor: Actor
) -> None:
    """Ask the next level to look at a decision again: either side, under their own name.

    Raises:
        NotFound: the asker is neither of the two.
        WrongState: nothing is decided, the decision is final, or the time for it is over.
        Invalid: no words, or too many.
    """
    officer = require(actor.officer, "internal_file")
    sides = {internal.complainant_id: Side.COMPLAINANT, internal.person_id: Side.PERSON}
    if officer.id not in sides:
        raise NotFound("internal_not_found")
    await _review(house, work, internal, sides[officer.id], words, actor)


async def ask_review_by_receipt(
    house: House, work: UnitOfWork, receipt: str, words: str
) -> InternalComplaint:
    """Ask for a review with the receipt of an anonymous one; raises as `ask_review` does."""
    internal = await work.internals.find_by_receipt(secret_hash(receipt.strip()))
    if internal is None:
        raise NotFound("receipt_unknown")
    await _review(house, work, internal, Side.COMPLAINANT, words, SOMEBODY)
    return internal


async def ask_review_for(
    house: House,
    work: UnitOfWork,
    internal: InternalComplaint,
    side: Side,
    words: str,
    *,
    actor: Actor,
) -> None:
    """Enter that a side without an account wants a review; raises as `ask_review` does."""
    await require_handler(work, internal, actor.officer)
    has_account = {
        Side.COMPLAINANT: internal.complainant_id is not None or internal.is_anonymous,
        Side.PERSON: internal.person_id is not None or not internal.person,
    }
    if has_account[side]:
        raise NotAllowed("internal_asks_itself")
    await _review(house, work, internal, side, words, actor)


async def _review(
    house: House,
    work: UnitOfWork,
    internal: InternalComplaint,
    side: Side,
    words: str,
    actor: Actor,
) -> None:
    check_internal(internal, InternalMove.ASK_REVIEW)
    at = house.now()
    decision = (await work.internals.decisions_of(internal.id))[-1]
    until = house.policy.internal.review_within.end(house.policy.hours, decision.decided_at)
    if at > until:
        raise WrongState("internal_review_late")
    is_anonymous = internal.is_anonymous and side is Side.COMPLAINANT
    known_at = known_instant(house, at, is_anonymous=is_anonymous)
    decision.review_by, decision.review_at = side, known_at
    decision.review_words = _words(words, "words")
    move_internal(internal, InternalMove.ASK_REVIEW)
    internal.level = decision.level + 1
    internal.due_at = due_of_review(house, at)
    note(work, About.INTERNAL, internal.id, "review_asked", actor, known_at, side=side)
    guard = f"{internal.state}:{internal.level}"
    work.schedule(DueKind.INTERNAL, internal.id, internal.due_at, guard=guard)
    await internal_pings.ping_level(house, work, internal, at)


async def remind(house: House, work: UnitOfWork, internal_id: int, guard: str) -> None:
    """Tell the next level that the promise of the day, or of a review, was not kept."""
    internal = await work.internals.get_by_id(internal_id)
    is_review = guard.startswith(InternalState.REVIEW)
    is_owed = (
        guard == f"{internal.state}:{internal.level}"
        if is_review
        else internal.answered_at is None
    )
    if not is_owed:
        return
    at = house.now()
    note(work, About.INTERNAL, internal.id, "overdue", CLOCK, at)
    kept_out = await work.internals.kept_out(internal.id) | {internal.complainant_id}
    above = house.policy.internal.seats[min(internal.level + 1, house.policy.internal.top) :]
    told = [one for role in above for one in await internal_pings.on_duty(work, role)]
    free = [one for one in told if one.id not in kept_out]
    await internal_pings.ping(house, work, free, "ping.internal_late", internal.number, at)


def _words(value: str, field: str) -> str:
    value = value.strip()
    if not value:
        raise Invalid("required", field=field)
    if len(value) > TEXT_LIMIT:
        raise Invalid("too_long", field=field, limit=TEXT_LIMIT)
    return value
