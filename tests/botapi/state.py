"""What the server knows: updates waiting, messages sent, and everything a test may want to see."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


class ApiError(Exception):
    """A refusal as the Bot API words it."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


@dataclass
class Sent:
    """A message the bot sent. `at` is `time.monotonic()`, `keyboard` the rows of buttons.

    `file` is kind, name and content of a photo or document.
    """

    chat: int
    message_id: int
    text: str
    at: float
    keyboard: list[list[Json]] = field(default_factory=list)
    file: tuple[str, str, bytes] | None = None

    @property
    def buttons(self) -> dict[str, str]:
        """The data of each button by its label."""
        return {b["text"]: b.get("callback_data", "") for row in self.keyboard for b in row}


@dataclass
class Webhook:
    """Where updates are pushed to; no `url` means polling."""

    url: str = ""
    secret: str = ""


@dataclass
class StoredFile:
    """A file that a customer sent. `size` may say more than the content has, for trials."""

    path: str
    content: bytes
    size: int


class State:
    """All that the server remembers.

    Attributes:
        pending: updates not yet confirmed, oldest first.
        put_at: `time.monotonic()` of each update by its id.
        confirmed: ids of the updates that the bot has confirmed, in order.
        sent: every message that arrived, including those whose sender saw an error.
        calls: how often each method was called.
    """

    def __init__(self) -> None:
        self.pending: list[Json] = []
        self.last_batch: list[Json] = []
        self.put_at: dict[int, float] = {}
        self.confirmed: list[int] = []
        self.sent: list[Sent] = []
        self.answered_taps: list[str] = []
        self.open_taps: set[str] = set()
        self.blocked: set[int] = set()
        self.commands: dict[str, dict[str, str]] = {}
        self.allowed_updates: list[str] = []
        self.webhook = Webhook()
        self.files: dict[str, StoredFile] = {}
        self.calls: dict[str, int] = defaultdict(int)
        self.next_update_id = 1000
        self.polls = 0
        self._last_message_id: dict[int, int] = defaultdict(int)
        self._changed = asyncio.Event()

    def put(self, update: Json) -> Json:
        """Let an update wait for the bot; without an id it gets the next one."""
        if "update_id" not in update:
            update = {"update_id": self.next_update_id, **update}
        self.next_update_id = update["update_id"] + 1
        self.put_at.setdefault(update["update_id"], time.monotonic())
        self.pending.append(update)
        self.change()
        return update

    def confirm(self, is_confirmed: Callable[[Json], bool]) -> None:
        """Forget the updates that the bot has confirmed."""
        gone = [update for update in self.pending if is_confirmed(update)]
        self.pending = [update for update in self.pending if not is_confirmed(update)]
        self.confirmed += [update["update_id"] for update in gone]
        if gone:
            self.change()

    def next_message_id(self, chat: int) -> int:
        """Number the messages of a chat, both ways."""
        self._last_message_id[chat] += 1
        return self._last_message_id[chat]

    def find_sent(self, chat: int, message_id: int) -> Sent | None:
        """Find a message that the bot has sent."""
        return next(
            (sent for sent in self.sent if (sent.chat, sent.message_id) == (chat, message_id)),
            None,
        )

    def change(self) -> None:
        """Wake everybody who waits for something to happen."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()

    async def changed(self) -> None:
        """Wait until something happens."""
        await self._changed.wait()
