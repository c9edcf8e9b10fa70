"""Everything the console is given by `desk`: the rules, the stores, the pages, and a secret."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from complaints.account_ports import AccountReading, Passwords
from complaints.edition_ports import Editing, EditionReading
from complaints.finding_reads import FindingRegister
from complaints.house import House
from complaints.internal_reads import InternalRegister
from complaints.ports import Transactions
from complaints.register import Register
from console.lexicon import LexiconDesk
from console.ports import FileStore
from console.presence import Presence
from console.rendering import Pages
from console.streams import EventStreams


class FeedLine(Protocol):
    """Something that has happened, as far as the console looks at it."""

    @property
    def id(self) -> int:
        """Return its position in the feed."""
        ...

    @property
    def topic(self) -> str:
        """Return what kind of thing it is: complaint, message, info, revisit."""
        ...

    @property
    def complaint_id(self) -> int | None:
        """Return the complaint it belongs to."""
        ...


class Listener(Protocol):
    """Hears what happens."""

    async def get(self) -> FeedLine | None:
        """Return what happens next, None when something was missed."""
        ...


class StaffFeed(Protocol):
    """The change feed; a `storage.feed.Feed` fits."""

    def listening(self) -> AbstractContextManager[Listener]:
        """Hear everything from now on, for the length of a block."""
        ...


class Files(FileStore, Protocol):
    """The file store; a `storage.files.FileStore` fits."""

    def read(self, sha256: str) -> AsyncIterator[bytes]:
        """Yield a file's bytes; the first of them raises FileNotFoundError when there is none."""
        ...


@dataclass(frozen=True)
class Services:
    """What the handlers of the staff console use.

    `secret_key` signs what must not be forged. `telegram_name` returns the bot's user name, ""
    while there is none or it is not known yet.
    """

    house: House
    transactions: Transactions
    accounts: AccountReading
    passwords: Passwords
    register: Register
    internals: InternalRegister
    findings: FindingRegister
    feed: StaffFeed
    files: Files
    pages: Pages
    streams: EventStreams
    presence: Presence
    secret_key: bytes
    editing: Editing
    editions: EditionReading
    words: LexiconDesk
    telegram_name: Callable[[], str] = str
