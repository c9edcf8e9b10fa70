"""Pushing updates to a webhook as Telegram does: in order per chat, again until taken."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import aiohttp

from tests.botapi.state import Json, Webhook

if TYPE_CHECKING:
    from tests.botapi.server import BotApi

_TIMEOUT = aiohttp.ClientTimeout(total=60)


class Pusher:
    """Pushes what is pending to one webhook until it is closed.

    Taps have a queue of their own, so one can overtake the message it follows. `second` is how
    long a second of Telegram's pauses takes here.
    """

    def __init__(self, api: BotApi, webhook: Webhook, *, second: float) -> None:
        self._api = api
        self._webhook = webhook
        self._second = second
        self._session = aiohttp.ClientSession(timeout=_TIMEOUT)
        self._queues: dict[str, asyncio.Task[None]] = {}
        self._main = asyncio.create_task(self._watch())

    async def close(self) -> None:
        """Stop pushing; what has not been taken stays pending."""
        tasks = [self._main, *self._queues.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._session.close()

    async def _watch(self) -> None:
        while True:
            for queue in {_queue_of(update) for update in self._api.pending}:
                if queue not in self._queues or self._queues[queue].done():
                    self._queues[queue] = asyncio.create_task(self._drain(queue))
            await self._api.changed()

    async def _drain(self, queue: str) -> None:
        failures = 0
        while waiting := [u for u in self._api.pending if _queue_of(u) == queue]:
            pause = await self._push(waiting[0])
            if pause is None:
                failures = 0
                self._api.confirm(lambda update, taken=waiting[0]: update is taken)  # type: ignore[misc]
                continue
            # At once, then after 2 s, 4 s … unless asked for another pause.
            await asyncio.sleep((pause or (2**failures if failures else 0)) * self._second)
            failures = min(failures + 1, 6)

    async def _push(self, update: Json) -> float | None:
        """Push once; return None if it was taken, else the seconds of pause asked for or 0."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": self._webhook.secret}
        fault = self._api.next_fault("webhook")
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._session.post(
                self._webhook.url, json=update, headers=headers
            ) as answer:
                if 200 <= answer.status < 300:
                    return 0.0 if fault else None
                return float(answer.headers.get("Retry-After", 0))
        return 0.0


def _queue_of(update: Json) -> str:
    for kind, part in update.items():
        if isinstance(part, dict):
            chat = part.get("chat") or part.get("message", {}).get("chat") or {}
            return f"{kind == 'callback_query'}:{chat.get('id')}"
    return ""
