"""Makes the people and complaints that tests need, through the use cases wherever there is one."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

from complaints import deciding, handling, summaries
from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.major_model import Section
from complaints.model import (
    CUSTOMER,
    ActorKind,
    Channel,
    Complaint,
    ConversationId,
    MessageId,
    Officer,
    OfficerId,
    Role,
    by,
)
from complaints.ports import UnitOfWork
from complaints.talk_model import Conversation, Delivery, Direction, Message
from storage.unit_of_work import Database

_addresses = count(1)


async def add_officer(
    database: Database, name: str, role: Role = Role.LOBBY_MANAGER, **fields: Any
) -> Officer:
    """Employ somebody."""
    officer = Officer(
        id=OfficerId(database.new_id()),
        name=name,
        role=role,
        created_at=database.now(),
        **fields,
    )
    async with database.transaction() as work:
        work.add(officer)
    return officer


async def add_chat(database: Database, channel: Channel = Channel.TELEGRAM) -> Conversation:
    """Open a chat with somebody new."""
    chat = Conversation(
        id=ConversationId(database.new_id()), channel=channel, address=f"chat-{next(_addresses)}"
    )
    async with database.transaction() as work:
        work.add(chat)
    return chat


async def file_case(
    database: Database,
    house: House,
    text: str = "空调坏了",
    *,
    chat: Conversation | None = None,
    **fields: Any,
) -> Complaint:
    """File a complaint: in a chat, with the message it came by, or on site."""
    new = NewComplaint(text=text, channel=chat.channel if chat else Channel.ONSITE)
    async with database.transaction() as work:
        if chat is not None:
            chat = await work.people.get_conversation(chat.id)
        complaint = await file_complaint(
            house, work, replace(new, conversation=chat, **fields), actor=CUSTOMER
        )
        if chat is not None:
            work.add(_heard(work, house, complaint, text))
    return complaint


async def hear(database: Database, house: House, complaint: Complaint, text: str) -> Message:
    """Let the customer say something more about a complaint."""
    async with database.transaction() as work:
        message = _heard(work, house, complaint, text)
        work.add(message)
    return message


def _heard(work: UnitOfWork, house: House, complaint: Complaint, text: str) -> Message:
    return Message(
        id=MessageId(work.new_id()),
        direction=Direction.IN,
        author=ActorKind.CUSTOMER,
        text=text,
        at=house.now(),
        conversation_id=complaint.conversation_id,
        complaint_id=complaint.id,
        delivery=Delivery.RECORDED,
    )


async def take_case(
    database: Database, house: House, complaint: Complaint, officer: Officer
) -> Complaint:
    """Let an officer take a complaint; returns it as it is then."""
    async with database.transaction() as work:
        return await handling.take(house, work, complaint.id, actor=by(officer))


async def resolve_by_phone(
    database: Database, house: House, complaint: Complaint, officer: Officer
) -> Complaint:
    """Let an officer tell the result of a complaint without chat on the phone."""
    async with database.transaction() as work:
        found = await work.complaints.get(complaint.id)
        await handling.resolve(house, work, found, "修好了", actor=by(officer), via="phone")
    return found


async def close_case(
    database: Database, house: House, complaint: Complaint, officer: Officer
) -> Complaint:
    """Let a manager close a complaint that somebody has taken."""
    async with database.transaction() as work:
        found = await work.complaints.get(complaint.id)
        await handling.close(house, work, found, "客户已认可", actor=by(officer))
    return found


async def report_major(
    database: Database, house: House, complaint: Complaint, writer: Officer
) -> None:
    """Let a senior leader agree to the summary report of a major complaint that somebody owns."""
    leader = await add_officer(database, "总经理", Role.SENIOR_LEADER)
    sections = {section.value: "写清楚了" for section in Section}
    async with database.transaction() as work:
        found = await work.complaints.get(complaint.id)
        await summaries.write(house, work, found, sections, actor=by(writer))
        asked = await summaries.submit(house, work, found, actor=by(writer))
        await deciding.decide(house, work, asked.id, is_granted=True, actor=by(leader))
