"""What pages and the API show of major complaints. Made by `storage.major_queries`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from complaints.decision_model import ApprovalState
from complaints.major_model import (
    Crisis,
    EmergencyCall,
    Major,
    Measure,
    MeasureState,
    Member,
    Summary,
)
from complaints.model import Category, Channel, OfficerId, Status


class Lack(StrEnum):
    """What a major complaint still lacks, in the order in which it is needed (R28)."""

    ACKNOWLEDGED = "acknowledged"
    TAKEN = "taken"
    TASK_FORCE = "task_force"
    INVESTIGATION = "investigation"
    PLAN = "plan"
    PLAN_APPROVAL = "plan_approval"
    MEASURES = "measures"
    CRISIS = "crisis"
    SUMMARY = "summary"
    SUMMARY_APPROVAL = "summary_approval"
    ANSWER = "answer"


@dataclass(frozen=True)
class MajorRow:
    """One major complaint in the list: what it is, who leads, how far it is.

    `planned`, `late` and `measures` count those of the plan that were not dropped; `unapproved`
    those nobody has agreed to yet. `plan` and `summary` are the states of the newest requests.
    """

    number: str
    status: Status
    category: Category
    channel: Channel
    place: str
    excerpt: str
    reasons: Sequence[str]
    received_at: datetime
    next_due_at: datetime | None
    owner_name: str
    lead_name: str
    members: int
    acknowledged_by: str
    acknowledged_at: datetime | None
    is_investigated: bool
    measures: int
    planned: int
    unverified: int
    late: int
    unapproved: int
    is_crisis: bool
    summary_due_at: datetime | None
    summary: ApprovalState | None
    is_summary_approved: bool

    @property
    def lacks(self) -> list[Lack]:
        """List what is missing, what comes first first."""
        wanted = {
            Lack.ACKNOWLEDGED: self.acknowledged_at is None,
            Lack.TAKEN: self.owner_name == "",
            Lack.TASK_FORCE: self.lead_name == "",
            Lack.INVESTIGATION: not self.is_investigated,
            Lack.PLAN: self.measures == 0,
            Lack.PLAN_APPROVAL: self.unapproved > 0,
            Lack.MEASURES: self.planned + self.unverified > 0,
            Lack.CRISIS: self.is_crisis,
            Lack.SUMMARY: not self.is_summary_approved and self.summary is not ApprovalState.OPEN,
            Lack.SUMMARY_APPROVAL: self.summary is ApprovalState.OPEN,
            Lack.ANSWER: self.status in (Status.NEW, Status.OPEN, Status.WAITING),
        }
        return [lack for lack, is_missing in wanted.items() if is_missing]


@dataclass(frozen=True)
class CaseMajor:
    """All that one complaint has as a major one. `major` is None for one that never was.

    `members` are those of the task force now, the lead first; `crises` and `calls` oldest first;
    `summary` is that of the present episode; `names` are those of the officers who occur.
    """

    major: Major | None
    members: Sequence[Member]
    measures: Sequence[Measure]
    crises: Sequence[Crisis]
    calls: Sequence[EmergencyCall]
    summary: Summary | None
    names: Mapping[OfficerId, str]

    @property
    def crisis(self) -> Crisis | None:
        """The crisis that goes on, else the last one."""
        return self.crises[-1] if self.crises else None

    @property
    def plan(self) -> list[Measure]:
        """The measures that were not dropped."""
        return [m for m in self.measures if m.state is not MeasureState.DROPPED]
