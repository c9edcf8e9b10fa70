"""What pages and the API show of findings; made by `storage.finding_queries`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from complaints.clock_model import Clock
from complaints.finding_model import Finding, FindingKind, FindingState
from complaints.list_reads import Page
from complaints.model import ComplaintId, Officer, OfficerId, Severity
from complaints.private_record import PrivateEntry


@dataclass(frozen=True)
class FindingRow:
    """One line of the queue; `due_at` is the end of the clock that runs."""

    id: int
    number: str
    kind: FindingKind
    severity: Severity
    state: FindingState
    person: str
    department: str
    decider: str
    opened_at: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class FindingPage:
    """One finding for those who deal with it; `names` are those of everybody in it."""

    finding: Finding
    number: str
    clocks: Sequence[Clock]
    entries: Sequence[PrivateEntry]
    names: Mapping[OfficerId, str]


@dataclass(frozen=True)
class OwnFinding:
    """What the person concerned sees: what they are asked and, once it is decided, the decision.

    Of the cause, the gap, the review and everybody else's words they see nothing.
    """

    id: int
    number: str
    state: FindingState
    question: str
    hear_by: datetime | None
    statement: str
    decision: str
    measures: Sequence[str]
    points: int
    decided_at: datetime | None


class FindingRegister(Protocol):
    """Answers about findings; visibility is decided in every query (promise 7)."""

    async def list(
        self,
        viewer: Officer,
        *,
        is_open: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[FindingRow]:
        """List those that a viewer deals with, newest first."""
        ...

    async def of_case(self, viewer: Officer, complaint_id: ComplaintId) -> Sequence[FindingRow]:
        """List those of one complaint, oldest first."""
        ...

    async def page(self, viewer: Officer, finding_id: int) -> FindingPage:
        """Show one; raises NotFound, also for what the viewer may not see."""
        ...

    async def own(self, viewer: Officer) -> Sequence[OwnFinding]:
        """List what is about the viewer, newest first."""
        ...
