"""What programs ask and are answered about the pending ledger (R32)."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import AwareDatetime, Field

from complaints import call_attempts
from complaints.ledger_reads import PendingView
from complaints.model import Category, Severity, Status
from complaints.pending import WORDS_LIMIT
from complaints.pending_model import CallResult, PendingCause, PendingState
from console.api.fields import Answer, Day, Id, PageQuery, Request


class PendingBody(Request):
    """An entry in the ledger; somebody else approves it."""

    cause: PendingCause
    responsible: Id = Field(description="Id of the officer who sees to it.")
    expected_on: Day = Field(description="Business day on which it should be settled.")
    missing: str = Field(default="", max_length=WORDS_LIMIT, description="What is missing.")
    words: str = Field(default="", max_length=WORDS_LIMIT, description="Needed for `other`.")


class SettleBody(Request):
    """What happened in the end."""

    outcome: str = Field(min_length=1, max_length=WORDS_LIMIT)


class AttemptBody(Request):
    """A call that did not reach the customer."""

    result: CallResult
    at: AwareDatetime | None = Field(default=None, description="When; left out: now.")
    words: str = Field(default="", max_length=call_attempts.WORDS_LIMIT)


class PendingQuery(PageQuery):
    """Which part of the ledger is wanted."""

    view: PendingView = PendingView.OPEN


class AskedAnswer(Answer):
    """What the entry waits for: decide it by `/approvals/{id}/grant` or `refuse`."""

    approval: Id


class PendingAnswer(Answer):
    """An entry of the ledger."""

    id: Id
    cause: PendingCause
    words: str
    missing: str
    responsible_id: Id
    expected_on: date
    state: PendingState
    asked_by: Id
    asked_at: datetime
    entered_by: Id | None
    entered_at: datetime | None
    settled_by: Id | None
    settled_at: datetime | None
    outcome: str


class AttemptAnswer(Answer):
    """A call in which nobody was spoken to."""

    id: Id
    officer_id: Id
    at: datetime
    result: CallResult
    words: str


class CaseLedgerAnswer(Answer):
    """What the ledger has of one case, oldest first.

    `counted` of the calls count towards "unreachable", `needed` make it.
    """

    entries: list[PendingAnswer]
    attempts: list[AttemptAnswer]
    counted: int
    needed: int


class PendingRowAnswer(Answer):
    """A line of the ledger; the customer's name is masked."""

    pending: PendingAnswer
    number: str
    category: Category
    severity: Severity
    status: Status
    customer_name: str
    owner_name: str
    responsible_name: str
    contacted_at: datetime | None
    is_contacted: bool


class PendingRowsAnswer(Answer):
    """A page of the ledger."""

    items: list[PendingRowAnswer]
    next_cursor: str | None
