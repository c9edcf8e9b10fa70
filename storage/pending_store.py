"""The pending ledger and calls that nobody answered, as the rules need them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from complaints.model import ActorKind, Complaint, ComplaintId
from complaints.pending_model import CallAttempt, Pending, PendingState
from complaints.talk_model import Delivery, Direction
from storage.tables import call_attempts, complaints, messages, pendings

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork

_CURRENT = (PendingState.ASKED, PendingState.OPEN)
#: Calls and visits are messages, too.
_SPOKEN = ("phone", "visit")


class SqlPendings:
    """A `complaints.pending_ports.PendingStore`."""

    def __init__(self, work: SqlUnitOfWork) -> None:
        self._work = work

    async def get(self, pending_id: int) -> Pending:
        """Load one; raises NotFound."""
        return await self._work.get(Pending, pending_id)

    async def find_current(self, complaint_id: ComplaintId) -> Pending | None:
        """Find the entry of a complaint that is open or waits for approval."""
        query = sa.select(Pending).where(
            pendings.c.complaint_id == complaint_id, pendings.c.state.in_(_CURRENT)
        )
        found = await self._work.load(query)
        return found[0] if found else None

    async def attempts_of(self, complaint_id: ComplaintId) -> Sequence[CallAttempt]:
        """List the calls that did not reach the customer, the earliest first."""
        query = sa.select(CallAttempt).where(call_attempts.c.complaint_id == complaint_id)
        return await self._work.load(query.order_by(call_attempts.c.at, call_attempts.c.id))

    async def last_word_at(self, complaint_id: ComplaintId) -> datetime | None:
        """Say when the customer last wrote or was spoken to."""
        at: datetime | None = await self._work.session.scalar(last_word(complaint_id))
        return at

    async def to_contact(self, since: datetime) -> Sequence[tuple[Complaint, Pending]]:
        """List what was entered before an instant, is open, and whose customer nobody of the
        house has reached from then on."""
        query = (
            sa.select(Pending)
            .where(pendings.c.state == PendingState.OPEN, pendings.c.entered_at < since)
            .where(~contacted_since(pendings.c.complaint_id, since))
            .order_by(pendings.c.expected_on, pendings.c.id)
        )
        rows = await self._work.load(query)
        ids = [row.complaint_id for row in rows]
        of_them = sa.select(Complaint).where(complaints.c.id.in_(ids))
        cases = {case.id: case for case in await self._work.load(of_them)}
        return [(cases[row.complaint_id], row) for row in rows]


def last_word(complaint_id: ComplaintId) -> sa.Select[Any]:
    """Look for the newest thing the customer wrote, or that was said to them."""
    column = messages.c
    is_theirs = sa.or_(column.direction == Direction.IN, column.via.in_(_SPOKEN))
    return sa.select(sa.func.max(column.at)).where(column.complaint_id == complaint_id, is_theirs)


def contacted_since(
    complaint_id: sa.ColumnElement[int], since: datetime | sa.ColumnElement[datetime]
) -> sa.ColumnElement[bool]:
    """Make the condition that a person of the house has reached the customer since an instant.

    A call, a visit, or a message that the channel accepted (promise 5).
    """
    return sa.exists().where(is_contact(complaint_id), messages.c.at >= since)


def is_contact(complaint_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Make the condition on `messages` that one of them is such a contact."""
    column = messages.c
    return sa.and_(
        column.complaint_id == complaint_id,
        column.direction == Direction.OUT,
        column.author == ActorKind.OFFICER,
        column.delivery.in_([Delivery.SENT, Delivery.RECORDED]),
    )
