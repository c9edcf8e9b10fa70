"""What programs ask and are answered about coordination requests (R20)."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from complaints.coordination_model import RequestMove, RequestState
from complaints.handling import REPLY_LIMIT
from complaints.model import Category, Severity
from console.api.fields import Answer, Id, PageQuery, Request

_SEEN = "`revision` of the request that the caller had before them; another one refuses (409)."


class AskBody(Request):
    """What a department is asked (R20)."""

    department: str = Field(max_length=32, description="Code of a department.")
    text: str = Field(min_length=1, max_length=REPLY_LIMIT, description="Stays within the house.")
    within: str = Field(
        default="", max_length=12, description='Such as "30 min" or "1 wd"; else as in the policy.'
    )


class SeenBody(Request):
    """Which state of the request is meant."""

    seen: int | None = Field(default=None, ge=1, description=_SEEN)


class WordsBody(SeenBody):
    """The words that go with a step; they stay within the house."""

    words: str = Field(min_length=1, max_length=REPLY_LIMIT)


class StepAnswer(Answer):
    """A step of a request, and what was said with it."""

    at: datetime
    move: RequestMove
    officer_id: Id | None
    words: str


class RequestAnswer(Answer):
    """A request to a department, and how far it has come."""

    id: Id
    department: str
    state: RequestState
    text: str
    asked_by: Id
    asked_at: datetime
    handler_id: Id | None
    answer: str
    answered_by: Id | None
    answered_at: datetime | None
    signed_by: Id | None
    signed_at: datetime | None
    revision: int


class RequestClockAnswer(Answer):
    """The clock of a request; `is_kept` is null while it runs or rests, and when it was let go."""

    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    paused_at: datetime | None
    is_kept: bool | None


class CaseRequestAnswer(Answer):
    """A request with its steps and its newest clock."""

    request: RequestAnswer
    steps: list[StepAnswer]
    clock: RequestClockAnswer | None


class CoordinationAnswer(Answer):
    """All that departments were asked about a complaint, oldest first.

    `to_call` is since when the customer, who has no chat, is owed a call about the progress.
    """

    requests: list[CaseRequestAnswer]
    to_call: datetime | None


class RequestRowAnswer(Answer):
    """An open request of a list; `due_at` is null while no clock runs."""

    id: Id
    number: str
    category: Category
    severity: Severity
    place: str
    department: str
    text: str
    state: RequestState
    asker_name: str
    asked_at: datetime
    handler_name: str
    due_at: datetime | None


class RequestQuery(PageQuery):
    """Which page of the open requests."""


class RequestRowsAnswer(Answer):
    """What the caller's departments owe and what the caller is owed, the most urgent first."""

    items: list[RequestRowAnswer]
    next_cursor: str | None
