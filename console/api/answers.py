"""What other programs are answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from complaints.clock_model import ClockKind
from complaints.edition_ports import EditionKind
from complaints.model import (
    Category,
    Channel,
    CloseReason,
    Language,
    RevisitState,
    Role,
    Severity,
    Solved,
    Standing,
    Status,
)
from console.api.fields import Answer, Id


class ComplaintAnswer(Answer):
    """Where a complaint stands after what was just done."""

    number: str
    status: Status
    episode: int
    level: int
    category: Category
    severity: Severity
    channel: Channel
    language: Language
    department: str
    place: str
    owner_id: Id | None
    receiver_id: Id | None
    is_confirmed: bool
    is_onsite: bool
    received_at: datetime
    promised_at: datetime
    taken_at: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None
    close_reason: CloseReason | None
    archived_at: datetime | None


class RunningClockAnswer(Answer):
    """A promise that is still to be kept."""

    kind: ClockKind
    started_at: datetime
    due_at: datetime


class RowAnswer(Answer):
    """A complaint in a list; name, contact and long numbers are masked (R41)."""

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
    owner_id: Id | None
    owner_name: str
    received_at: datetime
    promised_at: datetime
    level: int
    episode: int
    is_confirmed: bool
    clock: RunningClockAnswer | None
    customer_at: datetime | None
    is_unread: bool


class RowsAnswer(Answer):
    """A page of complaints."""

    items: list[RowAnswer]
    next_cursor: str | None


class CustomerAnswer(Answer):
    """The customer, unmasked: reading this is noted (R40)."""

    id: Id
    name: str
    contact: str
    address: str
    standing: Standing | None


class OfficerAnswer(Answer):
    """An officer."""

    id: Id
    name: str
    role: Role
    department: str


class ReceiverAnswer(OfficerAnswer):
    """An officer whom complaints can be handed to."""

    place: str
    on_duty: bool


class OfficersAnswer(Answer):
    """All of them, by name."""

    items: list[ReceiverAnswer]


class RevisitAnswer(Answer):
    """A revisit in a list; the name is masked."""

    id: Id
    number: str
    category: Category
    severity: Severity
    customer_name: str
    channel: Channel
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


class RevisitsAnswer(Answer):
    """A page of revisits."""

    items: list[RevisitAnswer]
    next_cursor: str | None


class NotSentAnswer(Answer):
    """A survey that could not be sent; `code` is that of an error."""

    revisit: Id
    code: str


class SentAnswer(Answer):
    """Which surveys went out and which did not."""

    sent: list[Id]
    refused: list[NotSentAnswer]


class InfoAnswer(Answer):
    """A piece of customer information (顾客信息, R45); the name is masked."""

    id: Id
    kind: str
    text: str
    at: datetime
    channel: Channel | None
    customer_name: str
    department: str
    signed_by: str
    signed_at: datetime | None
    number: str


class InfosAnswer(Answer):
    """A page of customer information."""

    items: list[InfoAnswer]
    next_cursor: str | None


class EditionAnswer(Answer):
    """A published text of policy or words; `officer_id` is null for the command line."""

    kind: EditionKind
    name: str
    number: int
    version: str
    valid_from: datetime
    at: datetime
    officer_id: Id | None
    note: str
    text: str


class EditionsAnswer(Answer):
    """The latest editions of a series, newest first."""

    items: list[EditionAnswer]


class SignedAnswer(Answer):
    """A piece of customer information that has been signed for."""

    id: Id
    signed_by: Id | None
    signed_at: datetime | None


class ErrorDetail(Answer):
    """What was refused: a stable code, words for people in their language, and data."""

    code: str
    message: str
    details: dict[str, Any]


class ErrorAnswer(Answer):
    """The shape of every refusal."""

    error: ErrorDetail
