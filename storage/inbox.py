"""The inbox: an update is committed here before its channel hears that it arrived (promise 1).

What arrives together is committed together: `receive` joins whatever waits for the same commit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.model import Channel, Complaint, ConversationId
from complaints.talk_model import Conversation
from storage import bulk, tables
from storage.dialects import insert
from storage.one_hop import POSTED
from storage.unit_of_work import Database, DatabaseUnavailable, SqlUnitOfWork

#: Updates to a commit at the most; one of 500 takes about as long as ten of one.
BATCH = 500
#: Candidates looked at to find conversations that nobody else works on.
_CANDIDATES = 400


class Update(Protocol):
    """A raw update: its id, unique within the channel, the conversation's address, the bytes."""

    @property
    def external_id(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def raw(self) -> bytes: ...


@dataclass(frozen=True)
class _Waiting:
    channel: Channel
    updates: Sequence[Update]
    cursor: str | None
    done: asyncio.Future[None]


@dataclass(frozen=True)
class InboxRow:
    """An update that waits to be understood; `attempts` counts earlier failures."""

    id: int
    conversation_id: ConversationId
    channel: Channel
    external_id: str
    raw: bytes
    received_at: datetime
    attempts: int


_chats = tables.conversations.c
_CHATS = sa.select(_chats.channel, _chats.address, _chats.id).where(
    sa.tuple_(_chats.channel, _chats.address).in_(sa.bindparam("wanted", expanding=True))
)


class SqlInbox:
    """Keeps updates. `on_received` is called after each commit."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Waiting] = []
        self._committing = asyncio.Lock()
        self.on_received: Callable[[], None] = lambda: None

    async def receive(
        self, channel: Channel, updates: Sequence[Update], *, cursor: str | None = None
    ) -> None:
        """Store updates, and the channel's cursor with them; committed when this returns.

        Known external ids are ignored.

        Raises:
            DatabaseUnavailable: nothing was stored.
        """
        mine = _Waiting(channel, updates, cursor, asyncio.get_running_loop().create_future())
        self._waiting.append(mine)
        async with self._committing:
            if not mine.done.done():
                await self._commit_waiting()
        mine.done.result()

    async def _commit_waiting(self) -> None:
        """Commit what waits, on behalf of everybody who waits; the first in line does the work."""
        batch: list[_Waiting] = []
        while self._waiting and sum(len(one.updates) for one in batch) < BATCH:
            batch.append(self._waiting.pop(0))
        try:
            async with self._database.transaction() as work:
                await self._store(work.session, batch)
        except asyncio.CancelledError:
            # Only this caller has gone; whoever is next in line commits for the others.
            self._waiting[:0] = batch
            raise
        except DatabaseUnavailable as error:
            for one in batch:
                one.done.set_exception(error)
                one.done.exception()  # its waiter may be gone
            return
        for one in batch:
            one.done.set_result(None)
        self.on_received()

    async def _store(self, session: AsyncSession, batch: Sequence[_Waiting]) -> None:
        connection = await session.connection()
        chats = await self._conversations(session, batch)
        at = self._database.now()
        rows = [
            {
                "id": self._database.new_id(),
                "channel": one.channel,
                "external_id": update.external_id,
                "conversation_id": chats[one.channel, update.address],
                "raw": update.raw,
                "received_at": at,
                "state": "new",
                "outcome": "",
                "attempts": 0,
            }
            for one in batch
            for update in one.updates
        ]
        if rows:
            await connection.run_sync(bulk.insert, tables.inbox, rows, skip_known=True)
        for one in batch:
            if one.cursor is not None:
                await connection.execute(_set_cursor(session, one.channel, one.cursor))

    async def _conversations(
        self, session: AsyncSession, batch: Sequence[_Waiting]
    ) -> dict[tuple[Channel, str], int]:
        wanted = sorted({(one.channel, update.address) for one in batch for update in one.updates})
        if not wanted:
            return {}
        connection = await session.connection()
        given = {"wanted": wanted}
        found = await connection.execute(_CHATS, given)
        known = {(row[0], row[1]): row[2] for row in found}
        missing = [pair for pair in wanted if pair not in known]
        if missing:
            rows = [self._new_conversation(*pair) for pair in missing]
            await connection.run_sync(bulk.insert, tables.conversations, rows, skip_known=True)
            found = await connection.execute(_CHATS, given)
            known = {(row[0], row[1]): row[2] for row in found}
        return known

    def _new_conversation(self, channel: Channel, address: str) -> dict[str, Any]:
        return {
            "id": self._database.new_id(),
            "channel": channel,
            "address": address,
            "place": "",
            "is_language_chosen": False,
            "state": {},
        }

    async def cursor(self, channel: Channel) -> str | None:
        """Return where the channel left off, None at the very beginning."""
        async with self._database.reading() as session:
            query = sa.select(tables.cursors.c.value).where(tables.cursors.c.channel == channel)
            return await session.scalar(query)


def _set_cursor(session: AsyncSession, channel: Channel, value: str) -> Any:
    row = insert(session, tables.cursors).prefix_with(POSTED)
    row = row.values(channel=channel, value=value)
    return row.on_conflict_do_update(index_elements=["channel"], set_={"value": value})


async def claim(
    work: SqlUnitOfWork, limit: int, now: datetime
) -> dict[ConversationId, list[InboxRow]]:
    """Take up to `limit` conversations that have something new, with it in order.

    Conversations are claimed, not messages: on PostgreSQL their rows stay locked until the commit
    and other workers pass them over, so that one chat is never read by two workers.
    """
    chats = await work.load(_with_something_new(), {"now": now, "most": limit})
    if not chats:
        return {}
    about = [chat.complaint_id for chat in chats if chat.complaint_id is not None]
    if about:
        await work.load(_complaints(), {"ids": about})
    connection = await work.session.connection()
    rows = await connection.execute(_NEW_ROWS, {"chats": [chat.id for chat in chats]})
    claimed: dict[ConversationId, list[InboxRow]] = {}
    for row in rows:
        one = InboxRow(*row)
        claimed.setdefault(one.conversation_id, []).append(one)
    return claimed


#: Made once: putting a statement together takes longer than running it.
_FIELDS = [tables.inbox.c[name] for name in InboxRow.__dataclass_fields__]
_NEW_ROWS = (
    sa.select(*_FIELDS)
    .where(tables.inbox.c.conversation_id.in_(sa.bindparam("chats", expanding=True)))
    .where(tables.inbox.c.state == "new")
    .order_by(tables.inbox.c.id)
    .limit(BATCH)
)
_SETTLED = (
    sa.update(tables.inbox)
    .where(tables.inbox.c.id == sa.bindparam("row"), tables.inbox.c.state == "new")
    .values(state=sa.bindparam("to"), outcome=sa.bindparam("what"), done_at=sa.bindparam("at"))
)


@cache
def _complaints() -> sa.Select[Complaint]:
    ids: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
    return sa.select(Complaint).where(tables.complaints.c.id.in_(ids))


@cache
def _with_something_new() -> sa.Select[Conversation]:
    """Find conversations that have something new, those that have waited longest first."""
    inbox, chats = tables.inbox.c, tables.conversations.c
    may_go = sa.or_(chats.retry_at.is_(None), chats.retry_at <= sa.bindparam("now"))
    oldest = (
        sa.select(inbox.id, inbox.conversation_id)
        .join(tables.conversations, chats.id == inbox.conversation_id)
        .where(inbox.state == "new", may_go)
        .order_by(inbox.id)
        .limit(_CANDIDATES)
        .subquery()
    )
    first = (
        sa.select(oldest.c.conversation_id, sa.func.min(oldest.c.id).label("id"))
        .group_by(oldest.c.conversation_id)
        .subquery()
    )
    return (
        sa.select(Conversation)
        .join(first, first.c.conversation_id == chats.id)
        .order_by(first.c.id)
        .limit(sa.bindparam("most"))
        .with_for_update(of=tables.conversations, skip_locked=True)
    )


async def claim_one(work: SqlUnitOfWork, row_id: int) -> InboxRow | None:
    """Take one update alone, with its conversation; None when it is settled or in other hands."""
    inbox, chats = tables.inbox.c, tables.conversations.c
    query = (
        sa.select(*_FIELDS)
        .join(tables.conversations, chats.id == inbox.conversation_id)
        .where(inbox.id == row_id, inbox.state == "new")
        .with_for_update(of=tables.conversations, skip_locked=True)
    )
    connection = await work.session.connection()
    row = (await connection.execute(query)).one_or_none()
    return InboxRow(*row) if row else None


async def settle(
    work: SqlUnitOfWork, outcomes: Sequence[tuple[int, str, str]], at: datetime
) -> None:
    """Write what became of updates: (inbox id, state done|dead, outcome), each exactly once."""
    if not outcomes:
        return
    connection = await work.session.connection()
    rows = [
        {"row": row, "to": state, "what": what[:160], "at": at} for row, state, what in outcomes
    ]
    await connection.execute(_SETTLED, rows)


async def postpone(
    work: SqlUnitOfWork, row: InboxRow, *, attempts: int, retry_at: datetime
) -> None:
    """Leave an update for later; its whole conversation waits, so that the order stays."""
    connection = await work.session.connection()
    await connection.execute(
        sa.update(tables.inbox).where(tables.inbox.c.id == row.id).values(attempts=attempts)
    )
    await connection.execute(
        sa.update(tables.conversations)
        .where(tables.conversations.c.id == row.conversation_id)
        .values(retry_at=retry_at)
    )
