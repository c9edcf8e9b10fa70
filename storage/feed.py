"""The change feed: what happened, numbered in the order of commits.

A reader that has seen everything up to a number will never miss a line with a lower one. SQLite
has one writer, so its numbers are in order; on PostgreSQL a transaction takes an advisory lock
just before it writes its lines and holds it until its commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from complaints.errors import Unavailable
from storage import bulk
from storage.tables import changes

logger = logging.getLogger(__name__)

#: Any constant; it only has to be the same in every process.
_LOCK = 0x4859
_BATCH = 500
#: Other processes' changes are looked for this often.
_POLL_SECONDS = 1.0


@dataclass(frozen=True)
class Change:
    """One line of the feed. `subject_id` is the row it is about (a message, an info …)."""

    id: int
    topic: str
    complaint_id: int | None
    conversation_id: int | None
    subject_id: int | None
    at: datetime


Listener = asyncio.Queue[Change | None]
Reading = Callable[[], AbstractAsyncContextManager[AsyncSession]]


async def write(session: AsyncSession, lines: Iterable[tuple[Any, ...]], at: datetime) -> None:
    """Write a transaction's lines (topic, complaint, conversation, subject), last of all."""
    if session.bind is not None and session.bind.dialect.name == "postgresql":
        await session.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    connection = await session.connection()
    names = ("topic", "complaint_id", "conversation_id", "subject_id")
    rows = [{**dict(zip(names, line, strict=True)), "at": at} for line in lines]
    await connection.run_sync(bulk.insert, changes, rows)


#: Made once: putting a statement together takes longer than running it.
_AFTER = (
    sa.select(changes)
    .where(changes.c.id > sa.bindparam("after"))
    .order_by(changes.c.id)
    .limit(sa.bindparam("most"))
)


async def read(
    connection: AsyncConnection | AsyncSession,
    after: int,
    *,
    conversation_id: int | None = None,
    limit: int = _BATCH,
) -> list[Change]:
    """Read the lines after a number, oldest first; all of them, or those of one conversation."""
    query, given = _AFTER, {"after": after, "most": limit}
    if conversation_id is not None:
        query = query.where(changes.c.conversation_id == conversation_id)
    return [Change(**row) for row in (await connection.execute(query, given)).mappings()]


async def last_id(connection: AsyncConnection | AsyncSession) -> int:
    """Return the newest number, 0 for an empty feed."""
    return await connection.scalar(sa.select(sa.func.max(changes.c.id))) or 0


class Feed:
    """Reads the feed once for the whole process and hands it to everybody who listens.

    Listeners that fall more than `buffer` lines behind are told so by a None and should reload.
    """

    def __init__(self, reading: Reading, *, buffer: int = 1_000) -> None:
        self._reading = reading
        self._buffer = buffer
        self._woken = asyncio.Event()
        self._listeners: set[Listener] = set()
        self._seen: int | None = None

    def wake(self) -> None:
        """Say that this process has just committed something."""
        self._woken.set()

    async def run(self) -> None:
        """Read and hand out for ever; while the database is gone nothing happens."""
        while True:
            self._woken.clear()
            try:
                await self._hand_out()
            except Unavailable:
                logger.warning("the feed waits for the database")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._woken.wait()

    async def _hand_out(self) -> None:
        while True:
            async with self._reading() as session:
                if self._seen is None:
                    self._seen = await last_id(session)
                lines = await read(session, self._seen)
            for line in lines:
                self._seen = line.id
                for queue in self._listeners:
                    self._put(queue, line)
            if len(lines) < _BATCH:
                return

    def _put(self, queue: Listener, line: Change) -> None:
        if queue.qsize() < self._buffer:
            queue.put_nowait(line)
        elif queue.qsize() == self._buffer:
            queue.put_nowait(None)

    @contextmanager
    def listening(self) -> Iterator[Listener]:
        """Hear everything that happens from now on, for the length of a block."""
        listener: Listener = asyncio.Queue()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
