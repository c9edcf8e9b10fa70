"""The outbox: what is to be sent, in order within each conversation, claimed by leases.

A claim is written before the send: a process that dies while sending leaves the lease to run out,
and the message goes again (doubtful, `attempts` > 1) rather than never (promise 2).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from complaints import clocks
from complaints.model import (
    Channel,
    Conversation,
    ConversationId,
    Delivery,
    MessageId,
    OutboxItem,
    OutboxState,
)
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


async def claim(
    work: SqlUnitOfWork,
    channel: Channel,
    limit: int,
    now: datetime,
    *,
    busy: Collection[ConversationId] = (),
) -> list[Parcel]:
    """Take the oldest queued item of up to `limit` conversations and lease them.

    Only the oldest of a conversation can be taken, so its messages stay in order. `busy`
    conversations are left alone (their pace does not allow more just now).
    """
    mine, earlier = tables.outbox.alias("mine").c, tables.outbox.alias("earlier").c
    before = sa.exists().where(
        earlier.conversation_id == mine.conversation_id,
        earlier.state == OutboxState.QUEUED,
        earlier.id < mine.id,
        earlier.due_at < now + _KEEPS_ORDER,
    )
    query = (
        sa.select(mine.id)
        .where(mine.state == OutboxState.QUEUED, mine.due_at <= now, mine.channel == channel)
        .where(sa.or_(mine.leased_until.is_(None), mine.leased_until < now))
        .where(~before, mine.conversation_id.not_in(busy))
        .order_by(mine.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    connection = await work.session.connection()
    ids = (await connection.scalars(query)).all()
    if not ids:
        return []
    columns = tables.outbox.c
    await connection.execute(
        sa.update(tables.outbox)
        .where(columns.id.in_(ids))
        .values(leased_until=now + _LEASE, attempts=columns.attempts + 1)
    )
    rows = await work.session.execute(
        sa.select(OutboxItem, tables.conversations.c.address)
        .join(tables.conversations, tables.conversations.c.id == columns.conversation_id)
        .where(columns.id.in_(ids))
        .order_by(columns.id)
    )
    return [Parcel(item, address) for item, address in rows]


async def release_all(work: SqlUnitOfWork) -> None:
    """End every lease. Only for the start of a process that is the only one to send."""
    connection = await work.session.connection()
    await connection.execute(
        sa.update(tables.outbox)
        .where(tables.outbox.c.leased_until.is_not(None))
        .values(leased_until=None)
    )


async def settle(work: SqlUnitOfWork, results: Sequence[Sent], at: datetime) -> None:
    """Write how sends went: the item, the message the case shows, the clocks it stops."""
    columns = tables.outbox.c
    query = sa.select(OutboxItem).where(columns.id.in_([result.item_id for result in results]))
    items = {item.id: item for item in (await work.session.scalars(query)).all()}
    connection = await work.session.connection()
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
        await _show(work, item, at)
    await connection.execute(
        sa.update(tables.outbox).where(columns.id.in_(items)).values(leased_until=None)
    )


async def _show(work: SqlUnitOfWork, item: OutboxItem, at: datetime) -> None:
    if item.state is OutboxState.BLOCKED:
        chat = await work.get(Conversation, item.conversation_id)
        chat.blocked_at = chat.blocked_at or at
    if item.message_id is None:
        return
    message = await work.messages.get(MessageId(item.message_id))
    message.delivery, message.delivery_reason = _DELIVERY[item.state], item.error
    message.external_id = item.external_id
    if item.state is OutboxState.SENT:
        await clocks.delivered(work, message)
    work.publish(
        "message",
        complaint_id=item.complaint_id,
        conversation_id=item.conversation_id,
        subject_id=message.id,
    )
