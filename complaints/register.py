"""What screens, the API and exports may ask: read models, and the `Register` that makes them.

Everything here is made for showing and never changed; `storage.register` makes it, without holding
up a writer. Whom a complaint may be shown to is decided in its queries (promise 7): what a viewer
may not see is missing from lists, counts and figures, and raises the same `NotFound` as what does
not exist.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from complaints.clock_model import Clock, ClockKind, Extension
from complaints.coordination_reads import CaseCoordination, RequestRow, Seat
from complaints.decision_reads import ApprovalRow, CaseDecisions, CheckFigures, UncheckedRow
from complaints.ledger_reads import Ledgers
from complaints.lifecycle import Move
from complaints.major_reads import CaseMajor, MajorRow
from complaints.mandate import NO_MANDATE, Mandate
from complaints.model import (
    ActorKind,
    Category,
    Channel,
    CloseReason,
    Complaint,
    ComplaintId,
    Customer,
    Language,
    Leave,
    MessageId,
    Officer,
    OfficerId,
    Revisit,
    RevisitState,
    Role,
    Severity,
    Shift,
    Solved,
    Standing,
    Status,
    TimelineEntry,
)
from complaints.talk_model import Attachment, Message, MessageVersion, Note

T = TypeVar("T")

#: Counts go no further; one more than this stands for "more than 999".
COUNT_CAP = 999
#: How long a page may be.
PAGE_LIMIT = 200
#: Answers for no department.
NO_SEAT = Seat()
#: Customers who give this score or a better one are content.
CONTENT_FROM = 4
#: A clock ends soon once this share of it is used.
SOON_FROM = 0.8


class View(StrEnum):
    """The lists officers work from; all but the last two hold only what is still owed."""

    ALL_OPEN = "all_open"
    MINE = "mine"
    UNTAKEN = "untaken"
    LATE = "late"
    SOON = "soon"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"
    EVERYTHING = "everything"

    @property
    def is_by_deadline(self) -> bool:
        """Whether the next deadline comes first; the other views show the newest first."""
        return self not in (View.CLOSED, View.EVERYTHING)


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; None and "" narrow nothing.

    `text` is looked for in numbers and in what customers complain of, and makes any view newest
    first. `received_from` is inclusive, `received_to` is not.
    """

    view: View = View.ALL_OPEN
    category: Category | None = None
    severity: Severity | None = None
    status: Status | None = None
    channel: Channel | None = None
    department: str = ""
    place: str = ""
    owner: OfficerId | None = None
    text: str = ""
    received_from: datetime | None = None
    received_to: datetime | None = None


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows of a list; `next_cursor` asks for those that follow, None after the last."""

    rows: Sequence[T]
    next_cursor: str | None = None


@dataclass(frozen=True)
class RunningClock:
    """The promise that ends first."""

    kind: ClockKind
    started_at: datetime
    due_at: datetime

    @property
    def soon_at(self) -> datetime:
        """When it ends soon: from here on its ring is amber (ui/UI.md)."""
        return self.started_at + SOON_FROM * (self.due_at - self.started_at)


@dataclass(frozen=True)
class CaseRow:
    """One complaint in a list. Name, contact and long numbers in the excerpt are masked (R41).

    `customer_at` is when the customer last wrote; `is_unread` says that no officer has answered
    since.
    """

    id: ComplaintId
    number: str
    status: Status
    severity: Severity
    category: Category
    excerpt: str
    customer_name: str
    customer_contact: str
    standing: Standing | None
    channel: Channel
    place: str
    department: str
    owner_id: OfficerId | None
    owner_name: str
    received_at: datetime
    promised_at: datetime
    level: int
    episode: int
    is_confirmed: bool
    clock: RunningClock | None = None
    customer_at: datetime | None = None
    is_unread: bool = False


@dataclass(frozen=True)
class OfficerRow:
    """An officer, without anything secret."""

    id: OfficerId
    name: str
    role: Role
    department: str
    place: str
    is_active: bool
    on_duty: bool
    is_service: bool
    is_linked: bool


@dataclass(frozen=True)
class CaseMessage:
    """One message of a complaint. `message.delivery` and `.delivery_reason` say how far it got.

    `attempts` counts the tries of sending; after more than one the customer may have it twice
    (promise 1). `versions` are the earlier wordings, oldest first. `author_name` is the officer's,
    otherwise "".
    """

    message: Message
    author_name: str = ""
    attempts: int = 0
    versions: Sequence[MessageVersion] = ()
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True)
class CaseNote:
    """An internal note, who wrote it, and its files."""

    note: Note
    officer_name: str
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True)
class CaseEvent:
    """A line of the timeline; `officer_name` is "" when no officer did it."""

    entry: TimelineEntry
    officer_name: str = ""


@dataclass(frozen=True)
class CaseExtension:
    """More time that was asked for a clock, by whom."""

    extension: Extension
    kind: ClockKind
    asked_by: str


@dataclass(frozen=True)
class CaseRef:
    """Another complaint, as far as a reference shows it."""

    number: str
    status: Status
    category: Category
    received_at: datetime


@dataclass(frozen=True)
class MatterRef(CaseRef):
    """Another complaint on the same matter (R10).

    By the same customer, or by another; merged into the one that is shown, or not.
    """

    place: str
    is_same_customer: bool
    is_merged_here: bool


@dataclass(frozen=True)
class CasePage:
    """Everything about one complaint, for one viewer.

    `attachments` are those of the record itself. `clocks` are those of the present
    episode, `revisit` is that of the present episode. `previous` lists other complaints of the
    same customer that the viewer may see, newest first, at most 10; `matter` complaints on the
    same matter, at most 20. `merged_into` is the number of the complaint it was merged into, or
    "". `moves` are those the viewer could make now. `is_asked_only`: they may read it because
    their department was asked about it, and act on nothing else (R20). `newest_message_id` is
    what a reply names as `seen`. `is_reading_noted` says that the audit already has this reading
    (R40).
    """

    complaint: Complaint
    customer: Customer | None
    owner: OfficerRow | None
    receiver: OfficerRow | None
    messages: Sequence[CaseMessage]
    attachments: Sequence[Attachment]
    notes: Sequence[CaseNote]
    timeline: Sequence[CaseEvent]
    clocks: Sequence[Clock]
    extensions: Sequence[CaseExtension]
    revisit: Revisit | None
    previous: Sequence[CaseRef]
    matter: Sequence[MatterRef]
    merged_into: str
    moves: frozenset[Move]
    is_asked_only: bool
    newest_message_id: MessageId | None
    is_reading_noted: bool
    has_chat: bool
    is_blocked: bool


@dataclass(frozen=True)
class Counts:
    """How much there is of what; each counts no further than `COUNT_CAP` + 1.

    `requests` are the coordination requests that wait for the viewer, `approvals` what waits for
    their decision.
    """

    all_open: int
    mine: int
    untaken: int
    late: int
    soon: int
    waiting: int
    answered: int
    revisits_due: int
    infos_unsigned: int
    requests: int
    approvals: int
    pending: int
    majors: int
    by_category: Mapping[Category, int]
    by_department: Mapping[str, int]


@dataclass(frozen=True)
class InfoRow:
    """A piece of customer information (顾客信息, R45). The customer's name is masked."""

    id: int
    kind: str
    text: str
    at: datetime
    channel: Channel | None
    customer_name: str
    department: str
    signed_by: str
    signed_at: datetime | None
    number: str


