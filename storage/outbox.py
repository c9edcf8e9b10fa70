"""The outbox: what is to be sent, in order within each conversation, claimed by leases.

A claim is written before the send: a process that dies while sending leaves the lease to run out,
and the message goes again (doubtful, `attempts` > 1) rather than never (promise 2).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from complaints import clocks
from complaints.house import House
from complaints.model import Channel, ConversationId, MessageId
from complaints.talk_model import Conversation, Delivery, Message, OutboxItem, OutboxState
from storage import tables
from storage.unit_of_work import SqlUnitOfWork

#: Longer than any send may take; then another process may try.
_LEASE = timedelta(seconds=30)
_KEEPS_ORDER = timedelta(minutes=1)

_DELIVERY = {
    OutboxState.QUEUED: Delivery.QUEUED,
    OutboxState.SENT: Delivery.SENT,
    OutboxState.FAILED: Delivery.FAILED,
    OutboxState.BLOCKED: Delivery.BLOCKED,
}


@dataclass(frozen=True)
class Parcel:
    """An outbox item on its way, with the address it goes to. `attempts` counts this one."""

    item: OutboxItem
    address: str


@dataclass(frozen=True)
class Sent:
    """How a send went. `retry_at` is set when it is to be tried again."""

    item_id: int
    state: OutboxState
    external_id: str = ""
    error: str = ""
    retry_at: datetime | None = None


@dataclass(frozen=True)
class Claimed:
    """What may be sent now. `is_held` says that more could go, were its conversations not busy."""

    parcels: Sequence[Parcel]
    is_held: bool


#: Statements are made once: putting one together takes longer than running it.
_mine, _earlier = tables.outbox.alias("mine").c, tables.outbox.alias("earlier").c
#: The oldest item of each conversation that is due.
_READY = (
    sa.select(_mine.id, _mine.conversation_id)
    .where(
        _mine.state == OutboxState.QUEUED,
        _mine.due_at <= sa.bindparam("now"),
        _mine.channel == sa.bindparam("channel"),
        sa.or_(_mine.leased_until.is_(None), _mine.leased_until < sa.bindparam("now")),
        ~sa.exists().where(
            _earlier.conversation_id == _mine.conversation_id,
            _earlier.state == OutboxState.QUEUED,
            _earlier.id < _mine.id,
            _earlier.due_at < sa.bindparam("soon"),
        ),
    )
    .order_by(_mine.due_at)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)


_ids: sa.BindParameter[Any] = sa.bindparam("ids", expanding=True)
_LEASED = (
    sa.update(tables.outbox)
    .where(tables.outbox.c.id.in_(_ids))
    .values(leased_until=sa.bindparam("until"), attempts=tables.outbox.c.attempts + 1)
)
_FREED = sa.update(tables.outbox).where(tables.outbox.c.id.in_(_ids)).values(leased_until=None)


@cache
def _items() -> sa.Select[OutboxItem]:
    return sa.select(OutboxItem).where(tables.outbox.c.id.in_(_ids))


@cache
def _messages() -> sa.Select[Message]:
    return sa.select(Message).where(tables.messages.c.id.in_(_ids))


@cache
def _parcels() -> sa.Select[OutboxItem, str]:
    chats, items = tables.conversations.c, tables.outbox.c
    return (
        sa.select(OutboxItem, chats.address)
        .join(tables.conversations, chats.id == items.conversation_id)
        .where(items.id.in_(_ids))
        .order_by(items.id)
    )


async def claim(
    work: SqlUnitOfWork,
    channel: Channel,
    limit: int,
    now: datetime,
    *,
    busy: Collection[ConversationId] = (),
) -> Claimed:
    """Take the oldest queued item of up to `limit` conversations and lease them.

    Only the oldest of a conversation can be taken, so its messages stay in order; one that has to
    wait for longer than a minute is overtaken. `busy` conversations are left alone: their pace
    does not allow more just now.
    """
    connection = await work.session.connection()
    most = limit + len(busy)
    given = {"now": now, "soon": now + _KEEPS_ORDER, "channel": channel, "most": most}
    ready = (await connection.execute(_READY, given)).all()
    ids = [row.id for row in ready if row.conversation_id not in busy][:limit]
    is_held = any(row.conversation_id in busy for row in ready)
    if not ids:
        return Claimed((), is_held)
    await connection.execute(_LEASED, {"ids": ids, "until": now + _LEASE})
    rows = await work.session.execute(_parcels(), {"ids": ids})
    return Claimed([Parcel(item, address) for item, address in rows], is_held)


async def release_all(work: SqlUnitOfWork) -> None:
    """End every lease. Only for the start of a process that is the only one to send."""
    connection = await work.session.connection()
    await connection.execute(
        sa.update(tables.outbox)
        .where(tables.outbox.c.state == OutboxState.QUEUED)
        .where(tables.outbox.c.leased_until.is_not(None))
        .values(leased_until=None)
    )


async def settle(work: SqlUnitOfWork, house: House, results: Sequence[Sent], at: datetime) -> None:
    """Write how sends went: the item, the message the case shows, the clocks it stops."""
    ids = [result.item_id for result in results]
    items = {item.id: item for item in await work.load(_items(), {"ids": ids})}
    shown = [item.message_id for item in items.values() if item.message_id is not None]
    if shown:
        await work.load(_messages(), {"ids": shown})
    for result in results:
        item = items[result.item_id]
        item.state, item.error, item.external_id = (
            result.state,
            result.error[:500],
            result.external_id[:64],
        )
        if result.state is OutboxState.SENT:
            item.sent_at = at
        if result.retry_at is not None:
            item.due_at = result.retry_at
        await _show(work, house, item, at)
    # Before the leases end: a claim in the same unit must see what is to wait.
    await work.session.flush()
    again = [result.item_id for result in results if result.state is OutboxState.QUEUED]
    if again:  # a lease means something only as long as its item is queued
        connection = await work.session.connection()
        await connection.execute(_FREED, {"ids": again})


async def _show(work: SqlUnitOfWork, house: House, item: OutboxItem, at: datetime) -> None:
    if item.state is OutboxState.BLOCKED:
        chat = await work.get(Conversation, item.conversation_id)
        chat.blocked_at = chat.blocked_at or at
    if item.message_id is None:
        return
    message = await work.messages.get(MessageId(item.message_id))
    message.delivery, message.delivery_reason = _DELIVERY[item.state], item.error
    message.external_id = item.external_id
    if item.state is OutboxState.SENT:
        await clocks.delivered(house, work, message)
    work.publish(
        "message",
        complaint_id=item.complaint_id,
        conversation_id=item.conversation_id,
        subject_id=message.id,
    )
