"""What other programs may ask for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from complaints.clock_model import ClockKind
from complaints.edition_ports import EditionKind
from complaints.extras import LIMIT, Extra
from complaints.handling import REPLY_LIMIT
from complaints.intake import TEXT_LIMIT
from complaints.list_reads import PAGE_LIMIT, View
from complaints.model import (
    CHAT_CHANNELS,
    Category,
    Channel,
    Language,
    RevisitState,
    Severity,
    Solved,
    Standing,
    Status,
)
from console.api.fields import Day, Id, PageQuery, Request

_DETAIL = 500


class ListQuery(PageQuery):
    """Which complaints are wanted; what is left out narrows nothing."""

    view: View = Field(
        default=View.EVERYTHING,
        description="`closed` and `everything` come newest first, others by the next deadline.",
    )
    category: Category | None = None
    severity: Severity | None = None
    status: Status | None = None
    channel: Channel | None = None
    department: str = Field(default="", max_length=32, description="Code of a department.")
    place: str = Field(default="", max_length=32, description="Code of a place.")
    owner: Id | None = Field(default=None, description="Id of an officer.")
    q: str = Field(default="", max_length=100, description="A number, or words of the text.")
    received_from: Day | None = None
    received_to: Day | None = None


class CustomerGiven(Request):
    """What is known of the customer; all of it is optional (R2, R8)."""

    name: str = Field(default="", max_length=_DETAIL)
    contact: str = Field(default="", max_length=_DETAIL)
    address: str = Field(default="", max_length=_DETAIL)
    standing: Standing | None = Field(default=None, description="Whoever is received specially.")


class DetailsGiven(Request):
    """What else is known of the matter; all of it is optional (R2)."""

    place: str = Field(default="", max_length=_DETAIL, description="Code of a place.")
    person: str = Field(default="", max_length=_DETAIL, description="Who is complained of.")
    object_ref: str = Field(default="", max_length=_DETAIL, description="Order, account, plate …")
    demand: str = Field(default="", max_length=_DETAIL, description="What the customer asks for.")
    occurred: str = Field(default="", max_length=_DETAIL, description="When, in their words.")
    subcategory: str = Field(default="", max_length=_DETAIL)


class NewComplaintBody(Request):
    """A complaint that staff enter; the classifier guesses what is left out (R1, R2, R11)."""

    text: str = Field(min_length=1, max_length=TEXT_LIMIT)
    channel: Channel = Field(description="Not a chat: those file their own complaints.")
    category: Category | None = None
    severity: Severity | None = None
    language: Language | None = None
    customer: CustomerGiven = CustomerGiven()
    details: DetailsGiven = DetailsGiven()
    extra: dict[Extra, Annotated[str, Field(max_length=LIMIT)]] = Field(
        default_factory=dict, description="What the channel or the matter brings along."
    )
    onsite: bool = Field(default=False, description="The customer wants it solved on the spot.")

    @field_validator("channel")
    @classmethod
    def _is_staff_entered(cls, channel: Channel) -> Channel:
        if channel in CHAT_CHANNELS:
            raise ValueError("is a chat")
        return channel


class NoBody(Request):
    """Nothing more needs saying; the body may be left out."""


class ReplyBody(Request):
    """Words for the customer. `seen` guards against answering past something newer."""

    text: str = Field(min_length=1, max_length=REPLY_LIMIT)
    seen: Id | None = Field(default=None, description="Newest message the writer had before them.")


class ContactBody(Request):
    """A call or visit that took place; counts as an answer to the customer."""

    via: Literal["phone", "visit"]
    text: str = Field(min_length=1, max_length=REPLY_LIMIT)


class NoteBody(Request):
    """An internal note; no customer ever sees it."""

    text: str = Field(min_length=1, max_length=REPLY_LIMIT)


class ClassifyBody(Request):
    """The right category (R11)."""

    category: Category


class SeverityBody(Request):
    """The right severity; lowering it needs a reason (R13)."""

    severity: Severity
    reason: str = Field(default="", max_length=_DETAIL)


class StandingBody(Request):
    """How the customer is received; null as everybody is (R15)."""

    standing: Standing | None


class ReasonBody(Request):
    """Why."""

    reason: str = Field(min_length=1, max_length=_DETAIL)


_SPAN = Field(pattern=r"^\d{1,5} ?(min|h|d|wd)$", examples=["30 min", "24 h", "3 d", "2 wd"])


class ClockBody(Request):
    """Which clock."""

    clock: ClockKind


class ClockSpanBody(ClockBody):
    """Which clock, how long, and why; `d` are days, `wd` working days."""

    span: str = _SPAN
    reason: str = Field(min_length=1, max_length=_DETAIL)


class DecisionBody(Request):
    """Whether a request for more time is granted."""

    extension: Id
    is_approved: bool


class ReportBody(Request):
    """The senior leader whom a major complaint was reported to."""

    to: Id


class OtherBody(Request):
    """Another complaint, by its number."""

    other: str = Field(min_length=1, max_length=32)


class PutBackBody(ReasonBody):
    """Why, and from whom: somebody else's complaint by now is refused (409)."""

    owner: Id | None = Field(description="Who owns it as far as the caller knows; null: nobody.")


class HandOverBody(PutBackBody):
    """To whom, from whom, and why."""

    to: Id = Field(description="The officer who is to own it.")


class ResolveBody(Request):
    """What the customer is told of the result (R26)."""

    result: str = Field(min_length=1, max_length=REPLY_LIMIT)
    via: Literal["chat", "phone", "visit"] = Field(
        default="chat", description="How it was told, for a complaint without chat."
    )


class UndoBody(Request):
    """Which result is taken back."""

    message: Id = Field(description="The message that `resolve` answered with.")


class RevisitQuery(PageQuery):
    """Which revisits are wanted."""

    state: RevisitState = RevisitState.DUE


class SendBody(Request):
    """Which surveys are to go out."""

    revisits: list[Id] = Field(min_length=1, max_length=PAGE_LIMIT)


class RevisitAnswerBody(Request):
    """What the customer said by phone or at a visit (R33)."""

    solved: Solved
    score: int | None = Field(default=None, ge=1, le=5, description="1 (bad) to 5 (good).")
    words: str = Field(default="", max_length=REPLY_LIMIT)


class InfoQuery(PageQuery):
    """Which customer information is wanted: signed for, not yet, or both."""

    signed: bool | None = None


class EditionQuery(Request):
    """Which series is wanted: the house's own words by default."""

    kind: EditionKind = EditionKind.LEXICON
    name: str = Field(default="house", min_length=1, max_length=64)
    limit: int = Field(default=50, ge=1, le=PAGE_LIMIT)


class FigureQuery(Request):
    """A period of business days, the first and the last included."""

    from_: Day = Field(alias="from")
    to: Day