@dataclass(frozen=True)
class RevisitRow:
    """A revisit in a list (R33); `can_send`: there is a chat and it has not blocked us."""

    id: int
    number: str
    category: Category
    severity: Severity
    customer_name: str
    channel: Channel
    owner_id: OfficerId | None
    owner_name: str
    closed_at: datetime | None
    close_reason: CloseReason | None
    due_at: datetime
    state: RevisitState
    sent_at: datetime | None
    sent_by: str
    solved: Solved | None
    score: int | None
    words: str
    answered_at: datetime | None
    recorded_by: str
    can_send: bool


@dataclass(frozen=True)
class Share:
    """A part of `n`; never shown without it (promise 5)."""

    count: int
    n: int

    @property
    def rate(self) -> float | None:
        """The part, 0 to 1; None of nothing."""
        return self.count / self.n if self.n else None


@dataclass(frozen=True)
class SurveyFigures:
    """What customers answered to the surveys of a period; silence counts as nothing (promise 5).

    Every share is taken of the number of answers, which is the sum of its own mapping. `mean` is
    that of the scores, 1 to 5, None without any.
    """

    sent: int
    answered: int
    solved: Mapping[Solved, int]
    scores: Mapping[int, int]
    mean: float | None

    @property
    def response(self) -> Share:
        """How many of those asked have answered."""
        return Share(self.answered, self.sent)

    @property
    def resolution(self) -> Share:
        """How many of those who said whether it is solved said yes; "partly" is no yes."""
        return Share(self.solved[Solved.YES], sum(self.solved.values()))

    @property
    def satisfaction(self) -> Share:
        """How many of those who gave a score gave 4 or 5."""
        content = sum(n for score, n in self.scores.items() if score >= CONTENT_FROM)
        return Share(content, sum(self.scores.values()))


@dataclass(frozen=True)
class CategoryFigures:
    """How many complaints of a category were filed in a period, and how many ended how.

    Only `closed` ones were dealt with to their end.
    """

    category: Category
    filed: int
    closed: int
    withdrawn: int
    merged: int
    invalid: int


@dataclass(frozen=True)
class ClockFigures:
    """How many clocks of the complaints received in a period were kept and missed.

    Missed is also one that still runs past its end; one that ended with the case is neither.
    """

    kind: ClockKind
    kept: int
    missed: int


@dataclass(frozen=True)
class Figures:
    """A period in numbers (R35): `from_` inclusive, `to` not."""

    from_: datetime
    to: datetime
    survey: SurveyFigures
    categories: Sequence[CategoryFigures]
    clocks: Sequence[ClockFigures]
    close_reasons: Mapping[CloseReason, int]
    checks: CheckFigures


