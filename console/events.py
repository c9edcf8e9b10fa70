"""Server-sent events for staff: that something has changed, never what.

A page that hears of a change asks for itself again, and shows what its officer may see. The
events are `case`, `message`, `info`, `revisit`, and `counts` for everything else; they carry the
id of the complaint at most.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

from aiohttp import web

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
        return await self._services.streams.serve(visit.request, reader, self._frames())

    async def _frames(self) -> AsyncGenerator[Frame, None]:
        with self._services.feed.listening() as listener:
            while True:
                yield _frame(await listener.get())


def _frame(line: FeedLine | None) -> Frame:
    if line is None:
        return Frame("counts", {}, 0)
    case = str(line.complaint_id) if line.complaint_id is not None else ""
    return Frame(_EVENTS.get(line.topic, "counts"), {"case": case}, line.id)
