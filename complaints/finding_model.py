"""Responsibility findings (责任认定, R34): whose fault a complaint was, and what follows from it.

A finding is confidential: only who decides it, the quality office, HR, senior leaders and, once it
is decided, the person concerned may know that there is one (`storage.visibility`). It hangs on a
complaint and is told by nothing of that complaint: not by its timeline, clocks, feed or figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from complaints.model import ComplaintId, Officer, OfficerId, Role, Severity


class FindingKind(StrEnum):
    """What a cause lies in."""

    PERSONAL = "personal"
    DEPARTMENT = "department"
    COMPANY = "company"


class FindingState(StrEnum):
    """Where a finding stands; changed only through `finding_moves`."""

    PENDING = "pending"
    OPEN = "open"
    DECIDED = "decided"
    REVIEWED = "reviewed"
    REPORTED = "reported"
    DONE = "done"


#: From here on the person concerned reads what was decided about them.
TOLD: Final = frozenset(
    {
        FindingState.DECIDED,
        FindingState.REVIEWED,
        FindingState.REPORTED,
        FindingState.DONE,
    }
)


class Measure(StrEnum):
    """What follows for the person (R34)."""

    EDUCATION = "education"
    POINTS = "points"
    TRANSFER = "transfer"
    DISMISSAL = "dismissal"


@dataclass(kw_only=True, eq=False)
class Finding:
    """One finding about one person, a department, or the company.

    `decider` is the role that decides it by the policy of when it was opened. `question` is what
    the person is asked, `statement` their answer, due by `hear_by`; `is_unheard` says that they
    did not give one. `cause` and `gap` (管理漏洞, R36) are for those who decide, `decision` is
    what the person reads. `measures` are words of `Measure`.
    """

    id: int
    complaint_id: ComplaintId
    kind: FindingKind
    severity: Severity
    decider: Role
    opened_by: OfficerId
    opened_at: datetime
    state: FindingState = FindingState.OPEN
    person_id: OfficerId | None = None
    department: str = ""
    cause: str = ""
    gap: str = ""
    pending_reason: str = ""
    question: str = ""
    hear_by: datetime | None = None
    statement: str = ""
    stated_at: datetime | None = None
    is_unheard: bool = False
    decision: str = ""
    measures: list[str] = field(default_factory=list)
    points: int = 0
    decided_by: OfficerId | None = None
    decided_at: datetime | None = None
    customer_words: str = ""
    customer_told_at: datetime | None = None
    unreachable_at: datetime | None = None
    reviewed_by: OfficerId | None = None
    reviewed_at: datetime | None = None
    review_words: str = ""
    reported_to: str = ""
    reported_at: datetime | None = None
    done_by: OfficerId | None = None
    done_at: datetime | None = None
    done_words: str = ""
    version: int = 1


#: Who sees every finding but one about themselves.
OVERSEERS: Final = frozenset({Role.QUALITY_OFFICE, Role.HR, Role.SENIOR_LEADER})


#: Who looks at a decision again.
REVIEWERS: Final = frozenset({Role.QUALITY_OFFICE, Role.SENIOR_LEADER})


def sees(officer: Officer, finding: Finding) -> bool:
    """Say whether a finding is an officer's to deal with; the person concerned never does.

    The same condition on rows is `storage.visibility.finding_visible_to`, which also knows who
    keeps out of the complaint.
    """
    if not officer.is_active or officer.is_service or officer.id == finding.person_id:
        return False
    return officer.role in OVERSEERS or is_decider(officer, finding)


def may_review(officer: Officer, finding: Finding) -> bool:
    """Say whether an officer may look at a decision again: never who decided it."""
    return officer.role in REVIEWERS and officer.id not in (finding.decided_by, finding.person_id)


def is_decider(officer: Officer, finding: Finding) -> bool:
    """Say whether it falls to an officer to decide a finding; a department's to its own head."""
    if officer.id == finding.person_id:
        return False
    if finding.decider is Role.DEPARTMENT_HEAD and officer.role is Role.DEPARTMENT_HEAD:
        return officer.department == finding.department
    return officer.role in (finding.decider, Role.SENIOR_LEADER)
