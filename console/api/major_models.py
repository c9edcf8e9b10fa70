"""What programs ask and are answered about major complaints (R28–R30)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, StringConstraints

from complaints import crises
from complaints.approvals import REASON_LIMIT
from complaints.decision_model import ApprovalState
from complaints.handling import REPLY_LIMIT
from complaints.major_model import MeasureState, Section
from complaints.major_reads import Lack
from complaints.measures import TEXT_LIMIT
from complaints.model import Category, Channel, MessageId, Status
from complaints.summaries import SECTION_LIMIT
from complaints.task_forces import MOST_MEMBERS, TASK_LIMIT
from console.api.fields import Answer, Id, Request

_Words = Annotated[str, StringConstraints(min_length=1, max_length=TEXT_LIMIT)]
_Plan = Annotated[str, StringConstraints(min_length=1, max_length=crises.TEXT_LIMIT)]


class MemberBody(Request):
    """Somebody in a task force, and what is theirs in it."""

    officer: Id
    task: str = Field(default="", max_length=TASK_LIMIT)


class TaskForceBody(Request):
    """The whole task force as it is from now on (专项小组)."""

    lead: Id
    members: list[MemberBody] = Field(default=[], max_length=MOST_MEMBERS)


class MeasureBody(Request):
    """A measure for the plan; `due` is an instant with its offset."""

    text: _Words
    department: str = Field(max_length=64)
    person: Id
    due: AwareDatetime


class WordsBody(Request):
    """In which way it was carried out."""

    words: _Words


class VerifyBody(Request):
    """Whether a measure was carried out well; with words when it was not."""

    good: bool
    words: str = Field(default="", max_length=TEXT_LIMIT)


class SummaryBody(Request):
    """Sections of the summary report; those left out stay as they are."""

    sections: dict[Section, Annotated[str, StringConstraints(max_length=SECTION_LIMIT)]]


class DecidedBody(Request):
    """What was decided at the present stage of a crisis."""

    decided: _Plan


class PlanBody(Request):
    """An alternative plan."""

    text: _Plan


class ChoiceBody(Request):
    """Which plan, counted from 1, and why."""

    plan: int = Field(ge=1, le=crises.MOST_PLANS)
    reason: str = Field(min_length=1, max_length=REASON_LIMIT)


class OutcomeBody(Request):
    """What has become of a crisis."""

    outcome: _Plan


class CardBody(Request):
    """An emergency card by its code."""

    card: str = Field(max_length=32)


class CallBody(CardBody):
    """A stage of an emergency card, counted from 1, whose people are called."""

    stage: int = Field(default=1, ge=1, le=20)


class OthersBody(Request):
    """The numbers of other complaints on the same event."""

    others: list[str] = Field(min_length=1, max_length=50)


class ReplyAllBody(Request):
    """What everybody on one event is answered; `seen` as with a reply."""

    text: str = Field(min_length=1, max_length=REPLY_LIMIT)
    seen: Id | None = None

    @property
    def seen_id(self) -> MessageId | None:
        """The newest message that the writer had before them."""
        return MessageId(self.seen) if self.seen is not None else None


class MajorAnswer(Answer):
    """Since when a complaint is major, who knows of it, what is owed."""

    begun_at: datetime
    acknowledged_by: Id | None
    acknowledged_at: datetime | None
    recorded_by: Id | None
    cards: list[str]
    dealt_with_at: datetime | None
    summary_due_at: datetime | None
    summary_done_at: datetime | None


class MemberAnswer(Answer):
    """Somebody in the task force."""

    officer_id: Id
    is_lead: bool
    task: str
    since: datetime


class MeasureAnswer(Answer):
    """A measure of the plan; it counts from `approved_at` on."""

    id: Id
    text: str
    department: str
    officer_id: Id
    due_at: datetime
    state: MeasureState
    added_by: Id
    approved_at: datetime | None
    done_by: Id | None
    done_at: datetime | None
    done_words: str
    verified_by: Id | None
    verified_at: datetime | None


class CrisisAnswer(Answer):
    """A crisis: `stages` as far as they were reached, `chosen` counts the plans from 0."""

    id: Id
    reason: str
    begun_by: Id
    begun_at: datetime
    stages: list[dict[str, Any]]
    stage: int
    plans: list[dict[str, Any]]
    chosen: int | None
    chosen_by: Id | None
    chosen_at: datetime | None
    chosen_reason: str
    ended_by: Id | None
    ended_at: datetime | None
    outcome: str


class CallAnswer(Answer):
    """Somebody who was called; without a ping they have to be phoned."""

    id: Id
    occasion: str
    label: str
    name: str
    phone: str
    officer_id: Id | None
    is_pinged: bool
    at: datetime
    acknowledged_at: datetime | None


class CallsAnswer(Answer):
    """Who was called."""

    items: list[CallAnswer]


class SummaryAnswer(Answer):
    """The summary report of the present episode."""

    sections: dict[str, str]
    written_by: Id
    written_at: datetime
    approved_by: Id | None
    approved_at: datetime | None


class CaseMajorAnswer(Answer):
    """All that a complaint has as a major one; `major` is null for one that never was."""

    major: MajorAnswer | None
    members: list[MemberAnswer]
    measures: list[MeasureAnswer]
    crises: list[CrisisAnswer]
    calls: list[CallAnswer]
    summary: SummaryAnswer | None


class MajorRowAnswer(Answer):
    """A major complaint in the list, and what it still lacks."""

    number: str
    status: Status
    category: Category
    channel: Channel
    place: str
    excerpt: str
    reasons: list[str]
    received_at: datetime
    next_due_at: datetime | None
    owner_name: str
    lead_name: str
    members: int
    acknowledged_by: str
    acknowledged_at: datetime | None
    measures: int
    planned: int
    unverified: int
    late: int
    unapproved: int
    is_crisis: bool
    summary_due_at: datetime | None
    summary: ApprovalState | None
    is_summary_approved: bool
    lacks: list[Lack]


class MajorsAnswer(Answer):
    """The major complaints that are open or owe their report."""

    items: list[MajorRowAnswer]


class ToldAnswer(Answer):
    """Whose customers were answered, and whose have to be called."""

    told: list[str]
    to_call: list[str]
