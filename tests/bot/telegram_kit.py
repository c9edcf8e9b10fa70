"""What the tests of the Telegram channel share."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.channels.protocol import Outgoing, OutgoingFile, Received
from bot.channels.telegram import TelegramChannel, TelegramPoller, TelegramSettings
from bot.channels.telegram_transport import AiohttpRequest
from complaints.model import Channel
from tests.botapi import BotApi

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SECRET = "a-secret_1"


class MemoryInbox:
    """An inbox that commits to a dict; `fail_with` makes the next commits fail, one error each.

    `on_received` is called after each commit.
    """

    def __init__(self) -> None:
        self.rows: dict[str, Received] = {}
        self.saved_cursor: str | None = None
        self.fail_with: list[Exception] = []
        self.commits = 0
        self.on_received: Callable[[], None] = lambda: None

    async def receive(
        self, channel: Channel, updates: Sequence[Received], *, cursor: str | None = None
    ) -> None:
        await asyncio.sleep(0)
        if self.fail_with:
            raise self.fail_with.pop(0)
        for update in updates:
            self.rows.setdefault(update.external_id, update)
        self.saved_cursor = cursor or self.saved_cursor
        self.commits += 1
        self.on_received()

    async def cursor(self, channel: Channel) -> str | None:
        return self.saved_cursor


class Pauses:
    """A `sleep` that takes no time and remembers what it was asked for.

    `is_long` is set once there was a pause of half a second or more.
    """

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.is_long = asyncio.Event()

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        if self.long:
            self.is_long.set()
        await asyncio.sleep(0)

    @property
    def long(self) -> list[float]:
        """The pauses of half a second and more: those after failures."""
        return [seconds for seconds in self.seconds if seconds >= 0.5]


def settings(api: BotApi, **more: Any) -> TelegramSettings:
    """Settings that lead to the test server."""
    return TelegramSettings(
        **{"token": api.token, "api_url": api.url, "webhook_secret": SECRET, **more}
    )


@contextlib.asynccontextmanager
async def channel_on(
    api: BotApi, *, read_timeout: float = 5.0, **more: Any
) -> AsyncIterator[TelegramChannel]:
    """A channel that talks to the test server."""
    channel = TelegramChannel(
        settings(api, **more),
        now=lambda: NOW,
        request=AiohttpRequest(read_timeout=read_timeout),
    )
    try:
        yield channel
    finally:
        await channel.close()


@contextlib.asynccontextmanager
async def running(poller: TelegramPoller) -> AsyncIterator[None]:
    """Let a poller run; cancel it at the end."""
    task = asyncio.create_task(poller.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def file_of(content: bytes, name: str = "小票.jpg", mime: str = "image/jpeg") -> OutgoingFile:
    """A file to be sent along."""

    async def read() -> AsyncIterator[bytes]:
        yield content[:1]
        yield content[1:]

    return OutgoingFile("photo", name, mime, read)


def outgoing(text: str, chat: int = 7, **more: Any) -> Outgoing:
    """A message to be sent."""
    return Outgoing(key="k1", address=str(chat), text=text, **more)
