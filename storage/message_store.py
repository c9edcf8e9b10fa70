"""What was said, what came with it, and what is still held back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from complaints.model import ActorKind, ComplaintId, ConversationId, CustomerInfo, MessageId
from complaints.talk_model import Attachment, Delivery, Direction, Message, OutboxState, Purpose
from storage import tables

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork

_PINGS = 200


class SqlMessages:
    """A `complaints.talk_ports.MessageStore`."""

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work

    async def get(self, message_id: MessageId) -> Message:
        """Load one; raises NotFound."""
        return await self._work.get(Message, message_id)

    async def find_external(
        self, conversation_id: ConversationId, external_id: str
    ) -> Message | None:
        """Find the customer's message by the channel's own id."""
        columns = tables.messages.c
        query = (
            sa.select(Message)
            .where(columns.conversation_id == conversation_id)
            .where(columns.external_id == external_id, columns.direction == Direction.IN)
            .order_by(columns.id.desc())
            .limit(1)
        )
        return (await self._work.session.scalars(query)).one_or_none()

    async def newest_in(self, complaint_id: ComplaintId) -> Message | None:
        """Find the newest message of a complaint that anybody but the bot wrote."""
        columns = tables.messages.c
        query = (
            sa.select(Message)
            .where(columns.complaint_id == complaint_id, columns.author != ActorKind.BOT)
            .order_by(columns.id.desc())
            .limit(1)
        )
        return (await self._work.session.scalars(query)).one_or_none()

    async def newest_pings(self, after: int) -> Sequence[Message]:
        """List the newest pings with an id beyond `after` in linked chats, at most 200."""
        columns, officers = tables.messages.c, tables.officers.c
        linked = sa.select(officers.conversation_id).where(officers.conversation_id.is_not(None))
        query = (
            sa.select(Message)
            .where(columns.conversation_id.in_(linked), columns.purpose == Purpose.PING)
            .where(columns.id > after)
            .order_by(columns.id.desc())
            .limit(_PINGS)
        )
        return (await self._work.session.scalars(query)).all()

    async def attachments_of(self, message_id: MessageId) -> Sequence[Attachment]:
        """List what came with a message."""
        columns = tables.attachments.c
        query = sa.select(Attachment).where(columns.message_id == message_id).order_by(columns.id)
        return (await self._work.session.scalars(query)).all()

    async def get_attachment(self, attachment_id: int) -> Attachment:
        """Load one; raises NotFound."""
        return await self._work.get(Attachment, attachment_id)

    async def get_info(self, info_id: int) -> CustomerInfo:
        """Load a piece of customer information; raises NotFound."""
        return await self._work.get(CustomerInfo, info_id)

    async def cancel_outbox(self, message_id: MessageId) -> bool:
        """Withdraw a message that is still held back; False when it has gone out."""
        columns = tables.outbox.c
        session = self._work.session
        await session.flush()
        connection = await session.connection()
        changed = await connection.execute(
            sa.update(tables.outbox)
            .where(columns.message_id == message_id, columns.state == OutboxState.QUEUED)
            .where(columns.attempts == 0)
            .values(state=OutboxState.CANCELLED)
        )
        if changed.rowcount != 1:
            return False
        (await self.get(message_id)).delivery = Delivery.CANCELLED
        return True
