"""What other programs are answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from complaints.clock_model import ClockKind
from complaints.edition_ports import EditionKind
from complaints.lifecycle import Move
from complaints.model import (
    ActorKind,
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
from complaints.talk_model import AttachmentState, Delivery, Direction, Purpose
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


class AttachmentAnswer(Answer):
    """A file; `sha256` proves that it was never altered (R25)."""

    id: Id
    kind: str
    name: str
    mime: str
    size: int
    sha256: str
    state: AttachmentState
    at: datetime


class WordingAnswer(Answer):
    """What a message said before it was edited."""

    version: int
    text: str
    at: datetime


class MessageAnswer(Answer):
    """A message, and how far it got. `purpose` and `via` say what it was for and how it went."""

    id: Id
    direction: Direction
    author: ActorKind
    officer_id: Id | None
    text: str
    at: datetime
    purpose: Purpose
    via: str
    delivery: Delivery
    delivery_reason: str
    version: int


class CaseMessageAnswer(MessageAnswer):
    """A message of a case. After more than one of `attempts` the customer may have it twice."""

    author_name: str
    attempts: int
    earlier: list[WordingAnswer]
    attachments: list[AttachmentAnswer]


class NoteAnswer(Answer):
    """An internal note."""

    id: Id
    officer_id: Id
    text: str
    at: datetime


class CaseNoteAnswer(NoteAnswer):
    """A note of a case, with its files."""

    attachments: list[AttachmentAnswer]


class EventAnswer(Answer):
    """A line of the timeline."""

    at: datetime
    kind: str
    actor: ActorKind
    officer_name: str
    data: dict[str, Any]


class ClockAnswer(RunningClockAnswer):
    """A clock of the present episode; `is_kept` is null unless it was stopped by an answer.

    While it rests, `paused_at` is set and `due_at` is where it stood then.
    """

    stopped_at: datetime | None
    is_kept: bool | None
    span: str
    paused_at: datetime | None
    paused_until: datetime | None
    pause_reason: str


class ExtensionAnswer(Answer):
    """More time that was asked for a clock; `is_approved` is null until it is decided."""

    id: Id
    span: str
    reason: str
    asked_by: Id
    asked_at: datetime
    decided_by: Id | None
    decided_at: datetime | None
    is_approved: bool | None


class CaseExtensionAnswer(Answer):
    """More time that was asked for a clock of the complaint, by whom."""

    extension: ExtensionAnswer
    kind: ClockKind
    asked_by: str


class RevisitStateAnswer(Answer):
    """Where a revisit stands, and what the customer answered."""

    id: Id
    episode: int
    due_at: datetime
    state: RevisitState
    sent_at: datetime | None
    solved: Solved | None
    score: int | None
    words: str
    answered_at: datetime | None


class RefAnswer(Answer):
    """Another complaint of the same customer."""

    number: str
    status: Status
    category: Category
    received_at: datetime


class MatterAnswer(RefAnswer):
    """Another complaint on the same matter (R10)."""

    place: str
    is_same_customer: bool
    is_merged_here: bool


class MatchAnswer(Answer):
    """A word that decided the category; offsets count characters of the text first said."""

    word: str
    start: int
    end: int
    category: str


class CaseAnswer(ComplaintAnswer):
    """Everything about a complaint. `moves` are those the asking officer could make now.

    `is_asked_only`: they read it because their department was asked about it (R20).
    """

    text: str
    result: str
    subcategory: str
    person: str
    object_ref: str
    demand: str
    occurred: str
    occurred_at: datetime | None
    is_late: bool
    from_words: list[str]
    extra: dict[str, str]
    confidence: float
    matched: list[MatchAnswer]
    reasons: list[str]
    customer: CustomerAnswer | None
    owner: OfficerAnswer | None
    receiver: OfficerAnswer | None
    messages: list[CaseMessageAnswer]
    attachments: list[AttachmentAnswer]
    notes: list[CaseNoteAnswer]
    timeline: list[EventAnswer]
    clocks: list[ClockAnswer]
    extensions: list[CaseExtensionAnswer]
    revisit: RevisitStateAnswer | None
    previous: list[RefAnswer]
    matter: list[MatterAnswer]
    merged_into: str
    moves: list[Move]
    newest_message_id: Id | None
    has_chat: bool
    is_blocked: bool
    is_asked_only: bool


class ResolvedAnswer(Answer):
    """The complaint, and the message that tells the result: `undo-resolve` names it.

    `approval` is what the result waits for instead, where somebody reads it first (R26).
    """

    complaint: ComplaintAnswer
    message: MessageAnswer | None
    approval: Id | None = None


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


class ShareAnswer(Answer):
    """A part of `n`; `rate` is 0 to 1, null without any."""

    count: int
    n: int
    rate: float | None


class SurveyAnswer(Answer):
    """What customers answered. Shares are of the answers given; silence counts as nothing.

    `resolution` is the part that said solved, `satisfaction` the part that gave 4 or 5.
    """

    sent: int
    answered: int
    solved: dict[Solved, int]
    scores: dict[int, int]
    mean: float | None
    response: ShareAnswer
    resolution: ShareAnswer
    satisfaction: ShareAnswer


class CategoryAnswer(Answer):
    """How many complaints of a category were filed, and how many ended how."""

    category: Category
    filed: int
    closed: int
    withdrawn: int
    merged: int
    invalid: int


class ClockFiguresAnswer(Answer):
    """How many clocks of a kind were kept and missed."""

    kind: ClockKind
    kept: int
    missed: int


class CheckFiguresAnswer(Answer):
    """Checks made in the period (考核); those sent back were late, unapt, or both."""

    checked: int
    passed: int
    late: int
    unapt: int
    sent_back: int


class FiguresAnswer(Answer):
    """A period in numbers (R35)."""

    from_: datetime = Field(serialization_alias="from")
    to: datetime
    survey: SurveyAnswer
    categories: list[CategoryAnswer]
    clocks: list[ClockFiguresAnswer]
    close_reasons: dict[CloseReason, int]
    checks: CheckFiguresAnswer


class ErrorDetail(Answer):
    """What was refused: a stable code, words for people in their language, and data."""

    code: str
    message: str
    details: dict[str, Any]


class ErrorAnswer(Answer):
    """The shape of every refusal."""

    error: ErrorDetail
