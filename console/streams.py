"""Server-sent events: responses that stay open, and all end when the site does."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from console.errors import TooMany

logger = logging.getLogger(__name__)

PING_SECONDS = 15.0
RETRY_MS = 1000
#: A browser opens at most six connections to one host.
STREAMS_PER_READER = 6

_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store",
    # nginx would otherwise hold events back until its buffer is full.
    "X-Accel-Buffering": "no",
}


@dataclass(frozen=True)
class Frame:
    """One event. `id` is what a reader that comes back names as the last it saw."""

    event: str
    data: Any
    id: int

    def encode(self) -> bytes:
        """Write the event as it goes over the wire."""
        data = json.dumps(self.data, ensure_ascii=False, separators=(",", ":"))
        return f"id: {self.id}\nevent: {self.event}\ndata: {data}\n\n".encode()


class EventStreams:
    """All open streams. `stop` ends them; it has the shape of an aiohttp `on_shutdown` handler."""

    def __init__(self, *, ping_seconds: float = PING_SECONDS) -> None:
        self._ping_seconds = ping_seconds
        self._stopping = asyncio.Event()
        self._open: defaultdict[str, list[web.Request]] = defaultdict(list)

    async def stop(self, _: web.Application | None = None) -> None:
        """End every stream, so that the site can stop without waiting for its readers."""
        self._stopping.set()

    async def serve(
        self, request: web.Request, reader: str, frames: AsyncGenerator[Frame, None]
    ) -> web.StreamResponse:
        """Write `frames` to whoever asked until either side goes away.

        Args:
            reader: who reads; nobody may have more than six streams open.

        Raises:
            TooMany: they have.
        """
        # Whose reader has gone ends with its next ping; until then it takes nobody's place.
        if sum(each.transport is not None for each in self._open[reader]) >= STREAMS_PER_READER:
            raise TooMany("too_many_streams", retry_seconds=30)
        self._open[reader].append(request)
        try:
            return await self._write(request, frames)
        finally:
            self._open[reader].remove(request)
            if not self._open[reader]:
                del self._open[reader]

    async def _write(
        self, request: web.Request, frames: AsyncGenerator[Frame, None]
    ) -> web.StreamResponse:
        response = web.StreamResponse(headers=_HEADERS)
        try:
            async with aclosing(frames), aclosing(self._chunks(frames)) as chunks:
                await response.prepare(request)
                await response.write(f"retry: {RETRY_MS}\n\n".encode())
                async for chunk in chunks:
                    await response.write(chunk)
        except ConnectionResetError:
            pass  # the reader has gone, which is how streams usually end
        except Exception:
            # The answer has begun, so the error middleware can no longer give one: the stream
            # ends, and its reader comes back.
            logger.exception("stream failed")
        return response

    async def _chunks(self, frames: AsyncIterator[Frame]) -> AsyncGenerator[bytes, None]:
        stopping = asyncio.create_task(self._stopping.wait(), name="stream-stop")
        upcoming = asyncio.create_task(_next(frames), name="stream-next")
        try:
            while not stopping.done():
                await asyncio.wait(
                    {stopping, upcoming},
                    timeout=self._ping_seconds,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if upcoming.done():
                    frame = upcoming.result()
                    if frame is None:
                        return
                    upcoming = asyncio.create_task(_next(frames), name="stream-next")
                    yield frame.encode()
                elif not stopping.done():
                    yield b": ping\n\n"
        finally:
            stopping.cancel()
            upcoming.cancel()
            await asyncio.gather(stopping, upcoming, return_exceptions=True)


async def _next(frames: AsyncIterator[Frame]) -> Frame | None:
    return await anext(frames, None)
