"""Queues what goes out.

Words to customers, pings to officers. Sending happens later, from the outbox.

Notes never come here: they are another table, and nothing in this module takes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from complaints.evidence import GivenFile
from complaints.model import BOT, Actor, ActorKind, Complaint, MessageId
from complaints.ports import UnitOfWork
from complaints.talk_model import Conversation, Delivery, Direction, Message, OutboxItem, Purpose

Buttons = Sequence[Sequence[dict[str, str]]]


@dataclass(frozen=True)
class Saying:
    """Something to say. `hold` keeps it back that long, so that it can still be withdrawn.

    `files` go out with it where the channel carries them (`evidence.CARRYING`).
    """

    text: str
    buttons: Buttons = ()
    card: dict[str, Any] = field(default_factory=dict)
    purpose: Purpose = Purpose.SAY
    hold: timedelta = timedelta()
    client_id: str = ""
    files: Sequence[GivenFile] = ()


def say(
    work: UnitOfWork,
    conversation: Conversation,
    saying: Saying,
    at: datetime,
    *,
    actor: Actor = BOT,
    complaint: Complaint | None = None,
) -> Message:
    """Say something in a chat: a message in the conversation and its place in the outbox."""
    rows = [[dict(button) for button in row] for row in saying.buttons]
    message = Message(
        id=MessageId(work.new_id()),
        direction=Direction.OUT,
        author=actor.kind if actor.kind is ActorKind.OFFICER else ActorKind.BOT,
        officer_id=actor.officer_id,
        text=saying.text,
        at=at,
        conversation_id=conversation.id,
        complaint_id=complaint.id if complaint else None,
        purpose=saying.purpose,
        buttons=rows,
        card=saying.card,
        delivery=Delivery.QUEUED,
        client_id=saying.client_id,
    )
    work.add(message)
    work.send(
        OutboxItem(
            id=work.new_id(),
            key=f"message:{message.id}",
            conversation_id=conversation.id,
            channel=conversation.channel,
            payload={
                "text": saying.text,
                "buttons": rows,
                "card": saying.card,
                "files": [vars(file) for file in saying.files],
            },
            created_at=at,
            due_at=at + saying.hold,
            message_id=message.id,
            complaint_id=message.complaint_id,
        )
    )
    if complaint is not None:
        work.publish(
            "complaint", complaint_id=complaint.id, conversation_id=complaint.conversation_id
        )
    return message


def unbutton(
    work: UnitOfWork, conversation: Conversation, external_id: str, at: datetime, text: str = ""
) -> None:
    """Take the buttons off a message that was sent and, unless it is "", give it another text.

    Only looks depend on it: the channel is asked once, and a failure changes nothing.
    """
    item_id = work.new_id()
    work.send(
        OutboxItem(
            id=item_id,
            key=f"edit:{item_id}",
            conversation_id=conversation.id,
            channel=conversation.channel,
            payload={"edit": external_id, "text": text},
            created_at=at,
            due_at=at,
        )
    )
