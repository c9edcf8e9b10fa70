"""What the people of a simulated year are going to do; nothing of it is known to the desk."""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from complaints.model import Complaint, ComplaintId, Officer
from storage.unit_of_work import SqlUnitOfWork


@dataclass(frozen=True)
class Says:
    """Somebody sends an update to the desk."""

    address: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Acts:
    """An officer does something about a complaint in the console.

    `act` returns what is to come of it, once it has been committed.
    """

    name: str
    case: ComplaintId
    act: Callable[[SqlUnitOfWork, Complaint, Officer], Awaitable[Sequence[Later]]]


@dataclass(frozen=True)
class Runs:
    """Something of the house that is about no single complaint."""

    run: Callable[[], Awaitable[None]]


Doing = Says | Acts | Runs
#: After so long somebody does something.
Later = tuple[timedelta, Doing]


@dataclass
class Agenda:
    """What people are going to do, by time; nothing here is known to the desk."""

    _heap: list[tuple[datetime, int, Doing]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def add(self, at: datetime, doing: Doing) -> None:
        """Note something for later."""
        heapq.heappush(self._heap, (at, next(self._order), doing))

    def next_at(self) -> datetime | None:
        """Return when the next thing happens."""
        return self._heap[0][0] if self._heap else None

    def until(self, at: datetime) -> list[Doing]:
        """Take out all that happens by now, in order."""
        found = []
        while self._heap and self._heap[0][0] <= at:
            found.append(heapq.heappop(self._heap)[2])
        return found
