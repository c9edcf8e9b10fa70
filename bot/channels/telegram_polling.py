"""Fetching Telegram's updates so that none is lost: stored first, confirmed afterwards.

`getUpdates` confirms everything below the offset it is given. The library's own updater confirms
what it has put into memory; this one confirms what the inbox has committed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from telegram.error import Conflict, InvalidToken, NetworkError

from bot.channels.protocol import Inbox
from bot.channels.telegram_bot import Pauses
from bot.channels.telegram_updates import as_received, update_id_of
from complaints.model import Channel

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

logger = logging.getLogger(__name__)

#: A server that answers "nothing" at once, instead of waiting, is not asked at full speed.
_NOTHING_SECONDS = 0.05


class TelegramPoller:
    """The intake of updates by long polling. One at a time per bot: Telegram refuses a second one.

    Attributes:
        last_success_at: when Telegram was last reached and all it gave was stored; None before.
        last_error: the kind of the latest failure, "" while all is well.
    """

    def __init__(
        self,
        channel: TelegramChannel,
        inbox: Inbox,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._channel = channel
        self._inbox = inbox
        self._now = now
        self._sleep = sleep
        self._pauses = Pauses()
        self._is_webhook_off = False
        self._cursor: str | None = None
        self.last_success_at: datetime | None = None
        self.last_error = ""

    @property
    def failures(self) -> int:
        """How many rounds in a row have failed."""
        return self._pauses.failures

    async def run(self) -> None:
        """Fetch and store until cancelled; no failure ends it."""
        while True:
            try:
                pause = await self._fetch_and_store()
            except Exception as exc:  # a border: whatever it was, the next update must get in
                pause = self._failed(exc)
            else:
                self._succeeded()
            await self._sleep(pause)

    async def _fetch_and_store(self) -> float:
        """Do one round; return how long to wait before the next."""
        bot = self._channel.bot
        if not self._is_webhook_off:
            await bot.delete_webhook(drop_pending_updates=False)
            self._is_webhook_off = True
        if self._cursor is None:
            self._cursor = await self._inbox.cursor(Channel.TELEGRAM)
        updates = await bot.raw_updates(offset=int(self._cursor) if self._cursor else None)
        if not updates:
            return _NOTHING_SECONDS
        await self._store(updates)
        return 0.0

    async def _store(self, updates: list[Any]) -> None:
        raws = [json.dumps(update).encode() for update in updates]
        ids = [update_id for update in updates if (update_id := update_id_of(update)) is not None]
        # The last one's, not the highest: after a quiet week Telegram starts anywhere.
        cursor = str(ids[-1] + 1) if ids else None
        received = [as_received(raw) for raw in raws]
        await self._inbox.receive(Channel.TELEGRAM, received, cursor=cursor)
        self._cursor = cursor
        for raw in raws:
            self._channel.acknowledge_soon(raw)
        if not ids:
            raise NetworkError("no update has an id, so there is no going on")

    def _succeeded(self) -> None:
        self._pauses.reset()
        self.last_error = ""
        self.last_success_at = self._now()

    def _failed(self, exc: Exception) -> float:
        # Only the kind: a database error's text may quote what a customer wrote.
        self.last_error = type(exc).__name__
        self._cursor = None  # another process may have polled meanwhile
        pause = self._pauses.after(exc)
        level = logging.ERROR if isinstance(exc, InvalidToken) else logging.WARNING
        logger.log(level, "polling failed (%s), again in %.1f s", self.last_error, pause)
        if isinstance(exc, Conflict):
            self._is_webhook_off = False  # perhaps somebody has set one meanwhile
        return pause
