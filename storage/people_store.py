"""Customers, officers and their chats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from complaints.model import ConversationId, Customer, CustomerId, Leave, Officer, OfficerId, Shift
from complaints.talk_model import Conversation
from storage import tables

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork

T = TypeVar("T")


class SqlPeople:
    """A `complaints.talk_ports.PeopleStore`.

    What a whole batch asks again and again is read once a unit.
    """

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work
        self._known: Sequence[Officer] | None = None
        self._shifts: Sequence[Shift] | None = None
        self._leaves: Sequence[Leave] | None = None

    async def get_conversation(self, conversation_id: ConversationId) -> Conversation:
        """Load one; raises NotFound."""
        return await self._work.get(Conversation, conversation_id)

    async def get_conversations(
        self, conversation_ids: Sequence[ConversationId]
    ) -> Sequence[Conversation]:
        """Load several together, in this order; raises NotFound."""
        missing = [one for one in conversation_ids if not self._work.is_known(Conversation, one)]
        if len(missing) > 1:  # what was added is known, so nothing needs to be written first
            query = sa.select(Conversation).where(tables.conversations.c.id.in_(missing))
            with self._work.session.no_autoflush:
                await self._work.load(query)
        return [await self.get_conversation(one) for one in conversation_ids]

    async def get_customer(self, customer_id: CustomerId) -> Customer:
        """Load one; raises NotFound."""
        return await self._work.get(Customer, customer_id)

    async def find_customer_by_contact(self, contact: str) -> Customer | None:
        """Find who left exactly this contact."""
        columns = tables.customers.c
        query = sa.select(Customer).where(columns.contact == contact).order_by(columns.id).limit(1)
        return (await self._work.session.scalars(query)).one_or_none()

    async def get_officer(self, officer_id: OfficerId) -> Officer:
        """Load one; raises NotFound."""
        return await self._work.get(Officer, officer_id)

    async def find_officer_by_conversation(
        self, conversation_id: ConversationId
    ) -> Officer | None:
        """Find the active officer who linked this chat."""
        linked = await self._linked()
        return next((o for o in linked if o.conversation_id == conversation_id), None)

    async def on_duty(self) -> Sequence[Officer]:
        """List active officers on duty that have a linked chat."""
        return [officer for officer in await self._linked() if officer.on_duty]

    async def shifts_at(self, at: datetime) -> Sequence[Shift]:
        """List the shifts that a moment falls into."""
        if self._shifts is None:
            self._shifts = await self._read(_during(Shift, tables.shifts), {"at": at})
        return self._shifts

    async def leaves_at(self, at: datetime) -> Sequence[Leave]:
        """List who is on leave at a moment."""
        if self._leaves is None:
            self._leaves = await self._read(_during(Leave, tables.leaves), {"at": at})
        return self._leaves

    async def _read(self, query: sa.Select[T], given: Mapping[str, Any]) -> Sequence[T]:
        """Read what this unit does not write, so that nothing has to be written first."""
        with self._work.session.no_autoflush:
            return (await self._work.session.scalars(query, given)).all()

    async def get_shift(self, shift_id: int) -> Shift:
        """Load one; raises NotFound."""
        return await self._work.get(Shift, shift_id)

    async def get_leave(self, leave_id: int) -> Leave:
        """Load one; raises NotFound."""
        return await self._work.get(Leave, leave_id)

    async def is_anybody_on_duty(self) -> bool:
        """Say whether any person is on duty, with or without a linked chat."""
        columns = tables.officers.c
        query = sa.select(columns.id).where(
            columns.is_active.is_(True), columns.on_duty.is_(True), columns.is_service.is_(False)
        )
        return (await self._work.session.scalars(query.limit(1))).first() is not None

    async def _linked(self) -> Sequence[Officer]:
        if self._known is None:
            self._known = await self._read(_linked(), {})
        return self._known


# Statements are made once: putting one together takes longer than running it.


@cache
def _during(kind: type[T], table: sa.Table) -> sa.Select[T]:
    at: sa.BindParameter[datetime] = sa.bindparam("at", type_=table.c.starts_at.type)
    query = sa.select(kind).where(table.c.starts_at <= at, table.c.ends_at > at)
    return query.order_by(table.c.id)


@cache
def _linked() -> sa.Select[Officer]:
    columns = tables.officers.c
    return sa.select(Officer).where(
        columns.is_active.is_(True), columns.conversation_id.is_not(None)
    )
