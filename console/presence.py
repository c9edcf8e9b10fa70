"""Who has which complaint open just now, and who is writing: the early sign of a collision.

It is kept in the memory of this process and nowhere else. It is worth nothing a minute later, a
row per keystroke would cost more than all else that an officer does, and nothing depends on it:
what prevents two answers is the check when one is sent, which the database makes. Where several
processes serve the console, an officer sees the colleagues of their own process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from complaints.model import ComplaintId, Officer, OfficerId

#: A page asks for itself again every minute, so whoever has not is gone.
_HERE_SECONDS: Final = 90.0
#: A page says it again every few seconds while somebody is writing.
_WRITING_SECONDS: Final = 8.0

Queue = asyncio.Queue[ComplaintId]
_Act = Callable[[ComplaintId, OfficerId], None]


@dataclass(frozen=True)
class Present:
    """An officer who has a complaint open."""

    id: OfficerId
    name: str
    is_writing: bool


class _Place:
    """One officer at one complaint; the timers end being here, and writing."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.here: asyncio.TimerHandle | None = None
        self.writing: asyncio.TimerHandle | None = None


class Presence:
    """Remembers for a while who is where, and tells those who are at the same complaint."""

    def __init__(
        self, *, here_seconds: float = _HERE_SECONDS, writing_seconds: float = _WRITING_SECONDS
    ) -> None:
        self._here_seconds = here_seconds
        self._writing_seconds = writing_seconds
        self._places: dict[ComplaintId, dict[OfficerId, _Place]] = {}
        self._listeners: dict[Queue, OfficerId] = {}

    def others(self, complaint_id: ComplaintId, officer: Officer) -> list[Present]:
        """List who else has a complaint open, those who are writing first."""
        there = self._places.get(complaint_id, {}).items()
        found = [Present(id_, p.name, p.writing is not None) for id_, p in there]
        return sorted(
            (one for one in found if one.id != officer.id), key=lambda one: not one.is_writing
        )

    def arrive(self, complaint_id: ComplaintId, officer: Officer) -> None:
        """Note that an officer has a complaint before them."""
        places = self._places.setdefault(complaint_id, {})
        is_new = officer.id not in places
        place = places.setdefault(officer.id, _Place(officer.name))
        if place.here is not None:
            place.here.cancel()
        place.here = self._later(self._here_seconds, self.leave, complaint_id, officer.id)
        if is_new:
            self._tell(complaint_id, officer.id)

    def write(self, complaint_id: ComplaintId, officer: Officer) -> None:
        """Note that an officer is writing to the customer."""
        self.arrive(complaint_id, officer)
        place = self._places[complaint_id][officer.id]
        is_new = place.writing is None
        if place.writing is not None:
            place.writing.cancel()
        place.writing = self._later(self._writing_seconds, self.rest, complaint_id, officer.id)
        if is_new:
            self._tell(complaint_id, officer.id)

    def rest(self, complaint_id: ComplaintId, officer_id: OfficerId) -> None:
        """Note that an officer has stopped writing."""
        place = self._places.get(complaint_id, {}).get(officer_id)
        if place is not None and place.writing is not None:
            place.writing.cancel()
            place.writing = None
            self._tell(complaint_id, officer_id)

    def leave(self, complaint_id: ComplaintId, officer_id: OfficerId) -> None:
        """Note that an officer has gone."""
        places = self._places.get(complaint_id, {})
        place = places.pop(officer_id, None)
        if place is None:
            return
        for timer in (place.here, place.writing):
            if timer is not None:
                timer.cancel()
        if not places:
            del self._places[complaint_id]
        self._tell(complaint_id, officer_id)

    @contextmanager
    def listening(self, officer: Officer) -> Iterator[Queue]:
        """Hear, for the length of a block, of changes around complaints this officer has open."""
        queue: Queue = asyncio.Queue()
        self._listeners[queue] = officer.id
        try:
            yield queue
        finally:
            del self._listeners[queue]

    def _later(
        self, seconds: float, act: _Act, complaint_id: ComplaintId, officer_id: OfficerId
    ) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds, act, complaint_id, officer_id)

    def _tell(self, complaint_id: ComplaintId, but: OfficerId) -> None:
        there = self._places.get(complaint_id, {})
        for queue, officer_id in self._listeners.items():
            if officer_id in there and officer_id != but:
                queue.put_nowait(complaint_id)
