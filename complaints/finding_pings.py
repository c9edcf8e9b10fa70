"""Who is told that a finding is theirs to go on with (R34): a number and one word, no more."""

from __future__ import annotations

from collections.abc import Collection

from complaints.clock_model import Clock
from complaints.finding_model import Finding, FindingState, is_decider, may_review, sees
from complaints.house import House
from complaints.internal_pings import ping, ping_one
from complaints.model import CLOCK, Complaint, Officer, Role
from complaints.policy_clocks import OWNER, Step
from complaints.ports import UnitOfWork
from complaints.private_record import About, note
from complaints.recusals import barred

_KEY = "ping.internal"


def is_next(officer: Officer, finding: Finding) -> bool:
    """Say whether the next step of a finding is an officer's."""
    match finding.state:
        case FindingState.PENDING | FindingState.OPEN:
            return is_decider(officer, finding) and officer.role is finding.decider
        case FindingState.DECIDED:
            if not (finding.customer_told_at or finding.unreachable_at):
                return officer.id == finding.decided_by
            # The quality office reviews; what it decided itself, leaders may have to.
            is_asked = Role.QUALITY_OFFICE in (officer.role, finding.decider)
            return is_asked and may_review(officer, finding)
        case FindingState.REVIEWED:
            return officer.id == finding.reviewed_by
        case FindingState.REPORTED:
            return officer.role is Role.HR or officer.id == finding.decided_by
        case FindingState.DONE:
            return False


async def ping_next(
    house: House, work: UnitOfWork, complaint: Complaint, finding: Finding
) -> None:
    """Ping whose turn it is."""
    await _ping(house, work, complaint, finding, {OWNER})


async def ping_person(
    house: House, work: UnitOfWork, complaint: Complaint, finding: Finding
) -> None:
    """Ping the person concerned: to be heard, or because it is decided."""
    await ping_one(house, work, finding.person_id, _KEY, complaint.number)


async def remind(
    house: House, work: UnitOfWork, complaint: Complaint, clock: Clock, step: Step
) -> None:
    """Tell whoever a step of a finding's clock names, as far as they may know of it.

    The rung `owner` is whose turn it is.
    """
    if clock.subject_id is None:
        return
    finding = await work.findings.get(clock.subject_id)
    at, told = house.now(), {"clock": clock.kind, "percent": step.percent}
    note(work, About.FINDING, finding.id, "reminded", CLOCK, at, **told)
    key = "ping.internal_late" if step.percent >= 100 else _KEY
    await _ping(house, work, complaint, finding, {step.who}, key)


async def _ping(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    finding: Finding,
    who: Collection[str],
    key: str = _KEY,
) -> None:
    kept_out = await barred(work, complaint)
    told = [
        officer
        for officer in await work.people.on_duty()
        if sees(officer, finding)
        and officer.id not in kept_out
        and (officer.role in who or (OWNER in who and is_next(officer, finding)))
    ]
    await ping(house, work, told, key, complaint.number, house.now())
