"""What the desk asks of a chat channel, and what it may assume.

A channel adapter turns raw updates into `Incoming`, sends `Outgoing`, and fetches files. It
decides nothing: the dialogue never learns which channel it is on, only `Capabilities`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from complaints.model import Channel


@dataclass(frozen=True)
class Capabilities:
    """What a channel can do; `edits` means that `ChatChannel.edit` changes what somebody sees.

    Limits are characters, bytes and messages per second (0 = no limit).
    """

    buttons: bool = True
    edits: bool = True
    media: bool = True
    text_limit: int = 4096
    file_limit: int = 20 * 1024 * 1024
    per_conversation_rate: float = 0.0
    overall_rate: float = 0.0


class IncomingKind(StrEnum):
    """What arrived."""

    TEXT = "text"
    BUTTON = "button"
    COMMAND = "command"
    EDIT = "edit"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class IncomingFile:
    """A file or location that came along; `remote` is all that `ChatChannel.fetch` needs.

    `kind` is one of photo, voice, video, audio, document, location. `size` is in bytes, 0 if
    unknown.
    """

    kind: str
    remote: dict[str, Any] = field(default_factory=dict)
    name: str = ""
    mime: str = ""
    size: int = 0


@dataclass(frozen=True)
class Incoming:
    """One update, understood.

    `text` is the words, the caption, or a command's argument; `command` is its name without slash
    ("start", "progress" …); `button` is the data of the tapped button. `external_id` is the
    channel's id of the message (for EDIT: of the message that was edited; for BUTTON: of the one
    that has the button, where the channel tells). `unsupported` names
    what could not be read ("sticker"). `client_id` is an id that the sender's own program made,
    where it makes one.
    """

    kind: IncomingKind
    external_id: str
    at: datetime
    text: str = ""
    command: str = ""
    button: str = ""
    files: tuple[IncomingFile, ...] = ()
    unsupported: str = ""
    sender_name: str = ""
    language_hint: str = ""
    client_id: str = ""


@dataclass(frozen=True)
class OutgoingFile:
    """A file that goes with a message; `kind` as for `IncomingFile`.

    `read` gives its bytes, piece by piece, as often as it is called.
    """

    kind: str
    name: str
    mime: str
    read: Callable[[], AsyncIterator[bytes]]


@dataclass(frozen=True)
class Outgoing:
    """One message to be sent to `address`, and `files` after it.

    `buttons` is rows of {"label", "data"}, data ≤ 64 bytes.

    `key` is the same for every attempt at this message: channels with idempotency keys pass it on.
    """

    key: str
    address: str
    text: str
    buttons: Sequence[Sequence[dict[str, str]]] = ()
    card: dict[str, Any] = field(default_factory=dict)
    files: Sequence[OutgoingFile] = ()


@dataclass(frozen=True)
class Edit:
    """A message that was sent to `address` loses its buttons and, unless "", gets a new `text`."""

    address: str
    external_id: str
    text: str = ""


@dataclass(frozen=True)
class Receipt:
    """The channel accepted a message."""

    external_id: str = ""


class MalformedUpdate(ValueError):
    """An update that cannot be read; it is kept as dead with this reason."""


class SendError(Exception):
    """Superclass of what can go wrong while sending. Never raised directly."""


class RetryLater(SendError):
    """Not accepted, or not known to be: try again after `seconds`.

    `is_doubtful` means the message may have arrived; `is_conversation_only` pauses this chat and
    not the channel.
    """

    def __init__(
        self,
        reason: str,
        *,
        seconds: float | None = None,
        is_doubtful: bool = False,
        is_conversation_only: bool = True,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.seconds = seconds
        self.is_doubtful = is_doubtful
        self.is_conversation_only = is_conversation_only


class RecipientBlocked(SendError):
    """The person has blocked the bot or is gone.

    Nothing more can be sent until they write again.
    """


class Rejected(SendError):
    """The channel will never accept this message as it is."""


class ChannelDown(SendError):
    """The channel itself refuses us (wrong token, stopped).

    Sending pauses until somebody mends it.
    """


class FileTooLarge(Exception):
    """The file is over the channel's or the desk's limit."""


class ChatChannel(Protocol):
    """One chat channel. `send` and `fetch` may be called concurrently."""

    channel: Channel
    capabilities: Capabilities

    def address_of(self, raw: bytes) -> str:
        """Name the conversation a raw update belongs to.

        "" when it cannot be told. Never raises.
        """
        ...

    def parse(self, raw: bytes) -> Incoming | None:
        """Read a raw update; None when there is nothing in it for the desk.

        Raises:
            MalformedUpdate: it is no update of this channel.
        """
        ...

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send one message.

        Raises:
            SendError: one of its kinds says what to do next.
        """
        ...

    async def edit(self, edit: Edit) -> None:
        """Change a message that was sent; one that is so already is no error.

        Raises:
            SendError: as for `send`. The desk does not try again: only looks depend on it.
        """
        ...

    async def fetch(self, remote: dict[str, Any]) -> bytes:
        """Download a file that came with a message.

        Raises:
            FileTooLarge: over the limit, will never succeed.
            SendError: as for `send`.
        """
        ...


@dataclass(frozen=True)
class Received:
    """A raw update as it arrived. `external_id` is unique within the channel."""

    external_id: str
    address: str
    raw: bytes


class Inbox(Protocol):
    """Where updates are kept before anything else happens (promise 1)."""

    async def receive(
        self, channel: Channel, updates: Sequence[Received], *, cursor: str | None = None
    ) -> None:
        """Store updates, and the channel's cursor with them; committed when this returns.

        Known external ids are ignored, so an update may safely be handed in twice.
        """
        ...

    async def cursor(self, channel: Channel) -> str | None:
        """Return where the channel left off, None at the very beginning."""
        ...
