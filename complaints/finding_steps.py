"""What follows a decision (R34): customer, review by another, report upward, talk with the person.

Each step has a clock of its own; `complaints.clocks` says what starts and stops it.
"""

from __future__ import annotations

from complaints import clocks, clocks_run, finding_pings
from complaints.clock_model import ClockKind
from complaints.clocks import Event
from complaints.errors import NotAllowed, WrongState
from complaints.finding_model import Finding, FindingState, may_review
from complaints.finding_moves import FindingMove, check_finding, move_finding
from complaints.findings import checked, require_seen, talked_over
from complaints.house import House
from complaints.model import Actor, Complaint, Officer, Role
from complaints.ports import UnitOfWork
from complaints.private_record import About, note

_UNTALKED = frozenset({FindingState.OPEN, FindingState.DECIDED})


async def tell_customer(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    words: str,
    *,
    actor: Actor,
) -> None:
    """Record that it was talked over with the customer, and what they said.

    Raises:
        NotFound: not theirs.
        WrongState: pending, reviewed, or done already.
    """
    await require_seen(work, complaint, finding, actor.officer)
    if finding.state not in _UNTALKED or finding.customer_told_at is not None:
        raise WrongState("finding_not_possible", move="tell_customer", state=finding.state)
    finding.customer_words, at = checked(words, "words"), house.now()
    finding.customer_told_at = at
    note(work, About.FINDING, finding.id, "customer_told", actor, at)
    await talked_over(house, work, complaint, finding)


async def customer_unreachable(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    words: str,
    *,
    actor: Actor,
) -> None:
    """Record how the customer could not be reached: the time for the finding becomes longer.

    Raises as `tell_customer` does.
    """
    await require_seen(work, complaint, finding, actor.officer)
    is_over = finding.customer_told_at is not None or finding.unreachable_at is not None
    if finding.state not in _UNTALKED or is_over:
        raise WrongState("finding_not_possible", move="unreachable", state=finding.state)
    finding.customer_words, at = checked(words, "words"), house.now()
    finding.unreachable_at = at
    await _lengthen(house, work, complaint, finding)
    note(work, About.FINDING, finding.id, "unreachable", actor, at)
    await talked_over(house, work, complaint, finding)


async def _lengthen(
    house: House, work: UnitOfWork, complaint: Complaint, finding: Finding
) -> None:
    """Give the finding the longer time of R34, counted from where its clock began."""
    span = house.policy.responsibility.unreachable
    for clock in await work.complaints.running_clocks(complaint.id):
        if clock.kind is ClockKind.FINDING and clock.subject_id == finding.id:
            hours = house.policy.calendar_of(clock.kind, span, complaint.place)
            due_at = span.end(hours, clock.started_at)
            if due_at > clock.due_at:
                clock.span = str(span)
                clocks_run.put_off(house, work, complaint, clock, due_at, house.now())


async def _reviewer(
    work: UnitOfWork, complaint: Complaint, finding: Finding, actor: Actor
) -> Officer:
    officer = await require_seen(work, complaint, finding, actor.officer)
    check_finding(finding, FindingMove.CONFIRM)
    if officer.id == finding.decided_by:
        raise NotAllowed("own_finding")
    if not may_review(officer, finding):
        raise NotAllowed("finding_not_yours", role=Role.QUALITY_OFFICE)
    if finding.customer_told_at is None and finding.unreachable_at is None:
        raise WrongState("finding_not_talked_over")
    return officer


async def confirm(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    words: str = "",
    *,
    actor: Actor,
) -> None:
    """Confirm a decision.

    Raises:
        NotFound, NotAllowed: not theirs, or `own_finding`.
        WrongState: not decided, or not talked over with the customer.
    """
    officer, at = await _reviewer(work, complaint, finding, actor), house.now()
    move_finding(finding, FindingMove.CONFIRM)
    finding.reviewed_by, finding.reviewed_at = officer.id, at
    finding.review_words = words.strip()
    await clocks.happened(house, work, complaint, Event.FINDING_CONFIRMED, at, finding.id)
    note(work, About.FINDING, finding.id, "confirmed", actor, at)
    await finding_pings.ping_next(house, work, complaint, finding)


async def send_back(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    words: str,
    *,
    actor: Actor,
) -> None:
    """Have it decided again, with the reason; the time for a finding begins anew.

    Raises as `confirm` does, and Invalid without a reason.
    """
    await _reviewer(work, complaint, finding, actor)
    words, at = checked(words, "words"), house.now()
    move_finding(finding, FindingMove.SEND_BACK)
    finding.review_words = words
    finding.decision, finding.measures, finding.points = "", [], 0
    finding.decided_by = finding.decided_at = None
    await clocks.happened(house, work, complaint, Event.FINDING_SENT_BACK, at, finding.id)
    note(work, About.FINDING, finding.id, "sent_back", actor, at, words=words)
    await finding_pings.ping_next(house, work, complaint, finding)


async def report_upward(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    to: str,
    *,
    actor: Actor,
) -> None:
    """Record that it was reported upward, and to whom.

    Raises:
        NotFound: not theirs.
        WrongState: not reviewed, or reported already.
        Invalid: nobody is named.
    """
    await require_seen(work, complaint, finding, actor.officer)
    to, at = checked(to, "to"), house.now()
    move_finding(finding, FindingMove.REPORT)
    finding.reported_to, finding.reported_at = to, at
    await clocks.happened(house, work, complaint, Event.FINDING_REPORTED, at, finding.id)
    note(work, About.FINDING, finding.id, "reported_upward", actor, at, to=to)
    await finding_pings.ping_next(house, work, complaint, finding)


async def carry_out(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    words: str,
    *,
    actor: Actor,
) -> None:
    """Record that it was carried out and talked over with the person (过失沟通).

    Raises:
        NotFound: not theirs.
        WrongState: not reported yet, or done.
        Invalid: no words.
    """
    officer = await require_seen(work, complaint, finding, actor.officer)
    words, at = checked(words, "words"), house.now()
    move_finding(finding, FindingMove.CARRY_OUT)
    finding.done_by, finding.done_at, finding.done_words = officer.id, at, words
    await clocks.happened(house, work, complaint, Event.FINDING_DONE, at, finding.id)
    note(work, About.FINDING, finding.id, "carried_out", actor, at)
