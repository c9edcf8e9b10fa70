"""One complaint with everything that belongs to it: for an officer, and for the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.case_reads import (
    CaseEvent,
    CaseExtension,
    CaseMessage,
    CaseNote,
    CasePage,
    CaseRef,
    MatterRef,
    StatusPage,
    VisibleMessage,
)
from complaints.clock_model import CONFIDENTIAL_CLOCKS, Clock, Extension
from complaints.errors import NotAllowed, NotFound
from complaints.lifecycle import Move, is_possible
from complaints.list_reads import OfficerRow
from complaints.model import (
    ActorKind,
    Complaint,
    Customer,
    Officer,
    OfficerId,
    Revisit,
    Status,
    TimelineEntry,
    by,
)
from complaints.reading import SAME_READING
from complaints.talk_model import (
    Attachment,
    Conversation,
    Delivery,
    Message,
    MessageVersion,
    Note,
    Purpose,
)
from storage import tables
from storage.columns import clean
from storage.complaint_store import reading_since
from storage.visibility import handled_by, visible_to

T = TypeVar("T")

_PREVIOUS: Final = 10
_MATTER: Final = 20


class CasePages:
    """Makes the pages of complaints from one reading session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def of_officer(self, viewer: Officer, number: str, now: datetime) -> CasePage:
        """Show a complaint to an officer; raises NotFound."""
        complaint = await self.find(viewer, number)
        officers = {row.id: row for row in await self.officers()}
        owner_id, receiver_id = complaint.owner_id, complaint.receiver_id
        messages = await self._messages(complaint, officers)
        files = await self._all(Attachment, complaint)
        chat = await self._get(Conversation, complaint.conversation_id)
        clocks = await self._all(
            Clock,
            complaint,
            tables.clocks.c.episode == complaint.episode,
            tables.clocks.c.kind.not_in(CONFIDENTIAL_CLOCKS),
        )
        is_handled = await self._is_handled(viewer, complaint)
        human = [m.message.id for m in messages if m.message.author is not ActorKind.BOT]
        return CasePage(
            complaint=complaint,
            customer=await self._get(Customer, complaint.customer_id),
            owner=officers[owner_id] if owner_id else None,
            receiver=officers[receiver_id] if receiver_id else None,
            messages=messages,
            attachments=[f for f in files if not f.message_id and not f.note_id],
            notes=[
                CaseNote(
                    note,
                    officers[note.officer_id].name,
                    [file for file in files if file.note_id == note.id],
                )
                for note in await self._all(Note, complaint)
            ],
            timeline=[
                CaseEvent(entry, _name(officers, entry.officer_id))
                for entry in await self._all(TimelineEntry, complaint)
            ],
            clocks=clocks,
            extensions=await self._extensions(complaint, clocks, officers),
            revisit=await self._revisit(complaint),
            previous=await self._previous(viewer, complaint),
            matter=await self._matter(viewer, complaint),
            merged_into=await self._merged_into(complaint),
            moves=frozenset(
                m for m in Move if is_handled and is_possible(complaint.status, by(viewer), m)
            ),
            is_asked_only=not is_handled,
            newest_message_id=max(human, default=None),
            is_reading_noted=await self._is_reading_noted(viewer, complaint, now),
            has_chat=chat is not None,
            is_blocked=chat is not None and chat.blocked_at is not None,
        )

    async def _extensions(
        self,
        complaint: Complaint,
        clocks: Sequence[Clock],
        officers: Mapping[OfficerId, OfficerRow],
    ) -> list[CaseExtension]:
        kinds = {clock.id: clock.kind for clock in clocks}
        return [
            CaseExtension(row, kinds[row.clock_id], officers[row.asked_by].name)
            for row in await self._all(Extension, complaint)
            if row.clock_id in kinds
        ]

    async def find(self, viewer: Officer, number: str) -> Complaint:
        """Load a complaint that the viewer may see; raises NotFound."""
        query = sa.select(Complaint).where(
            tables.complaints.c.number == clean(number.upper()), visible_to(viewer)
        )
        found = (await self._session.scalars(query)).one_or_none()
        if found is None:
            raise NotFound("complaint_not_found", number=number)
        return found

    async def find_handled(self, viewer: Officer, number: str) -> Complaint:
        """Load a complaint that the viewer may act on.

        Raises:
            NotFound: they may not even see it.
            NotAllowed: `asked_only`.
        """
        found = await self.find(viewer, number)
        if not await self._is_handled(viewer, found):
            raise NotAllowed("asked_only", number=found.number)
        return found

    async def _is_handled(self, viewer: Officer, complaint: Complaint) -> bool:
        column = tables.complaints.c.id
        query = sa.select(column).where(column == complaint.id, handled_by(viewer))
        return await self._session.scalar(query) is not None

    async def officers(self) -> Sequence[OfficerRow]:
        """List all officers by name."""
        column = tables.officers.c
        query = sa.select(
            column.id,
            column.name,
            column.role,
            column.department,
            column.place,
            column.is_active,
            column.on_duty,
            column.is_service,
            column.conversation_id.is_not(None).label("is_linked"),
        ).order_by(column.name)
        return [OfficerRow(**row) for row in (await self._session.execute(query)).mappings()]

    async def _get(self, cls: type[T], row_id: int | None) -> T | None:
        return None if row_id is None else await self._session.get(cls, row_id)

    async def _all(
        self, cls: type[T], complaint: Complaint, *conditions: sa.ColumnElement[bool]
    ) -> Sequence[T]:
        column = sa.inspect(cls).local_table.c
        query = sa.select(cls).where(column.complaint_id == complaint.id, *conditions)
        return (await self._session.scalars(query.order_by(column.id))).all()

    async def _messages(
        self, complaint: Complaint, officers: dict[OfficerId, OfficerRow]
    ) -> list[CaseMessage]:
        messages = await self._all(Message, complaint)
        ids = [message.id for message in messages]
        versions = await self._of_messages(MessageVersion, ids)
        files = await self._of_messages(Attachment, ids)
        outbox = tables.outbox.c
        tries = dict(
            (
                await self._session.execute(
                    sa.select(outbox.message_id, outbox.attempts).where(outbox.message_id.in_(ids))
                )
            ).all()
        )
        return [
            CaseMessage(
                message,
                author_name=_name(officers, message.officer_id),
                attempts=tries.get(message.id, 0),
                versions=[v for v in versions if v.message_id == message.id],
                attachments=[a for a in files if a.message_id == message.id],
            )
            for message in messages
        ]

    async def _of_messages(self, cls: type[T], ids: Sequence[int]) -> Sequence[T]:
        column = sa.inspect(cls).local_table.c
        query = sa.select(cls).where(column.message_id.in_(ids)).order_by(column.id)
        return (await self._session.scalars(query)).all()

    async def _revisit(self, complaint: Complaint) -> Revisit | None:
        column = tables.revisits.c
        query = sa.select(Revisit).where(
            column.complaint_id == complaint.id, column.episode == complaint.episode
        )
        return (await self._session.scalars(query)).one_or_none()

    async def _previous(self, viewer: Officer, complaint: Complaint) -> list[CaseRef]:
        column = tables.complaints.c
        query = (
            sa.select(column.number, column.status, column.category, column.received_at)
            .where(column.customer_id == complaint.customer_id, column.id != complaint.id)
            .where(visible_to(viewer))
            .order_by(column.id.desc())
            .limit(_PREVIOUS)
        )
        return [CaseRef(**row) for row in (await self._session.execute(query)).mappings()]

    async def _matter(self, viewer: Officer, complaint: Complaint) -> list[MatterRef]:
        """List the others on the matter: all that share its first complaint, and that one."""
        column = tables.complaints.c
        first = complaint.matter_id or complaint.id
        query = (
            sa.select(
                column.number,
                column.status,
                column.category,
                column.received_at,
                column.place,
                sa.func.coalesce(column.customer_id == complaint.customer_id, sa.false()).label(
                    "is_same_customer"
                ),
                sa.func.coalesce(column.merged_into_id == complaint.id, sa.false()).label(
                    "is_merged_here"
                ),
            )
            .where(sa.or_(column.matter_id == first, column.id == first))
            .where(column.id != complaint.id, visible_to(viewer))
            .order_by(column.id.desc())
            .limit(_MATTER)
        )
        return [MatterRef(**row) for row in (await self._session.execute(query)).mappings()]

    async def _merged_into(self, complaint: Complaint) -> str:
        into = await self._get(Complaint, complaint.merged_into_id)
        return into.number if into else ""

    async def _is_reading_noted(
        self, viewer: Officer, complaint: Complaint, now: datetime
    ) -> bool:
        query = reading_since(viewer.id, complaint.id, now - SAME_READING)
        return await self._session.scalar(query) is not None

    async def of_customer(self, token: str) -> StatusPage:
        """Show the complaint of a private link to its customer; raises NotFound."""
        query = sa.select(Complaint).where(tables.complaints.c.status_token == clean(token))
        complaint = (await self._session.scalars(query)).one_or_none()
        if complaint is None:
            raise NotFound("complaint_not_found")
        officers = {row.id: row for row in await self.officers()}
        messages = await self._all(Message, complaint)
        is_held = any(
            m.purpose is Purpose.RESULT and m.delivery is Delivery.QUEUED for m in messages
        )
        return StatusPage(
            number=complaint.number,
            status=Status.OPEN if is_held else complaint.status,
            language=complaint.language,
            category=complaint.category,
            text=complaint.text,
            received_at=complaint.received_at,
            promised_at=complaint.promised_at,
            taken_at=complaint.taken_at,
            owner_name=_name(officers, complaint.owner_id),
            answered_at=None if is_held else complaint.answered_at,
            result="" if is_held else complaint.result,
            closed_at=complaint.closed_at,
            close_reason=complaint.close_reason,
            messages=[
                VisibleMessage(
                    message.author,
                    _name(officers, message.officer_id),
                    message.text if message.via == "chat" else "",
                    message.via,
                    message.at,
                )
                for message in messages
                if message.delivery in _TOLD
            ],
        )


#: What the customer has, or has said. What still waits may yet be taken back.
_TOLD: Final = frozenset({Delivery.RECORDED, Delivery.SENT})


def _name(officers: dict[OfficerId, OfficerRow], officer_id: OfficerId | None) -> str:
    return officers[officer_id].name if officer_id else ""
