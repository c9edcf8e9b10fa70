"""What pages and the API show of one complaint; made by `storage.case_pages`, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.clock_model import Clock, ClockKind, Extension
from complaints.lifecycle import Move
from complaints.list_reads import OfficerRow
from complaints.model import (
    ActorKind,
    Category,
    CloseReason,
    Complaint,
    Customer,
    Language,
    MessageId,
    Revisit,
    Status,
    TimelineEntry,
)
from complaints.talk_model import Attachment, Message, MessageVersion, Note


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
