"""The customer's web chat: the page, and what it sends and hears.

Up: `POST /api/v1/webchat/messages` takes `{"client_id", "kind", "text", "button", "command",
"language"}` as JSON, or as a form with `file` parts. It answers 202 once the message is in the
inbox; the same `client_id` may be sent again and has no second effect.

Down: `GET /api/v1/webchat/history` and then `GET /api/v1/webchat/stream?last_id=N` (server-sent
events `message` and `state`). Both show messages as `{"id", "from": "customer|bot|officer",
"name", "text", "at", "buttons", "card", "client_id", "edited", "files": [{"name", "kind",
"url"}]}` and the complaint as `{"number", "status", "line", "steps", "started_at", "due_at"}`,
where `line` says in words how it stands. A message's `id` is text, to be compared by length first.

A message may carry a `card`, which the page draws and other channels leave out:

- `{"kind": "ack", "number": "HY-…", "promise": "14:40 前…", "steps": [{"label", "at", "state"}]}`:
  the receipt. `state` is ok, now or todo; `at` an ISO instant, or ready words, or "". Optional:
  `note` (a line below the promise), `started_at` and `due_at` (ISO instants: the ring drains
  between them).
- `{"kind": "progress", "number", "steps"}`: how it stands, small; optional `note` (a pill, 用时 41
  分钟).
- `{"kind": "faces"}`: the five buttons are drawn as faces, worst first; added by itself to a
  message that asks for a score.

`text` in a card replaces the message's text in the bubble beside it; "" leaves the bubble out. The
steps of the newest card follow `state` events about the same number.

A visitor is known by the cookie `visitor`, or by the header `X-Visitor-Token` for other programs;
see `console.visitors`.
"""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator
from urllib.parse import quote

from aiohttp import hdrs, web

from complaints.errors import NotAllowed, NotFound
from complaints.model import Channel, Language
from complaints.ports import TimeSource
from console import language as languages
from console import visitors
from console.ports import ChatEvent, ChatStore, FileStore, MessageEvent, WebUpdate
from console.rendering import Pages
from console.security import is_own_origin
from console.streams import EventStreams, Frame
from console.throttle import Throttle
from console.uploads import MAX_FILE_BYTES, MAX_FILES, MAX_TEXT, read_message
from console.webchat_views import PREFIX, complaint_json, message_json

_POSITION = re.compile(r"[0-9]{1,18}")

#: Shown in the browser itself; every other kind of file is only ever downloaded.
_INLINE = {"image/jpeg", "image/png", "image/gif", "image/webp"}


class WebChat:
    """The web chat's handlers. Put `routes()` on the site and `EventStreams.stop` on its shutdown.

    Args:
        throttle: limits how often one visitor may write.
    """

    def __init__(
        self,
        *,
        pages: Pages,
        store: ChatStore,
        files: FileStore,
        streams: EventStreams,
        now: TimeSource,
        throttle: Throttle | None = None,
    ) -> None:
        self._pages = pages
        self._store = store
        self._files = files
        self._streams = streams
        self._now = now
        self._throttle = throttle or Throttle(per_minute=60, burst=30)

    def routes(self) -> list[web.RouteDef]:
        """Return the web chat's part of the URL map."""
        return [
            web.get("/chat", self.page),
            web.post(f"{PREFIX}/messages", self.post_message),
            web.get(f"{PREFIX}/history", self.history),
            web.get(f"{PREFIX}/stream", self.stream),
            web.get(PREFIX + r"/files/{file_id:\d{1,18}}", self.file),
        ]

    async def page(self, request: web.Request) -> web.Response:
        """Show the chat, and give the visitor a token and the chosen language to keep."""
        language = languages.language_of(request)
        response = self._pages.response(
            "chat.html",
            language,
            place=request.query.get("place", "")[:64],
            limits={"text": MAX_TEXT, "files": MAX_FILES, "file_bytes": MAX_FILE_BYTES},
        )
        chosen = languages.chosen_language(request)
        if chosen:
            self._set_cookie(response, languages.COOKIE, chosen.value, languages.COOKIE_SECONDS)
        if visitors.token_of(request) is None:
            token = visitors.new_token()
            self._set_cookie(response, visitors.COOKIE, token, visitors.COOKIE_SECONDS)
        return response

    async def post_message(self, request: web.Request) -> web.Response:
        """Put a message into the inbox."""
        visitor = visitors.require_visitor(request)
        self._check_origin(request)
        self._throttle.take(visitor)
        message, files = await read_message(request, self._files)
        raw = {
            **message.model_dump(),
            "language": message.language or languages.language_of(request),
            "at": self._now().isoformat(),
            "files": [file.model_dump() for file in files],
        }
        update = WebUpdate(
            external_id=f"{visitor}:{message.client_id}",
            address=visitor,
            raw=json.dumps(raw, ensure_ascii=False).encode(),
        )
        await self._store.receive(Channel.WEBCHAT, [update])
        return web.json_response({"client_id": message.client_id}, status=202)

    async def history(self, request: web.Request) -> web.Response:
        """Return the conversation so far."""
        visitor = visitors.require_visitor(request)
        language = languages.language_of(request)
        history = await self._store.history(visitor)
        messages = [message_json(message, self._pages, language) for message in history.messages]
        body = {
            "messages": messages,
            "last_id": history.last_id,
            "complaint": complaint_json(history.complaint, self._pages, language),
        }
        return web.json_response(
            text=json.dumps(body, ensure_ascii=False), headers={"Cache-Control": "no-store"}
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Send what happens in the conversation, from the named position on."""
        visitor = visitors.require_visitor(request)
        named = request.headers.get("Last-Event-ID") or request.query.get("last_id", "0")
        after = int(named) if _POSITION.fullmatch(named) else 0
        events = self._store.events(visitor, after)
        frames = self._frames(events, languages.language_of(request))
        return await self._streams.serve(request, visitor, frames)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Send a file of the visitor's own conversation back."""
        visitor = visitors.require_visitor(request)
        file = await self._store.find_file(visitor, int(request.match_info["file_id"]))
        if file is None:
            raise NotFound("file_not_found")
        is_inline = file.mime in _INLINE
        response = web.StreamResponse(
            headers={
                "Content-Type": file.mime if is_inline else "application/octet-stream",
                "Content-Disposition": f"{'inline' if is_inline else 'attachment'}; "
                f"filename*=UTF-8''{quote(file.name, safe='')}",
                "Content-Length": str(file.size),
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "private, max-age=86400",
            }
        )
        try:
            await response.prepare(request)
            async for chunk in file.chunks:
                await response.write(chunk)
        except ConnectionResetError:
            pass  # the reader has gone
        return response

    async def _frames(
        self, events: AsyncGenerator[ChatEvent, None], language: Language
    ) -> AsyncGenerator[Frame, None]:
        try:
            async for event in events:
                if isinstance(event, MessageEvent):
                    shown = message_json(event.message, self._pages, language)
                    yield Frame("message", shown, event.id)
                else:
                    complaint = complaint_json(event.complaint, self._pages, language)
                    yield Frame("state", {"complaint": complaint}, event.id)
        finally:
            await events.aclose()

    def _check_origin(self, request: web.Request) -> None:
        """Refuse other sites' pages. Programs have no origin and name the token themselves."""
        is_program = hdrs.ORIGIN not in request.headers and visitors.HEADER in request.headers
        if not is_program and not is_own_origin(request, self._pages.settings.public_url):
            raise NotAllowed("wrong_origin")

    def _set_cookie(self, response: web.Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            httponly=True,
            samesite="Lax",
            secure=self._pages.settings.is_secure,
        )
