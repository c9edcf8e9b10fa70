"""What pages and the API show of decisions. Made by `storage.decision_queries`, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.clock_model import ClockKind
from complaints.decision_model import (
    Approval,
    ApprovalKind,
    Check,
    Demand,
    Invalidity,
    Investigation,
    Recusal,
    Remedy,
    RemedyKind,
)
from complaints.model import Category, OfficerId, Severity
from complaints.pending_model import Pending


@dataclass(frozen=True)
class CaseDecisions:
    """All that was decided about one complaint, oldest first.

    `recusals` are those in force; `names` are those of the officers who occur.
    """

    demand: Demand | None
    remedies: Sequence[Remedy]
    approvals: Sequence[Approval]
    investigations: Sequence[Investigation]
    invalidities: Sequence[Invalidity]
    recusals: Sequence[Recusal]
    checks: Sequence[Check]
    names: Mapping[OfficerId, str]


@dataclass(frozen=True)
class ApprovalRow:
    """A request that waits. Only one of the last but `facts` is set.

    `text` is a plan of measures or a summary report (R28). `facts` are those of the newest
    investigation, for a judgement of invalidity.
    """

    id: int
    number: str
    category: Category
    severity: Severity
    place: str
    kind: ApprovalKind
    amount: int
    currency: str
    asked_by: str
    asked_at: datetime
    remedy: Remedy | None = None
    invalidity: Invalidity | None = None
    facts: str = ""
    result: str = ""
    pending: Pending | None = None
    text: str = ""


@dataclass(frozen=True)
class UncheckedRow:
    """A closed complaint that the quality office has still to check (R44).

    `missed` are the clocks that were not kept, `measures` what was carried out for the customer;
    `sent_back` counts how often it was done again.
    """

    id: int
    number: str
    category: Category
    severity: Severity
    owner_name: str
    closed_at: datetime
    result: str
    sent_back: int
    is_investigated: bool
    missed: Sequence[ClockKind] = ()
    measures: Sequence[RemedyKind] = ()


@dataclass(frozen=True)
class CheckFigures:
    """How many checks of a period found nothing, lateness, or a wrong measure (R44).

    One that found both counts in both.
    """

    checked: int
    passed: int
    late: int
    unapt: int

    @property
    def sent_back(self) -> int:
        """How many were sent back to be done again."""
        return self.checked - self.passed
