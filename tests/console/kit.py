"""A web chat on a small in-memory desk, for tests and for looking at the page."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from aiohttp import web

from complaints.buttons import Verb, button
from complaints.model import ActorKind, Channel, Language, Status
from complaints.ports import TimeSource
from console.errors import error_middleware
from console.ports import (
    ChatComplaint,
    ChatEvent,
    ChatFile,
    ChatHistory,
    ChatMessage,
    ComplaintEvent,
    MessageEvent,
    StoredFile,
    WebUpdate,
)
from console.rendering import Pages
from console.security import add_security_headers
from console.settings import ConsoleSettings
from console.streams import EventStreams
from console.throttle import Throttle
from console.webchat import WebChat
from tests.fakes import ZONE

SETTINGS = ConsoleSettings(
    timezone=ZONE,
    house={Language.ZH_HANS: "栖云酒店", Language.ZH_HANT: "棲雲酒店", Language.EN: "Qiyun Hotel"},
    telephone="0571 8800 1100",
)


class FakeFiles:
    """Keeps files in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def save(self, chunks: AsyncIterator[bytes]) -> tuple[str, int]:
        """Keep a file."""
        body = b"".join([chunk async for chunk in chunks])
        sha256 = hashlib.sha256(body).hexdigest()
        self.kept[sha256] = body
        return sha256, len(body)


Answer = Callable[["FakeDesk", str, dict[str, Any]], None]


class FakeDesk:
    """A `ChatStore` that shows what was said and answers at once, by `answer`.

    `held` keeps updates in the inbox unprocessed, as a desk does that has much to do.
    """

    def __init__(self, now: TimeSource, answer: Answer | None = None) -> None:
        self.now = now
        self.files = FakeFiles()
        self.updates: dict[str, WebUpdate] = {}
        self.is_held = False
        self.answer = answer or echo
        self._held: list[WebUpdate] = []
        self._events: dict[str, list[ChatEvent]] = {}
        self._stored: dict[int, tuple[str, StoredFile]] = {}
        self._last_id = 0
        self._changed = asyncio.Condition()

    async def receive(self, channel: Channel, updates: Sequence[WebUpdate]) -> None:
        """Take updates in, once each."""
        assert channel is Channel.WEBCHAT
        for update in updates:
            if update.external_id in self.updates:
                continue
            self.updates[update.external_id] = update
            self._held.append(update)
        if not self.is_held:
            await self.process()

    async def process(self) -> None:
        """Do what is in the inbox."""
        waiting, self._held = self._held, []
        for update in waiting:
            raw = json.loads(update.raw)
            if raw["kind"] == "text":
                self._say_own(update.address, raw)
            self.answer(self, update.address, raw)
        async with self._changed:
            self._changed.notify_all()

    def _say_own(self, address: str, raw: dict[str, Any]) -> None:
        files = [self._keep(address, file) for file in raw["files"]]
        self.say(address, raw["text"], ActorKind.CUSTOMER, client_id=raw["client_id"], files=files)

    def _keep(self, address: str, file: dict[str, Any]) -> ChatFile:
        file_id = len(self._stored) + 1
        body = self.files.kept[file["sha256"]]
        stored = StoredFile(file["name"], file["mime"], file["size"], _chunks(body))
        self._stored[file_id] = (address, stored)
        return ChatFile(file_id, file["name"], file["kind"])

    def say(
        self, address: str, text: str, author: ActorKind = ActorKind.BOT, **more: Any
    ) -> ChatMessage:
        """Put a message into a conversation."""
        self._last_id += 1
        at = more.pop("at", self.now())
        message = ChatMessage(self._last_id, author, text, at, **more)
        self._events.setdefault(address, []).append(MessageEvent(self._last_id, message))
        return message

    def next_id(self, last_id: int) -> None:
        """Go on counting after `last_id`."""
        self._last_id = last_id

    def replace(self, address: str, message: ChatMessage) -> None:
        """Show a changed message."""
        self._last_id += 1
        self._events.setdefault(address, []).append(MessageEvent(self._last_id, message))

    def stand(self, address: str, complaint: ChatComplaint | None) -> None:
        """Say how the complaint stands."""
        self._last_id += 1
        self._events.setdefault(address, []).append(ComplaintEvent(self._last_id, complaint))

    async def tell(self) -> None:
        """Wake the streams after `say`, `replace` and `stand`."""
        async with self._changed:
            self._changed.notify_all()

    async def history(self, address: str) -> ChatHistory:
        """Return the conversation so far."""
        messages: dict[int, ChatMessage] = {}
        complaint = None
        for event in self._events.get(address, []):
            if isinstance(event, MessageEvent):
                messages[event.message.id] = event.message
            else:
                complaint = event.complaint
        return ChatHistory(list(messages.values()), self._last_id, complaint)

    async def events(self, address: str, after: int) -> AsyncGenerator[ChatEvent, None]:
        """Yield events, then wait for more."""
        while True:
            for event in list(self._events.get(address, [])):
                if event.id > after:
                    after = event.id
                    yield event
            async with self._changed:
                if not any(event.id > after for event in self._events.get(address, [])):
                    await self._changed.wait()

    async def find_file(self, address: str, file_id: int) -> StoredFile | None:
        """Return a file of this visitor."""
        owner, file = self._stored.get(file_id, ("", None))
        return file if owner == address else None


