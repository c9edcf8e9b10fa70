"""What programs ask and are answered about remedies, approvals, validity and checks.

Amounts are texts in the house's currency such as "120.50": no number loses a cent on its way.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from complaints.approvals import REASON_LIMIT
from complaints.clock_model import ClockKind
from complaints.decision_model import (
    ApprovalKind,
    ApprovalState,
    Bar,
    InvalidReason,
    Motive,
    RemedyKind,
    RemedyState,
)
from complaints.handling import REPLY_LIMIT
from complaints.model import Category, Severity
from complaints.remedies import MOST_ALTERNATIVES, TEXT_LIMIT
from console.api.fields import Answer, Id, PageQuery, Request

#: Numbers in JSON are floating: a sum of money is written as text.
Amount = Annotated[str, Field(max_length=30, examples=["120.50"])]


class AlternativeBody(Request):
    """One thing that the customer may choose."""

    kind: RemedyKind
    amount: Amount = ""
    text: str = Field(default="", max_length=TEXT_LIMIT)


class OfferBody(Request):
    """A remedy (R22): told at once within the authority, else after an approval."""

    alternatives: list[AlternativeBody] = Field(min_length=1, max_length=MOST_ALTERNATIVES)
    words: str = Field(default="", max_length=TEXT_LIMIT, description="What stands before it.")
    via: str = Field(default="chat", pattern="^(chat|phone|visit)$")
    goodwill: bool = Field(default=False, description="Nothing was owed (协商).")
    mediator: str = Field(default="", max_length=TEXT_LIMIT)


class DemandBody(Request):
    """What the customer asks for (诉求)."""

    kind: RemedyKind | None = None
    amount: Amount = ""
    text: str = Field(default="", max_length=TEXT_LIMIT)


class HeardBody(Request):
    """What the customer said by phone or at a visit, in their words."""

    via: str = Field(pattern="^(phone|visit)$")
    words: str = Field(min_length=1, max_length=TEXT_LIMIT)


class AgreeBody(HeardBody):
    """Which alternative they agree to, counted from 1."""

    choice: int = Field(default=1, ge=1, le=MOST_ALTERNATIVES)


class ToldBody(Request):
    """How an approved offer was told."""

    via: str = Field(pattern="^(phone|visit)$")


class DoneBody(Request):
    """Who carried it out, and how the customer got it."""

    words: str = Field(min_length=1, max_length=TEXT_LIMIT)


class InvestigationBody(Request):
    """What was found out (R25)."""

    facts: str = Field(min_length=1, max_length=REPLY_LIMIT)
    gap: str = Field(default="", max_length=REPLY_LIMIT)
    liable: bool | None = None
    told: list[str] = Field(default=[], max_length=3)


class JudgementBody(Request):
    """Why a complaint is invalid (R17); `rule` is the code of a published rule."""

    reason: InvalidReason
    motive: Motive
    explanation: str = Field(min_length=1, max_length=REPLY_LIMIT)
    rule: str = Field(max_length=32)


class RecuseBody(Request):
    """Who keeps out, and why."""

    officer: Id
    reason: str = Field(min_length=1, max_length=REASON_LIMIT)


class CheckBody(Request):
    """What the quality office says (R44); sent back with a reason."""

    timely: bool
    apt: bool
    words: str = Field(default="", max_length=REASON_LIMIT)


class UncheckedQuery(PageQuery):
    """Which page of what is to be checked."""


class AlternativeAnswer(Answer):
    """One thing that the customer may choose."""

    kind: RemedyKind
    amount: str
    text: str


class RemedyAnswer(Answer):
    """An offer and what became of it."""

    id: Id
    state: RemedyState
    alternatives: list[AlternativeAnswer]
    currency: str
    words: str
    is_goodwill: bool
    mediator: str
    proposed_by: Id
    proposed_at: datetime
    told_at: datetime | None
    kind: RemedyKind | None
    amount: str
    agreed_at: datetime | None
    agreed_via: str
    agreed_words: str
    done_by: Id | None
    done_at: datetime | None
    done_words: str


class DemandAnswer(Answer):
    """What the customer asks for."""

    kind: RemedyKind | None
    amount: str
    currency: str
    text: str
    at: datetime


class ApprovalAnswer(Answer):
    """A request for approval; `amount` is what the whole matter would cost."""

    id: Id
    kind: ApprovalKind
    state: ApprovalState
    amount: str
    currency: str
    asked_by: Id
    asked_at: datetime
    decided_by: Id | None
    decided_at: datetime | None
    reason: str


class InvestigationAnswer(Answer):
    """The facts of an investigation."""

    id: Id
    officer_id: Id
    at: datetime
    facts: str
    gap: str
    is_liable: bool | None
    told: list[str]


class InvalidityAnswer(Answer):
    """A judgement of invalidity; it counts once somebody else has confirmed it."""

    id: Id
    reason: InvalidReason
    motive: Motive
    explanation: str
    rule: str
    proposed_by: Id
    confirmed_by: Id | None
    confirmed_at: datetime | None


class RecusalAnswer(Answer):
    """Somebody who keeps out of a complaint."""

    id: Id
    officer_id: Id
    bar: Bar
    reason: str
    at: datetime


class CheckAnswer(Answer):
    """A check; `archived` says that nothing has to be done again."""

    officer_id: Id
    at: datetime
    is_timely: bool
    is_apt: bool
    words: str


class DecisionsAnswer(Answer):
    """All that was decided about a complaint, oldest first."""

    demand: DemandAnswer | None
    remedies: list[RemedyAnswer]
    approvals: list[ApprovalAnswer]
    investigations: list[InvestigationAnswer]
    invalidities: list[InvalidityAnswer]
    recusals: list[RecusalAnswer]
    checks: list[CheckAnswer]


class WaitingAnswer(Answer):
    """A request that the caller may decide."""

    id: Id
    number: str
    kind: ApprovalKind
    category: Category
    severity: Severity
    place: str
    amount: str
    currency: str
    asked_by: str
    asked_at: datetime
    text: str = Field(description="A plan of measures or a summary report as it stands.")


class WaitingsAnswer(Answer):
    """All that the caller may decide, oldest first."""

    items: list[WaitingAnswer]


class UncheckedAnswer(Answer):
    """A closed complaint that waits for its check.

    `missed` are the clocks that were not kept, `measures` the remedies carried out.
    """

    number: str
    category: Category
    severity: Severity
    owner_name: str
    closed_at: datetime
    missed: list[ClockKind]
    measures: list[RemedyKind]
    is_investigated: bool
    sent_back: int


class UncheckedsAnswer(Answer):
    """A page of them, the longest closed first."""

    items: list[UncheckedAnswer]
    next_cursor: str | None
