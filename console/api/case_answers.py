"""What other programs are answered about one complaint, and what belongs to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from complaints.clock_model import ClockKind
from complaints.lifecycle import Move
from complaints.model import (
    ActorKind,
    Category,
    RevisitState,
    Solved,
    Status,
)
from complaints.talk_model import AttachmentState, Delivery, Direction, Purpose
from console.api.answers import ComplaintAnswer, CustomerAnswer, OfficerAnswer, RunningClockAnswer
from console.api.fields import Answer, Id


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
