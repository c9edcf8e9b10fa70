"""What lists of complaints and of people show, and what narrows them; never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from complaints.clock_model import ClockKind
from complaints.model import (
    Category,
    Channel,
    CloseReason,
    ComplaintId,
    Leave,
    OfficerId,
    RevisitState,
    Role,
    Severity,
    Shift,
    Solved,
    Standing,
    Status,
)

T = TypeVar("T")

#: Counts go no further; one more than this stands for "more than 999".
COUNT_CAP = 999
#: How long a page may be.
PAGE_LIMIT = 200
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
class RosterPage:
    """Shifts and leave that are not over, by their beginning; names by the ids of officers."""

    shifts: Sequence[Shift]
    leaves: Sequence[Leave]
    names: Mapping[OfficerId, str]