@dataclass(frozen=True)
class VisibleMessage:
    """A message as the customer's own page shows it; a recorded call or visit has no text."""

    author: ActorKind
    officer_name: str
    text: str
    via: str
    at: datetime


@dataclass(frozen=True)
class StatusPage:
    """What a customer sees of their complaint behind the private link (R7)."""

    number: str
    status: Status
    language: Language
    category: Category
    text: str
    received_at: datetime
    promised_at: datetime
    taken_at: datetime | None
    owner_name: str
    answered_at: datetime | None
    result: str
    closed_at: datetime | None
    close_reason: CloseReason | None
    messages: Sequence[VisibleMessage]


@dataclass(frozen=True)
class RosterPage:
    """Shifts and leave that are not over, by their beginning; names by the ids of officers."""

    shifts: Sequence[Shift]
    leaves: Sequence[Leave]
    names: Mapping[OfficerId, str]


class Register(Protocol):
    """Answers everything that is only read. Cursors are opaque; a made-up one is `Invalid`."""

    @property
    def ledgers(self) -> Ledgers:
        """The books of the house."""
        ...

    async def list(
        self, viewer: Officer, filters: Filters, cursor: str | None = None, limit: int = 50
    ) -> Page[CaseRow]:
        """List complaints: by the next deadline or the newest first, as the view says."""
        ...

    async def case(self, viewer: Officer, number: str) -> CasePage:
        """Show one complaint; raises NotFound, also for what the viewer may not see."""
        ...

    async def id_of(
        self, viewer: Officer, number: str, *, is_reading: bool = False
    ) -> ComplaintId:
        """Translate a number for a use case.

        Args:
            is_reading: nothing but what everybody may do who reads the complaint.

        Raises:
            NotFound: as `case`.
            NotAllowed: `asked_only`, they may read it and not act on it.
        """
        ...

    async def counts(
        self,
        viewer: Officer,
        departments: Sequence[str] = (),
        seat: Seat = NO_SEAT,
        mandate: Mandate = NO_MANDATE,
    ) -> Counts:
        """Count what the viewer may see; `departments` are the codes to count by."""
        ...

    async def coordination(self, viewer: Officer, number: str) -> CaseCoordination:
        """Show what departments were asked about a complaint; raises NotFound like `case`."""
        ...

    async def requests(
        self, viewer: Officer, seat: Seat, cursor: str | None = None, limit: int = 50
    ) -> Page[RequestRow]:
        """List the open coordination requests that concern the viewer, the most urgent first."""
        ...

    async def infos(
        self,
        viewer: Officer,
        *,
        is_signed: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InfoRow]:
        """List customer information, newest first."""
        ...

    async def revisits(
        self,
        viewer: Officer,
        state: RevisitState = RevisitState.DUE,
        *,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[RevisitRow]:
        """List revisits in one state: DUE and SENT by their due date, the others newest first."""
        ...

    async def info(self, viewer: Officer, info_id: int) -> InfoRow:
        """Show one piece of customer information; raises NotFound."""
        ...

    async def revisit(self, viewer: Officer, revisit_id: int) -> RevisitRow:
        """Show one revisit; raises NotFound."""
        ...

    async def figures(self, viewer: Officer, from_: datetime, to: datetime) -> Figures:
        """Work out the figures of a period over what the viewer may see."""
        ...

    async def status_page(self, token: str) -> StatusPage:
        """Show a customer their own complaint; raises NotFound."""
        ...

    async def roster(self) -> RosterPage:
        """Show who is on duty, who will be, and who is away."""
        ...

    async def decisions(self, viewer: Officer, number: str) -> CaseDecisions:
        """Show what was decided about a complaint; raises as `id_of` does."""
        ...

    async def approvals(self, viewer: Officer, mandate: Mandate) -> Sequence[ApprovalRow]:
        """List what waits for the viewer's decision, oldest first."""
        ...

    async def major(self, viewer: Officer, number: str) -> CaseMajor:
        """Show what a complaint has as a major one; raises as `id_of` does."""
        ...

    async def majors(self, viewer: Officer) -> Sequence[MajorRow]:
        """List the major complaints that are open or owe their report, by the next deadline."""
        ...

    async def unchecked(
        self, viewer: Officer, cursor: str | None = None, limit: int = 50
    ) -> Page[UncheckedRow]:
        """List closed complaints that nobody has checked yet (R44), the longest closed first."""
        ...

    async def officers(self) -> Sequence[OfficerRow]:
        """List every officer by name, also those that have left."""
        ...

    async def records(
        self, viewer: Officer, numbers: Sequence[str]
    ) -> Sequence[Mapping[str, Any]]:
        """Give the records of some complaints as `export` does; what is not visible is missing."""
        ...

    def export(
        self, viewer: Officer, from_: datetime, to: datetime
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Yield the record of every complaint received in a period, oldest first, unmasked."""
        ...
