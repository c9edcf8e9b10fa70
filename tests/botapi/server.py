"""The server itself: HTTP in front of `methods`, faults in between, and controls for the test."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from tests.botapi.faults import Fault, FaultPlan, Flood
from tests.botapi.methods import METHODS, Method, Parameters
from tests.botapi.push import Pusher
from tests.botapi.state import ApiError, Json, State, StoredFile, Webhook
from tests.botapi.updates import membership, message, tap


class BotApi(State):
    """A Bot API server for one bot, listening on loopback while entered.

    Args:
        flood: the limits on sending, None for none.
        chaos: asked for a fault at every call that has none planned, by method name.
        webhook_second: how long a second of the pauses between webhook pushes takes, in seconds.
    """

    def __init__(
        self,
        *,
        token: str = "123456:TEST",
        port: int = 0,
        flood: Flood | None = None,
        chaos: Callable[[str], Fault | None] = lambda method: None,
        webhook_second: float = 0.01,
    ) -> None:
        super().__init__()
        self.token = token
        self.url = ""
        self.flood = flood
        self.chaos = chaos
        self._port = port
        self._webhook_second = webhook_second
        self._faults = FaultPlan()
        self._pusher: Pusher | None = None
        self._runner = web.AppRunner(self._app(), shutdown_timeout=0.1)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self.url = site.name if self._port else f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.push_to(Webhook())
        self.polls += 1  # ends the poll that is waiting
        self.change()
        await self._runner.cleanup()

    # What customers do.

    def text(self, chat: int, text: str) -> Json:
        """Let a customer write."""
        return self.say(chat, text=text)

    def say(self, chat: int, **content: Any) -> Json:
        """Let a customer send a message with any content, in Telegram's fields."""
        sent = message(chat, self.next_message_id(chat), at=int(time.time()), **content)
        return self.put({"message": sent})

    def photo(self, chat: int, content: bytes, caption: str = "") -> Json:
        """Let a customer send a photo, as Telegram does in two sizes."""
        small = {"file_id": self.add_file(b"small"), "width": 90, "height": 90}
        large = {"file_id": self.add_file(content), "width": 800, "height": 800}
        sizes = [small, {**large, "file_size": len(content)}]
        return self.say(chat, photo=sizes, **({"caption": caption} if caption else {}))

    def tap(self, chat: int, message_id: int, data: str) -> Json:
        """Let a customer tap a button under a message."""
        query_id = f"{chat}-{len(self.open_taps) + len(self.answered_taps) + 1}"
        self.open_taps.add(query_id)
        return self.put({"callback_query": tap(chat, message_id, data, query_id)})

    def block(self, chat: int) -> Json:
        """Let a customer block the bot."""
        self.blocked.add(chat)
        return self.put({"my_chat_member": membership(chat, "member", "kicked")})

    def unblock(self, chat: int) -> Json:
        """Let a customer unblock the bot."""
        self.blocked.discard(chat)
        return self.put({"my_chat_member": membership(chat, "kicked", "member")})

    def add_file(self, content: bytes, *, size: int | None = None) -> str:
        """Store a file and return its id; `size` in bytes only to pretend that it is bigger."""
        file_id = f"file{len(self.files) + 1}"
        path = f"documents/{file_id}"
        self.files[file_id] = StoredFile(path, content, len(content) if size is None else size)
        return file_id

    # What goes wrong, and what a test waits for.

    def fail(self, method: str, *faults: Fault) -> None:
        """Let the next calls of a method (or "webhook", "file") go wrong, one fault each."""
        self._faults.add(method, *faults)

    def next_fault(self, method: str) -> Fault | None:
        """Say what goes wrong with the call that is just being made."""
        return self._faults.next(method) or self.chaos(method)

    def sent_to(self, chat: int) -> list[str]:
        """Give the texts that one customer got, in order."""
        return [sent.text for sent in self.sent if sent.chat == chat]

    async def until(self, is_so: Callable[[], bool], *, seconds: float = 10.0) -> None:
        """Wait for something to become true at the server; TimeoutError if it never does."""
        async with asyncio.timeout(seconds):
            while not is_so():
                await self.changed()

    async def push_to(self, webhook: Webhook) -> None:
        """Push to this webhook from now on, or let the bot poll if it has no address."""
        if self._pusher:
            await self._pusher.close()
        self.webhook = webhook
        self._pusher = Pusher(self, webhook, second=self._webhook_second) if webhook.url else None

    # HTTP.

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_route("*", "/bot{token}/{method}", self._call)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        return app

    async def _call(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls[method] += 1
        try:
            perform = self._find(request.match_info["token"], method)
            parameters = await _parameters(request)
            fault = self.next_fault(method) or Fault("")
            await self._go_wrong_before(fault)
            if fault.kind == "drop":
                return _hang_up(request)
            if fault.kind == "garbage":
                return web.Response(text="<html>Bad gateway</html>", content_type="text/html")
            if fault.kind == "repeat":
                return _ok(self.last_batch)
            result = await perform(self, parameters)
            return _hang_up(request) if fault.kind == "accept_then_drop" else _ok(result)
        except ApiError as exc:
            return _refusal(exc)

    def _find(self, token: str, method: str) -> Method:
        if token != self.token:
            raise ApiError(401, "Unauthorized")
        if method.lower() not in METHODS:
            raise ApiError(404, "Not Found")
        return METHODS[method.lower()]

    async def _download(self, request: web.Request) -> web.StreamResponse:
        fault = self.next_fault("file") or Fault("")
        try:
            await self._go_wrong_before(fault)
        except ApiError as exc:
            return _refusal(exc)
        if fault.kind == "drop":
            return _hang_up(request)
        for file in self.files.values():
            if file.path == request.match_info["path"]:
                return web.Response(body=file.content, content_type="application/octet-stream")
        return web.Response(status=404)

    async def _go_wrong_before(self, fault: Fault) -> None:
        if fault.kind == "slow":
            await asyncio.sleep(fault.wait)
        if fault.kind == "status":
            told = {name: getattr(fault, name) for name in ("retry_after", "migrate_to_chat_id")}
            parameters = {name: value for name, value in told.items() if value}
            raise ApiError(fault.code, f"Fault {fault.code}", **parameters)


async def _parameters(request: web.Request) -> Parameters:
    """Read the parameters from query, form or JSON body, as the real server does."""
    given: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        given |= await request.json()
    else:
        given |= await request.post()
    files = {k: v for k, v in given.items() if isinstance(v, web.FileField)}
    parameters = Parameters(
        {k: v if isinstance(v, str) else json.dumps(v) for k, v in given.items() if k not in files}
    )
    parameters.files = {k: (v.filename, v.file.read()) for k, v in files.items()}
    return parameters


def _ok(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(error: ApiError) -> web.Response:
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        answer["parameters"] = error.parameters
    return web.json_response(answer, status=error.code)


def _hang_up(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()
