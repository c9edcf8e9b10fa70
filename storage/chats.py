"""A customer's own conversation, as the web chat shows it.

What they said and what reached them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.model import Channel, Complaint, Officer
from complaints.talk_model import Attachment, AttachmentState, Conversation, Delivery, Message
from storage import tables

_SHOWN = 200
_VISIBLE = (Delivery.RECORDED, Delivery.SENT)


@dataclass(frozen=True)
class ChatLine:
    """A message with its author's name ("" for bot and customer) and its files."""

    message: Message
    name: str
    files: Sequence[Attachment]


async def find(session: AsyncSession, channel: Channel, address: str) -> Conversation | None:
    """Find a conversation by its address; None for somebody who has not written yet."""
    columns = tables.conversations.c
    query = sa.select(Conversation).where(columns.channel == channel, columns.address == address)
    return (await session.scalars(query)).one_or_none()


async def newest(session: AsyncSession, chat: Conversation) -> list[ChatLine]:
    """List the newest messages, oldest first."""
    columns = tables.messages.c
    query = (
        sa.select(Message)
        .where(columns.conversation_id == chat.id, columns.delivery.in_(_VISIBLE))
        .order_by(columns.id.desc())
        .limit(_SHOWN)
    )
    return await _lines(session, (await session.scalars(query)).all()[::-1])


async def some(session: AsyncSession, message_ids: Collection[int]) -> dict[int, ChatLine]:
    """Load messages by id; those that have not reached the customer are left out."""
    columns = tables.messages.c
    query = sa.select(Message).where(
        columns.id.in_(message_ids), columns.delivery.in_(_VISIBLE), columns.via == "chat"
    )
    lines = await _lines(session, (await session.scalars(query)).all())
    return {line.message.id: line for line in lines}


async def _lines(session: AsyncSession, messages: Sequence[Message]) -> list[ChatLine]:
    names = await _names(session, {m.officer_id for m in messages if m.officer_id is not None})
    columns = tables.attachments.c
    query = (
        sa.select(Attachment)
        .where(columns.message_id.in_([message.id for message in messages]))
        .where(columns.state == AttachmentState.STORED, columns.sha256 != "")
        .order_by(columns.id)
    )
    files: dict[int, list[Attachment]] = {}
    for attachment in (await session.scalars(query)).all():
        files.setdefault(attachment.message_id or 0, []).append(attachment)
    return [
        ChatLine(message, names.get(message.officer_id or 0, ""), files.get(message.id, ()))
        for message in messages
    ]


async def _names(session: AsyncSession, officer_ids: Collection[int]) -> Mapping[int, str]:
    if not officer_ids:
        return {}
    columns = tables.officers.c
    query = sa.select(columns.id, columns.name).where(columns.id.in_(officer_ids))
    return {row[0]: row[1] for row in await session.execute(query)}


async def standing(
    session: AsyncSession, chat: Conversation
) -> tuple[Complaint, Officer | None] | None:
    """Return the complaint that a conversation is about, with its owner; None if there is none."""
    if chat.complaint_id is None:
        return None
    complaint = await session.get_one(Complaint, chat.complaint_id)
    owner = await session.get(Officer, complaint.owner_id) if complaint.owner_id else None
    return complaint, owner


async def file_of(
    session: AsyncSession, chat: Conversation, attachment_id: int
) -> Attachment | None:
    """Find a stored file of this conversation."""
    attachment = await session.get(Attachment, attachment_id)
    if attachment is None or attachment.conversation_id != chat.id or not attachment.sha256:
        return None
    return attachment
