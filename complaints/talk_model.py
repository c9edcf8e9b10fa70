"""What is said, and how it comes in and goes out: chats, messages, notes, files, the outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from complaints.model import (
    ActorKind,
    Channel,
    ComplaintId,
    ConversationId,
    CustomerId,
    Language,
    MessageId,
    OfficerId,
)


@dataclass(kw_only=True, eq=False)
class Conversation:
    """One chat with one person on one channel; `state` is the dialogue's own memory.

    `address` is what the channel sends to (a Telegram chat id, a web visitor id). `complaint_id`
    is the complaint that follow-ups go to. `blocked_at` is set while the person has blocked the
    bot.
    """

    id: ConversationId
    channel: Channel
    address: str
    customer_id: CustomerId | None = None
    complaint_id: ComplaintId | None = None
    place: str = ""
    language: Language | None = None
    is_language_chosen: bool = False
    state: dict[str, Any] = field(default_factory=dict)
    greeted_at: datetime | None = None
    last_in_at: datetime | None = None
    blocked_at: datetime | None = None


class Direction(StrEnum):
    """Which way a message went."""

    IN = "in"
    OUT = "out"


class Delivery(StrEnum):
    """How far a message got. IN messages and recorded calls are RECORDED."""

    RECORDED = "recorded"
    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"


class Purpose(StrEnum):
    """What a message is for; what stops a clock depends on it."""

    SAY = "say"
    ACKNOWLEDGE = "acknowledge"
    RESULT = "result"
    SURVEY = "survey"
    PING = "ping"


@dataclass(kw_only=True, eq=False)
class Message:
    """One thing said between the customer and the house.

    Internal notes are not messages: see `Note`.

    `buttons` is a list of rows of {"label", "data"}; `card` is what a channel may draw as a card;
    `purpose` says what it is for (Purpose); `via` names a recorded call or visit ("phone",
    "visit"), otherwise "chat"; `version` counts the customer's edits, whose earlier wordings
    stand in `MessageVersion`.
    """

    id: MessageId
    direction: Direction
    author: ActorKind
    text: str
    at: datetime
    conversation_id: ConversationId | None = None
    complaint_id: ComplaintId | None = None
    officer_id: OfficerId | None = None
    purpose: Purpose = Purpose.SAY
    via: str = "chat"
    buttons: list[list[dict[str, str]]] = field(default_factory=list)
    card: dict[str, Any] = field(default_factory=dict)
    delivery: Delivery = Delivery.RECORDED
    delivery_reason: str = ""
    external_id: str = ""
    client_id: str = ""
    version: int = 1
    edited_at: datetime | None = None


@dataclass(kw_only=True, eq=False)
class MessageVersion:
    """What a message said before the customer edited it."""

    id: int
    message_id: MessageId
    version: int
    text: str
    at: datetime


@dataclass(kw_only=True, eq=False)
class Note:
    """An internal note. It has a table of its own, so nothing that sends can ever reach it."""

    id: int
    complaint_id: ComplaintId
    officer_id: OfficerId
    text: str
    at: datetime


class AttachmentState(StrEnum):
    """Where a file stands."""

    PENDING = "pending"
    STORED = "stored"
    TOO_LARGE = "too_large"
    FAILED = "failed"


@dataclass(kw_only=True, eq=False)
class Attachment:
    """A photo, voice, video, document or location: with a message, a note or the record (R25).

    `remote` is what the channel needs to fetch it; `sha256` (hex) is also its key in the file
    store; `size` is in bytes. A location has `latitude` and `longitude` in `remote` and no file.
    """

    id: int
    kind: str
    at: datetime
    message_id: MessageId | None = None
    note_id: int | None = None
    complaint_id: ComplaintId | None = None
    conversation_id: ConversationId | None = None
    name: str = ""
    mime: str = ""
    size: int = 0
    sha256: str = ""
    state: AttachmentState = AttachmentState.PENDING
    remote: dict[str, Any] = field(default_factory=dict)


class OutboxState(StrEnum):
    """How far an outgoing message got.

    A doubtful send may be repeated, and `attempts` shows it.
    """

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"


@dataclass(kw_only=True, eq=False)
class OutboxItem:
    """Something to be sent to one conversation. `key` makes a send unique."""

    id: int
    key: str
    conversation_id: ConversationId
    channel: Channel
    payload: dict[str, Any]
    created_at: datetime
    due_at: datetime
    message_id: MessageId | None = None
    complaint_id: ComplaintId | None = None
    state: OutboxState = OutboxState.QUEUED
    attempts: int = 0
    error: str = ""
    external_id: str = ""
    sent_at: datetime | None = None
