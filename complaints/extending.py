"""More time for a clock: asked by one, decided by another with the authority (R19, R23)."""

from __future__ import annotations

from typing import Final

from complaints import clocks_run, pings
from complaints.clock_model import ClockKind, Extension
from complaints.errors import Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.model import Actor, Complaint, Officer
from complaints.permissions import require
from complaints.policy import Policy
from complaints.policy_clocks import Span
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred, require_free
from complaints.waiting import parse_span, running

#: The promise of a first answer was given to the customer and stands.
EXTENDABLE: Final = frozenset({ClockKind.RESULT, ClockKind.VISIT, ClockKind.DEPARTMENT})


def may_extend(policy: Policy, officer: Officer, span: Span) -> bool:
    """Say whether an officer's role has the authority to grant so much time."""
    limit = policy.clocks.extend_by.get(officer.role)
    return officer.is_active and limit is not None and span.length <= limit.length


async def ask_extension(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    kind: ClockKind,
    span: str,
    reason: str,
    *,
    actor: Actor,
) -> Extension:
    """Ask for more time for a clock; who may grant it is pinged.

    Raises:
        Invalid: no reason, no span, or one that nobody in the house may grant.
        WrongState: `asked_already`, or `extended_enough` by the policy.
    """
    officer = require(actor.officer, "ask_extension")
    clock = await running(work, complaint, kind, EXTENDABLE)
    if not reason.strip():
        raise Invalid("required", field="reason")
    wanted, policy = parse_span(span), house.policy
    longest = max((limit.length for limit in policy.clocks.extend_by.values()), default=None)
    if longest is None or wanted.length > longest:
        raise Invalid("over_the_limit", field="span", limit="")
    asked = await work.complaints.extensions_of(clock.id)
    if any(extension.decided_at is None for extension in asked):
        raise WrongState("asked_already")
    if sum(bool(extension.is_approved) for extension in asked) >= policy.clocks.extensions:
        raise WrongState("extended_enough", times=policy.clocks.extensions)
    at = house.now()
    extension = Extension(
        id=work.new_id(),
        clock_id=clock.id,
        complaint_id=complaint.id,
        span=str(wanted),
        reason=reason.strip(),
        asked_by=officer.id,
        asked_at=at,
    )
    work.add(extension)
    told = {"clock": kind, "span": extension.span, "reason": extension.reason}
    record(work, complaint, "extension_asked", actor, at, **told)
    kept_out = await barred(work, complaint)
    deciders = [
        other
        for other in await work.people.on_duty()
        if other.id != officer.id
        and other.id not in kept_out
        and may_extend(policy, other, wanted)
    ]
    await pings.ping(house, work, complaint, deciders, "ping.extension", at)
    return extension


async def decide_extension(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    extension_id: int,
    *,
    is_approved: bool,
    actor: Actor,
) -> None:
    """Grant more time or refuse it.

    Raises:
        NotAllowed: `own_request`, or the role has not the authority for so much.
        WrongState: `decided_already`, or the clock has stopped meanwhile.
    """
    extension = await work.complaints.get_extension(extension_id)
    span = parse_span(extension.span)
    if extension.complaint_id != complaint.id or actor.officer is None:
        raise NotAllowed("not_your_right", right="extend")
    await require_free(work, complaint, actor.officer)
    if extension.asked_by == actor.officer.id:
        raise NotAllowed("own_request")
    if not may_extend(house.policy, actor.officer, span):
        raise NotAllowed("not_your_right", right="extend")
    if extension.decided_at is not None:
        raise WrongState("decided_already")
    clock = await work.complaints.find_clock(extension.clock_id)
    if clock is None or clock.stopped_at is not None:
        raise WrongState("clock_stopped")
    at = house.now()
    extension.decided_by, extension.decided_at = actor.officer.id, at
    extension.is_approved = is_approved
    told = {"clock": clock.kind, "span": extension.span}
    if is_approved:
        clocks_run.lengthen(house, work, complaint, clock, span, at)
        record(work, complaint, "extension_granted", actor, at, **told)
    else:
        record(work, complaint, "extension_refused", actor, at, **told)
