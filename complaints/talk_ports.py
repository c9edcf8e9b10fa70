"""What the rules ask of what was said, and of whom it was said by. `storage` provides it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from complaints.model import (
    ComplaintId,
    ConversationId,
    Customer,
    CustomerId,
    CustomerInfo,
    Leave,
    MessageId,
    Officer,
    OfficerId,
    Shift,
)
from complaints.talk_model import Attachment, Conversation, Message


class MessageStore(Protocol):
    """What was said."""

    async def get(self, message_id: MessageId) -> Message:
        """Load one; raises NotFound."""
        ...

    async def find_external(
        self, conversation_id: ConversationId, external_id: str
    ) -> Message | None:
        """Find the customer's message by the channel's own id."""
        ...

    async def newest_in(self, complaint_id: ComplaintId) -> Message | None:
        """Find the newest message of a complaint that anybody but the bot wrote."""
        ...

    async def newest_pings(self, after: int) -> Sequence[Message]:
        """List the newest pings with an id beyond `after` in linked chats, at most 200."""
        ...

    async def attachments_of(self, message_id: MessageId) -> Sequence[Attachment]:
        """List what came with a message."""
        ...

    async def get_attachment(self, attachment_id: int) -> Attachment:
        """Load one; raises NotFound."""
        ...

    async def get_info(self, info_id: int) -> CustomerInfo:
        """Load a piece of customer information; raises NotFound."""
        ...

    async def cancel_outbox(self, message_id: MessageId) -> bool:
        """Withdraw a message that is still held back; False when it has gone out."""
        ...


class PeopleStore(Protocol):
    """Customers, officers and their chats."""

    async def get_conversation(self, conversation_id: ConversationId) -> Conversation:
        """Load one; raises NotFound."""
        ...

    async def get_conversations(
        self, conversation_ids: Sequence[ConversationId]
    ) -> Sequence[Conversation]:
        """Load several together, in this order; raises NotFound."""
        ...

    async def get_customer(self, customer_id: CustomerId) -> Customer:
        """Load one; raises NotFound."""
        ...

    async def find_customer_by_contact(self, contact: str) -> Customer | None:
        """Find who left exactly this contact."""
        ...

    async def get_officer(self, officer_id: OfficerId) -> Officer:
        """Load one; raises NotFound."""
        ...

    async def find_officer_by_conversation(
        self, conversation_id: ConversationId
    ) -> Officer | None:
        """Find the active officer who linked this chat."""
        ...

    async def on_duty(self) -> Sequence[Officer]:
        """List active officers on duty that have a linked chat."""
        ...

    async def shifts_at(self, at: datetime) -> Sequence[Shift]:
        """List the shifts that a moment falls into."""
        ...

    async def leaves_at(self, at: datetime) -> Sequence[Leave]:
        """List who is on leave at a moment."""
        ...

    async def get_shift(self, shift_id: int) -> Shift:
        """Load one; raises NotFound."""
        ...

    async def get_leave(self, leave_id: int) -> Leave:
        """Load one; raises NotFound."""
        ...

    async def is_anybody_on_duty(self) -> bool:
        """Say whether any person is on duty, with or without a linked chat."""
        ...
