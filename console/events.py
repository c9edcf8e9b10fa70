"""Server-sent events for staff: that something has changed, never what.

A page that hears of a change asks for itself again, and shows what its officer may see. The
events are `case`, `message`, `info`, `revisit`, `presence` (somebody came to, left, or is writing
at a complaint that this officer has open), and `counts` for everything else; they carry the id of
the complaint at most.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from aiohttp import web

from complaints.model import Officer
from console.auth import Visit
from console.services import FeedLine, Services
from console.streams import Frame

_EVENTS = {"complaint": "case", "message": "message", "info": "info", "revisit": "revisit"}


class StaffEvents:
    """The stream."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def stream(self, visit: Visit) -> web.StreamResponse:
        """Send what happens from now on, until the browser goes or the desk stops."""
        reader = f"officer:{visit.officer.id}"
        frames = self._frames(visit.officer)
        return await self._services.streams.serve(visit.request, reader, frames)

    async def _frames(self, officer: Officer) -> AsyncGenerator[Frame, None]:
        with (
            self._services.feed.listening() as feed,
            self._services.presence.listening(officer) as around,
        ):
            line = asyncio.ensure_future(feed.get())
            near = asyncio.ensure_future(around.get())
            try:
                while True:
                    await asyncio.wait({line, near}, return_when=asyncio.FIRST_COMPLETED)
                    if line.done():
                        frame, line = _frame(line.result()), asyncio.ensure_future(feed.get())
                    else:
                        frame = Frame("presence", {"case": str(near.result())}, 0)
                        near = asyncio.ensure_future(around.get())
                    yield frame
            finally:
                line.cancel()
                near.cancel()


def _frame(line: FeedLine | None) -> Frame:
    if line is None:
        return Frame("counts", {}, 0)
    case = str(line.complaint_id) if line.complaint_id is not None else ""
    return Frame(_EVENTS.get(line.topic, "counts"), {"case": case}, line.id)