async def _chunks(body: bytes) -> AsyncIterator[bytes]:
    yield body


def echo(desk: FakeDesk, address: str, raw: dict[str, Any]) -> None:
    """Answer everything by saying it back."""
    heard = raw["text"] or raw["button"] or raw["command"]
    desk.say(address, f"回声：{heard}")


def reception(desk: FakeDesk, address: str, raw: dict[str, Any]) -> None:
    """Answer as the desk would: greet, acknowledge with a card, ask whether it is right."""
    at, number = desk.now(), "HY-260311-006"
    if raw["command"] == "start":
        menu = [
            [
                button("查进度", Verb.PROGRESS),
                button("请人联系我", Verb.HUMAN),
                button("语言", Verb.LANGUAGE),
            ]
        ]
        desk.say(address, "您好，我是回音助手。哪里没做好，请直接告诉我。", buttons=menu)
    elif raw["kind"] == "text":
        due = at + timedelta(minutes=30)
        steps = [
            {"label": "已受理", "at": at.isoformat(), "state": "ok"},
            {"label": "处理中", "at": "", "state": "now"},
            {"label": "已办结", "at": "", "state": "todo"},
            {"label": "听您评价", "at": "", "state": "todo"},
        ]
        card = {
            "kind": "ack",
            "number": number,
            "promise": f"{due.astimezone(ZONE):%H:%M} 前有人联系您",
            "started_at": at.isoformat(),
            "due_at": due.isoformat(),
            "steps": steps,
        }
        buttons = [[button("对", Verb.RIGHT, 1), button("改一下", Verb.CHANGE, 1)]]
        text = "实在对不起，是我们没做到位。我记下了：空调不制冷、报修两次没人来，对吗？"
        desk.say(address, text, card=card, buttons=buttons)
        desk.stand(address, ChatComplaint(number, Status.NEW, at, promised_at=due))
    elif raw["button"].startswith("right"):
        desk.say(address, "谢谢您。有进展我马上告诉您。")


class Site:
    """A running web chat; `stop` and `start` again keep the desk, as a restart does."""

    def __init__(self, desk: FakeDesk, *, settings: ConsoleSettings = SETTINGS) -> None:
        self.desk = desk
        self.port = 0
        self._settings = settings
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The address of the site."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listen, on the same port as before if there was one."""
        app = make_app(self.desk, settings=self._settings)
        self._runner = web.AppRunner(app, shutdown_timeout=2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Stop listening and end every stream."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None


def make_app(
    desk: FakeDesk,
    *,
    settings: ConsoleSettings = SETTINGS,
    throttle: Throttle | None = None,
    streams: EventStreams | None = None,
) -> web.Application:
    """Put the web chat on a site, as `desk` does it."""
    pages = pages_for(settings)
    streams = streams or EventStreams()
    chat = WebChat(
        pages=pages,
        store=desk,
        files=desk.files,
        streams=streams,
        now=desk.now,
        throttle=throttle,
    )
    app = web.Application(middlewares=[error_middleware(pages)])
    app.add_routes([*chat.routes(), *pages.assets.routes()])
    app.on_response_prepare.append(add_security_headers)
    app.on_shutdown.append(streams.stop)
    return app


def pages_for(settings: ConsoleSettings) -> Pages:
    """Read the templates, once for the usual settings. The chat page shows no times of its own."""
    if settings is not SETTINGS:
        return Pages(settings, now=real_time)
    return _usual_pages()


@cache
def _usual_pages() -> Pages:
    return Pages(SETTINGS, now=real_time)


def real_time() -> datetime:
    """Tell the real time, for pages that compare with the browser's clock."""
    return datetime.now(UTC)
