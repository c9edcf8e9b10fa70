"""The stage of the demonstration: a desk whose clock goes from one thing that happens to the next.

A story is an asynchronous generator. It does something and yields when it wants to go on; between
the stories everything that falls due is done when it is due.
"""

from __future__ import annotations

import asyncio
import heapq
import json
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from itertools import count

import sqlalchemy as sa

from bot.channels.protocol import Received
from complaints.model import Channel, Complaint
from complaints.talk_model import OutboxState
from desk.wiring import Desk
from storage import tables

Story = AsyncIterator[datetime]


class Clock:
    """A time source that stands still until it is set."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the instant it shows."""
        return self.at


class Stage:
    """Plays stories on a desk that nobody else runs."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.desk = desk
        self.house = desk.house
        self._clock = clock
        self._count = count(1)
        self._waiting: list[tuple[datetime, int, Story]] = []

    def begin(self, at: datetime, story: Story) -> None:
        """Have a story begin at an instant."""
        heapq.heappush(self._waiting, (at, next(self._count), story))

    async def play(self, until: datetime, on_day: Callable[[datetime], None]) -> None:
        """Let everything happen that begins before an instant; `on_day` hears of each new day."""
        while self._waiting and self._waiting[0][0] < until:
            at, _, story = heapq.heappop(self._waiting)
            if at.date() != self._clock.at.date():
                on_day(at)
            await self._go_to(at)
            go_on_at = await anext(story, None)
            await self._send()
            if go_on_at is not None:
                self.begin(max(go_on_at, at), story)
        await self._go_to(until)
        while await self.desk.sealer.work():
            pass

    async def _go_to(self, at: datetime) -> None:
        """Go on to an instant, stopping at whatever falls due on the way."""
        while (due_at := await self._next_due()) is not None and due_at <= at:
            self._clock.at = due_at
            while await self.desk.clock.work():
                pass
            await self._send()
        self._clock.at = at

    async def _next_due(self) -> datetime | None:
        """Find when something falls due next; what was due before now has been done."""
        due, outbox = tables.due.c, tables.outbox.c
        ahead = (
            sa.select(sa.func.min(due.due_at)).where(
                due.done_at.is_(None), due.due_at > self._clock.at
            ),
            sa.select(sa.func.min(outbox.due_at)).where(
                outbox.state == OutboxState.QUEUED, outbox.due_at > self._clock.at
            ),
        )
        async with self.desk.database.reading() as session:
            found = [await session.scalar(query) for query in ahead]
        return min((at for at in found if at is not None), default=None)

    async def _send(self) -> None:
        """Send everything that may go now."""
        delivery = self.desk.delivery
        await delivery.work()
        while delivery.is_sending:
            await asyncio.sleep(0)
            await delivery.work()

    def later(self, **span: float) -> datetime:
        """Return the instant so much later: `later(minutes=5)`."""
        return self._clock.at + timedelta(**span)

    def at_work(self, **span: float) -> datetime:
        """Return the instant after so much time in which the house is open."""
        return self.house.policy.hours.after(self._clock.at, timedelta(**span))

    async def hear(self, visitor: str, text: str) -> None:
        """Let a customer write something in the web chat."""
        client_id = f"{visitor}:{next(self._count)}"
        update = {
            "client_id": client_id,
            "kind": "text",
            "text": text,
            "at": self._clock.at.isoformat(),
            "files": [],
        }
        received = Received(client_id, visitor, json.dumps(update).encode())
        await self.desk.inbox.receive(Channel.WEBCHAT, [received])
        while await self.desk.reception.work():
            pass
        await self._send()

    async def complaint_of(self, visitor: str) -> Complaint | None:
        """Find the newest complaint of a visitor."""
        complaints, chats = tables.complaints.c, tables.conversations.c
        query = (
            sa.select(Complaint)
            .join(tables.conversations, chats.id == complaints.conversation_id)
            .where(chats.address == visitor)
            .order_by(complaints.id.desc())
            .limit(1)
        )
        async with self.desk.database.reading() as session:
            found: Complaint | None = await session.scalar(query)
            return found
