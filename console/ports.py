"""What the web chat asks of the desk: a place for what was said, a conversation to show."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from complaints.model import ActorKind, Channel, Status


@dataclass(frozen=True)
class WebUpdate:
    """What a visitor's page sent, for the inbox. `external_id` is unique within the channel."""

    external_id: str
    address: str
    raw: bytes


@dataclass(frozen=True)
class ChatFile:
    """A file of a message. `kind` is photo, voice, video, audio, document or location."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True)
class ChatMessage:
    """One message as the customer sees it. `name` is the officer's; `client_id` the page's own id
    of it.

    `buttons` is rows of {"label", "data"} with an optional "icon" (a name in the sprite); `card`
    is described in `console.webchat`.
    """

    id: int
    author: ActorKind
    text: str
    at: datetime
    name: str = ""
    buttons: Sequence[Sequence[Mapping[str, str]]] = ()
    card: Mapping[str, Any] = field(default_factory=dict)
    client_id: str = ""
    is_edited: bool = False
    files: Sequence[ChatFile] = ()


@dataclass(frozen=True)
class ChatComplaint:
    """How the visitor's complaint stands. `owner` is the name of whoever has taken it."""

    number: str
    status: Status
    received_at: datetime
    promised_at: datetime | None = None
    owner: str = ""
    taken_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class ChatHistory:
    """The newest messages, oldest first, and the position in the feed that they reach up to."""

    messages: Sequence[ChatMessage]
    last_id: int
    complaint: ChatComplaint | None = None


@dataclass(frozen=True)
class MessageEvent:
    """A message is new, or was changed. `id` is the position in the feed."""

    id: int
    message: ChatMessage


@dataclass(frozen=True)
class ComplaintEvent:
    """The complaint stands differently, or there is another one or none."""

    id: int
    complaint: ChatComplaint | None


ChatEvent = MessageEvent | ComplaintEvent


@dataclass(frozen=True)
class StoredFile:
    """A file's bytes, with name and media type as its sender claimed them."""

    name: str
    mime: str
    size: int
    chunks: AsyncIterator[bytes]


class ChatStore(Protocol):
    """The conversations of the web chat. An address is a visitor id."""

    async def receive(self, channel: Channel, updates: Sequence[WebUpdate]) -> None:
        """Put updates into the inbox, committed on return. Known external ids are ignored."""
        ...

    async def history(self, address: str) -> ChatHistory:
        """Return the conversation so far; an unknown visitor has an empty one."""
        ...

    def events(self, address: str, after: int) -> AsyncGenerator[ChatEvent, None]:
        """Yield what happened in the conversation after a position, then what happens next."""
        ...

    async def find_file(self, address: str, file_id: int) -> StoredFile | None:
        """Return a file of this visitor's own conversation, None if it has no such file."""
        ...


class FileStore(Protocol):
    """Keeps files by their content."""

    async def save(self, chunks: AsyncIterator[bytes]) -> tuple[str, int]:
        """Keep a file and return its sha256 (hexadecimal) and size in bytes.

        An error raised by `chunks` passes through, and nothing is kept.
        """
        ...
