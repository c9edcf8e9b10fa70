"""Many customers at once, on Telegram and in the web chat, whatever becomes of the desk."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count

import aiohttp

from console.visitors import HEADER, visitor_id
from tests.botapi import ACCEPT_THEN_DROP, DROP, REPEAT, BotApi, Fault, status, too_many

COMPLAINTS = (
    "空调坏了，热得受不了",
    "柜员态度太差了，还骂人",
    "厕所脏得没法进",
    "排队等了两个小时没人管",
)
FOLLOW_UPS = ("现在还是这样", "我姓王", "请快一点", "有照片可以给你们看")
_TELEGRAM_WRITERS = 8
_WEB_WRITERS = 3


class Chaos:
    """Lets some of a Bot API server's calls go wrong, until it is calmed."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self.is_calm = False

    def __call__(self, method: str) -> Fault | None:
        """Say what goes wrong with a call."""
        if self.is_calm:
            return None
        if method == "getUpdates":
            # A poll that fails is followed by a pause, one that repeats itself is not.
            faults = [(REPEAT, 0.1), (DROP, 0.02), (ACCEPT_THEN_DROP, 0.02), (status(502), 0.01)]
        else:
            faults = [
                (too_many(1), 0.05),
                (DROP, 0.03),
                (ACCEPT_THEN_DROP, 0.03),
                (status(500), 0.03),
            ]
        chance = self._rng.random()
        for fault, share in faults:
            chance -= share
            if chance < 0:
                return fault
        return None


@dataclass
class Crowd:
    """Customers, each with a complaint and a few more things to say, then the next ones.

    Attributes:
        chats: everybody who complained on Telegram.
        accepted: the external id of everything that the web chat answered with 202.
    """

    api: BotApi
    site: str
    rng: random.Random
    chats: list[int] = field(default_factory=list)
    visitors: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    _is_over: bool = False
    _ids: count[int] = field(default_factory=lambda: count(5001))

    @contextlib.asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """Let them write for the length of a block; whoever has begun comes to the end."""
        async with asyncio.TaskGroup() as group, aiohttp.ClientSession() as session:
            writers = [group.create_task(self._on_telegram()) for _ in range(_TELEGRAM_WRITERS)]
            writers += [group.create_task(self._on_the_web(session)) for _ in range(_WEB_WRITERS)]
            try:
                yield
            except BaseException:
                for writer in writers:
                    writer.cancel()
                raise
            self._is_over = True
            await asyncio.wait(writers)

    async def _on_telegram(self) -> None:
        while not self._is_over:
            chat = next(self._ids)
            self.chats.append(chat)
            said = self.api.text(chat, self.rng.choice(COMPLAINTS))["message"]
            for _ in range(self.rng.randint(1, 3)):
                await self._think()
                self._go_on(chat, said)
            await self._think()

    def _go_on(self, chat: int, said: dict[str, object]) -> None:
        """Tap what was offered last, edit what was said first, or say more."""
        offered = [sent for sent in self.api.sent if sent.chat == chat and sent.keyboard]
        chance = self.rng.random()
        if chance < 0.5 and offered:
            data = self.rng.choice([data for data in offered[-1].buttons.values() if data])
            self.api.tap(chat, offered[-1].message_id, data)
        elif chance > 0.85:
            self.api.put({"edited_message": {**said, "text": f"{said['text']}！"}})
        else:
            self.api.text(chat, self.rng.choice(FOLLOW_UPS))

    async def _on_the_web(self, session: aiohttp.ClientSession) -> None:
        while not self._is_over:
            token = f"a-visitor-of-the-web-chat-{next(self._ids)}"
            self.visitors.append(visitor_id(token))
            await self._post(session, token, 1, self.rng.choice(COMPLAINTS))
            for turn in range(self.rng.randint(1, 3)):
                await self._think()
                await self._post(session, token, turn + 2, self.rng.choice(FOLLOW_UPS))
            await self._think()

    async def _post(
        self, session: aiohttp.ClientSession, token: str, turn: int, text: str
    ) -> None:
        """Send again until it is accepted, as the page does."""
        message = {"client_id": f"m{turn}", "text": text}
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.post(
                    f"{self.site}/api/v1/webchat/messages", json=message, headers={HEADER: token}
                ) as response:
                    if response.status == 202:
                        self.accepted.append(f"{visitor_id(token)}:m{turn}")
                        return
                    assert response.status >= 500, await response.text()
            await self._think()

    async def _think(self) -> None:
        await asyncio.sleep(self.rng.uniform(0.1, 0.8))
