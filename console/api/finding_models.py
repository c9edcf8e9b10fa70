"""What programs ask and are answered about responsibility (R34)."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from complaints.finding_model import FindingKind, FindingState, Measure
from complaints.findings import TEXT_LIMIT
from complaints.model import Role, Severity
from console.api.fields import Answer, Id, PageQuery, Request


class FindingBody(Request):
    """What a finding is opened with; `person` is a name, asked for with `question`."""

    kind: FindingKind
    cause: str = Field(min_length=1, max_length=TEXT_LIMIT)
    person: str = Field(default="", max_length=40)
    department: str = Field(default="", max_length=32)
    question: str = Field(default="", max_length=TEXT_LIMIT)
    gap: str = Field(default="", max_length=TEXT_LIMIT)
    plain: bool = True


class StepBody(Request):
    """The words of a step."""

    words: str = Field(default="", max_length=TEXT_LIMIT)


class VerdictBody(Request):
    """A decision, which the person reads."""

    decision: str = Field(min_length=1, max_length=TEXT_LIMIT)
    measures: list[Measure] = Field(default=[], max_length=len(Measure))
    points: int = Field(default=0, ge=0, le=100)


class FindingsQuery(PageQuery):
    """Which findings are wanted."""

    open: bool | None = None


class FindingRowAnswer(Answer):
    """One line of the queue."""

    id: Id
    number: str
    kind: FindingKind
    severity: Severity
    state: FindingState
    person: str
    department: str
    decider: Role
    opened_at: datetime
    due_at: datetime | None


class FindingsAnswer(Answer):
    """A page of the queue."""

    items: list[FindingRowAnswer]
    next_cursor: str | None


class FindingAnswer(Answer):
    """One finding, for those who deal with it."""

    id: Id
    kind: FindingKind
    severity: Severity
    decider: Role
    state: FindingState
    person_id: Id | None
    department: str
    cause: str
    gap: str
    pending_reason: str
    question: str
    hear_by: datetime | None
    statement: str
    is_unheard: bool
    decision: str
    measures: list[Measure]
    points: int
    decided_by: Id | None
    decided_at: datetime | None
    customer_words: str
    customer_told_at: datetime | None
    unreachable_at: datetime | None
    reviewed_by: Id | None
    reviewed_at: datetime | None
    review_words: str
    reported_to: str
    reported_at: datetime | None
    done_at: datetime | None
    done_words: str


class OwnFindingAnswer(Answer):
    """What the person concerned sees."""

    id: Id
    number: str
    state: FindingState
    question: str
    hear_by: datetime | None
    statement: str
    decision: str
    measures: list[Measure]
    points: int
    decided_at: datetime | None


class OwnFindingsAnswer(Answer):
    """What is about the caller."""

    items: list[OwnFindingAnswer]


class StatedAnswer(Answer):
    """That an answer was kept."""

    id: Id
    statement: str
