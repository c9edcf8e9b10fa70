"""Opening a finding, hearing the person, and deciding (R34).

The person is asked first, and their words are kept; without them it may only be decided once the
time to answer is over, and the finding says so. While the cause is not plain a finding is pending
(R32), also from the beginning when the complaint stands in the ledger for that; the ledger itself,
which everybody who sees the complaint may read, never tells of a finding.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from complaints import clocks, finding_pings
from complaints.clocks import Event
from complaints.decision_model import HIDING
from complaints.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from complaints.finding_model import (
    Finding,
    FindingKind,
    FindingState,
    Measure,
    is_decider,
    sees,
)
from complaints.finding_moves import FindingMove, check_finding, move_finding
from complaints.house import House
from complaints.model import Actor, Complaint, Officer, Role, Severity
from complaints.pending_model import PendingCause, PendingState
from complaints.permissions import require
from complaints.policy_people import DecidedBy, Responsibility
from complaints.ports import UnitOfWork
from complaints.private_record import About, note
from complaints.recusals import barred, require_free

TEXT_LIMIT = 4_000

#: Their faults are not assigned by a colleague (R34).
_MANAGERS = frozenset(
    {
        Role.DUTY_MANAGER,
        Role.LOBBY_MANAGER,
        Role.SUPERVISOR,
        Role.DEPARTMENT_HEAD,
        Role.OFFICE,
        Role.ADMINISTRATOR,
    }
)
_ABOVE_ALL = frozenset({Role.QUALITY_OFFICE, Role.HR, Role.SENIOR_LEADER})
_BY_KIND = {
    FindingKind.PERSONAL: Role.LOBBY_MANAGER,
    FindingKind.DEPARTMENT: Role.DEPARTMENT_HEAD,
    FindingKind.COMPANY: Role.SENIOR_LEADER,
}
_BY_SEVERITY = {
    Severity.MINOR: Role.DUTY_MANAGER,
    Severity.SERIOUS: Role.SUPERVISOR,
    Severity.MAJOR: Role.OFFICE,
}


@dataclass(frozen=True)
class Suspicion:
    """What a finding is opened with: who or what it is about, why, and what the person is asked.

    `is_plain` is False while the cause is not known yet.
    """

    kind: FindingKind
    cause: str
    person: str = ""
    department: str = ""
    question: str = ""
    gap: str = ""
    is_plain: bool = True


@dataclass(frozen=True)
class Verdict:
    """What is decided: in words for the person, with measures and points."""

    decision: str
    measures: Collection[Measure] = ()
    points: int = 0


def decider_of(
    policy: Responsibility, kind: FindingKind, severity: Severity, person: Officer | None
) -> Role:
    """Return the role that decides: by kind or by severity, for managers the quality office."""
    if person is not None and person.role in _ABOVE_ALL:
        return Role.SENIOR_LEADER
    if person is not None and person.role in _MANAGERS:
        return Role.QUALITY_OFFICE
    return _BY_KIND[kind] if policy.by is DecidedBy.KIND else _BY_SEVERITY[severity]


async def open_finding(
    house: House, work: UnitOfWork, complaint: Complaint, new: Suspicion, *, actor: Actor
) -> Finding:
    """Open a finding; its clock runs from the registration of the complaint, if it is plain.

    Raises:
        NotAllowed, NotFound: not theirs to open.
        Invalid: no cause, no question, or an unknown person or department.
        Conflict: `finding_exists`.
    """
    officer = require(actor.officer, "find")
    if officer.is_service:
        raise NotAllowed("programs_decide_nothing")
    await require_free(work, complaint, officer)
    person = await _person(work, new)
    if person is not None and person.id == officer.id:
        raise NotAllowed("finding_about_you")
    department = _department(house, new)
    await work.complaints.hold(complaint)
    await _require_new(work, complaint, new.kind, person, department)
    at, policy = house.now(), house.policy.responsibility
    is_plain = new.is_plain and not await _is_unclear(work, complaint)
    finding = Finding(
        id=work.new_id(),
        complaint_id=complaint.id,
        kind=new.kind,
        severity=complaint.severity,
        decider=decider_of(policy, new.kind, complaint.severity, person),
        opened_by=officer.id,
        opened_at=at,
        state=FindingState.OPEN if is_plain else FindingState.PENDING,
        person_id=person.id if person else None,
        department=department,
        cause=checked(new.cause, "cause"),
        gap=new.gap.strip()[:TEXT_LIMIT],
        question=checked(new.question, "question") if person else "",
        hear_by=policy.hear.end(house.policy.hours, at) if person else None,
    )
    work.add(finding)
    note(work, About.FINDING, finding.id, "opened", actor, at)
    if is_plain:
        begun = complaint.received_at if complaint.episode == 1 else at
        await clocks.happened(house, work, complaint, Event.FINDING_BEGUN, begun, finding.id)
    await finding_pings.ping_person(house, work, complaint, finding)
    await finding_pings.ping_next(house, work, complaint, finding)
    return finding


async def _person(work: UnitOfWork, new: Suspicion) -> Officer | None:
    if new.kind is not FindingKind.PERSONAL:
        return None
    person = await work.accounts.find_officer(new.person.strip())
    if person is None or person.is_service:
        raise Invalid("unknown_officer", field="person")
    return person


def _department(house: House, new: Suspicion) -> str:
    if new.kind is not FindingKind.DEPARTMENT:
        return ""
    if new.department not in {one.code for one in house.policy.departments}:
        raise Invalid("unknown_choice", field="department")
    return new.department


async def _require_new(
    work: UnitOfWork,
    complaint: Complaint,
    kind: FindingKind,
    person: Officer | None,
    department: str,
) -> None:
    about = (kind, person.id if person else None, department)
    for other in await work.findings.of_complaint(complaint.id):
        if (other.kind, other.person_id, other.department) == about:
            raise Conflict("finding_exists")


async def _is_unclear(work: UnitOfWork, complaint: Complaint) -> bool:
    """Say whether the complaint is in the pending ledger because its cause is unclear."""
    entry = await work.pendings.find_current(complaint.id)
    if entry is None or entry.state is not PendingState.OPEN:
        return False
    return entry.cause is PendingCause.CAUSE_UNCLEAR


async def require_seen(
    work: UnitOfWork, complaint: Complaint, finding: Finding, officer: Officer | None
) -> Officer:
    """Refuse who may not even know of it.

    Raises:
        NotFound: for them it does not exist.
    """
    if officer is None or not sees(officer, finding):
        raise NotFound("finding_not_found")
    if (await barred(work, complaint)).get(officer.id, frozenset()) & HIDING:
        raise NotFound("finding_not_found")
    return officer


async def state(
    house: House, work: UnitOfWork, finding: Finding, words: str, *, actor: Actor
) -> None:
    """Say something to a finding about oneself; the person is heard as long as it is undecided.

    Raises:
        NotFound: about somebody else.
        WrongState: decided already.
        Invalid: no words, or too many.
    """
    if actor.officer_id is None or actor.officer_id != finding.person_id:
        raise NotFound("finding_not_found")
    await _keep_statement(house, work, finding, words, actor)


async def record_statement(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    words: str,
    *,
    actor: Actor,
) -> None:
    """Write down what the person said when they were heard; raises as `state` does."""
    await require_seen(work, complaint, finding, actor.officer)
    if finding.person_id is None:
        raise WrongState("finding_nobody_to_hear")
    await _keep_statement(house, work, finding, words, actor)


async def _keep_statement(
    house: House, work: UnitOfWork, finding: Finding, words: str, actor: Actor
) -> None:
    if finding.state not in (FindingState.OPEN, FindingState.PENDING):
        raise WrongState("finding_decided_already")
    at, words = house.now(), checked(words, "words")
    finding.statement = f"{finding.statement}\n\n{words}".strip()[-TEXT_LIMIT:]
    finding.stated_at = finding.stated_at or at
    note(work, About.FINDING, finding.id, "heard", actor, at, words=words)


async def await_cause(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    reason: str,
    *,
    actor: Actor,
) -> None:
    """Set a finding aside while the cause is not plain (R32); its clock stops.

    Raises:
        NotFound: not theirs.
        WrongState: it is decided, or is pending already.
        Invalid: no reason.
    """
    await require_seen(work, complaint, finding, actor.officer)
    reason, at = checked(reason, "reason"), house.now()
    move_finding(finding, FindingMove.AWAIT_CAUSE)
    finding.pending_reason = reason
    await clocks.happened(house, work, complaint, Event.CAUSE_UNCLEAR, at, finding.id)
    note(work, About.FINDING, finding.id, "pending", actor, at, reason=reason)


async def cause_plain(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    cause: str,
    *,
    actor: Actor,
) -> None:
    """Go on with a finding whose cause has become plain; the time for it begins now."""
    await require_seen(work, complaint, finding, actor.officer)
    cause, at = checked(cause, "cause"), house.now()
    move_finding(finding, FindingMove.CAUSE_PLAIN)
    finding.cause, finding.pending_reason = cause, ""
    await clocks.happened(house, work, complaint, Event.CAUSE_PLAIN, at, finding.id)
    note(work, About.FINDING, finding.id, "plain", actor, at)
    await finding_pings.ping_next(house, work, complaint, finding)


async def decide(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    verdict: Verdict,
    *,
    actor: Actor,
) -> None:
    """Decide whose fault it was and what follows; the person reads it from now on.

    Raises:
        NotFound, NotAllowed: not theirs to decide.
        WrongState: not open, or `finding_not_heard`.
        Invalid: no words, or a measure beyond the policy.
    """
    officer = await require_seen(work, complaint, finding, actor.officer)
    if not is_decider(officer, finding):
        raise NotAllowed("finding_not_yours", role=finding.decider)
    check_finding(finding, FindingMove.DECIDE)
    decision, at = checked(verdict.decision, "decision"), house.now()
    is_unheard = finding.person_id is not None and not finding.statement
    if is_unheard and (finding.hear_by is None or at <= finding.hear_by):
        raise WrongState("finding_not_heard")
    await _check_measures(house, work, finding, verdict)
    move_finding(finding, FindingMove.DECIDE)
    finding.decision, finding.is_unheard = decision, is_unheard
    finding.measures = sorted(verdict.measures)
    finding.points = verdict.points
    finding.decided_by, finding.decided_at = officer.id, at
    told = {"measures": finding.measures, "points": finding.points, "unheard": is_unheard}
    note(work, About.FINDING, finding.id, "decided", actor, at, **told)
    await finding_pings.ping_person(house, work, complaint, finding)
    await talked_over(house, work, complaint, finding)


async def _check_measures(
    house: House, work: UnitOfWork, finding: Finding, verdict: Verdict
) -> None:
    """Refuse what goes beyond the policy (R34)."""
    policy, measures = house.policy.responsibility, set(verdict.measures)
    if finding.person_id is None:
        if measures - {Measure.EDUCATION}:
            raise Invalid("measure_needs_person", field="measures")
    elif Measure.TRANSFER in measures:
        earlier = [
            one
            for one in await work.findings.against(finding.person_id)
            if one.id != finding.id and one.reviewed_at is not None
        ]
        if len(earlier) < policy.transfer_after:
            raise Invalid("transfer_not_repeated", field="measures", least=policy.transfer_after)
    if Measure.DISMISSAL in measures and finding.severity.rank < policy.dismissal_from.rank:
        raise Invalid("dismissal_not_grave", field="measures")
    most = policy.points[finding.severity] if Measure.POINTS in measures else 0
    if not (Measure.POINTS in measures) <= verdict.points <= most:
        raise Invalid("points_over", field="points", most=most)


async def talked_over(
    house: House, work: UnitOfWork, complaint: Complaint, finding: Finding
) -> None:
    """Let the review begin once it is decided and the customer was talked to, or not reached."""
    is_talked = finding.customer_told_at is not None or finding.unreachable_at is not None
    if finding.state is FindingState.DECIDED and is_talked:
        at = house.now()
        await clocks.happened(house, work, complaint, Event.FINDING_TALKED, at, finding.id)
        await finding_pings.ping_next(house, work, complaint, finding)


def checked(value: str, field: str) -> str:
    """Return a text without the spaces around it.

    Raises:
        Invalid: nothing, or too much.
    """
    value = value.strip()
    if not value:
        raise Invalid("required", field=field)
    if len(value) > TEXT_LIMIT:
        raise Invalid("too_long", field=field, limit=TEXT_LIMIT)
    return value
