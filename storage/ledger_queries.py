"""Reads the books of the house, masked as every list is (R41)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.call_attempts import counted
from complaints.ledger_reads import BookRow, CaseLedger, PendingRow, PendingView
from complaints.list_reads import Page
from complaints.masking import FindPersonal, mask_contact, mask_name, mask_text
from complaints.model import ComplaintId, Officer
from complaints.pending_model import CallAttempt, Pending, PendingState
from complaints.policy import Policy
from storage.case_pages import CasePages
from storage.paging import Order, cut
from storage.pending_store import contacted_since, is_contact, last_word
from storage.tables import call_attempts, complaints, customers, messages, officers, pendings
from storage.unit_of_work import Database
from storage.visibility import handled_by, visible_to

T = TypeVar("T")

_EXCERPT: Final = 80
_into = complaints.alias("into_complaint")

_LINE: Final = sa.select(
    complaints.c.id,
    complaints.c.number,
    complaints.c.received_at,
    complaints.c.channel,
    complaints.c.category,
    complaints.c.severity,
    complaints.c.department,
    complaints.c.status,
    complaints.c.closed_at,
    complaints.c.close_reason,
    sa.func.substr(complaints.c.text, 1, _EXCERPT).label("excerpt"),
    sa.func.coalesce(customers.c.name, "").label("customer_name"),
    sa.func.coalesce(customers.c.contact, "").label("customer_contact"),
    sa.func.coalesce(officers.c.name, "").label("owner_name"),
    sa.func.coalesce(_into.c.number, "").label("merged_into"),
).select_from(
    complaints.outerjoin(customers, customers.c.id == complaints.c.customer_id)
    .outerjoin(officers, officers.c.id == complaints.c.owner_id)
    .outerjoin(_into, _into.c.id == complaints.c.merged_into_id)
)

_owner, _responsible, _enterer, _settler = (
    officers.alias(name) for name in ("owner", "responsible", "enterer", "settler")
)
_CONTACTED_AT: Final = (
    sa.select(sa.func.max(messages.c.at)).where(is_contact(complaints.c.id)).scalar_subquery()
)


def _ledger() -> sa.Select[Any]:
    """Select the lines of the pending ledger; classes are mapped only when the desk starts."""
    return sa.select(
        Pending,
        complaints.c.number,
        complaints.c.category,
        complaints.c.severity,
        complaints.c.status,
        sa.func.coalesce(customers.c.name, "").label("customer_name"),
        sa.func.coalesce(_owner.c.name, "").label("owner_name"),
        _responsible.c.name.label("responsible_name"),
        sa.func.coalesce(_enterer.c.name, "").label("entered_by"),
        sa.func.coalesce(_settler.c.name, "").label("settled_by"),
        _CONTACTED_AT.label("contacted_at"),
    ).select_from(
        pendings.join(complaints, complaints.c.id == pendings.c.complaint_id)
        .join(_responsible, _responsible.c.id == pendings.c.responsible_id)
        .outerjoin(customers, customers.c.id == complaints.c.customer_id)
        .outerjoin(_owner, _owner.c.id == complaints.c.owner_id)
        .outerjoin(_enterer, _enterer.c.id == pendings.c.entered_by)
        .outerjoin(_settler, _settler.c.id == pendings.c.settled_by)
    )


class SqlLedgers:
    """A `complaints.ledger_reads.Ledgers`."""

    def __init__(self, database: Database, find_personal: FindPersonal) -> None:
        self._database = database
        self._find_personal = find_personal

    async def book(
        self,
        viewer: Officer,
        from_: datetime,
        to: datetime,
        cursor: str | None = None,
        limit: int = 200,
    ) -> Page[BookRow]:
        """List the complaints received in a period, in the order in which they came."""
        received = complaints.c.received_at
        query = _LINE.where(visible_to(viewer), received >= from_, received < to)
        order = Order(complaints.c.id, received)
        async with self._database.reading() as session:
            rows: Sequence[Any] = (await session.execute(order.apply(query, cursor, limit))).all()
        made = [self._line(row) for row in rows[:limit]]
        return cut(rows, limit, lambda row: (row.received_at, row.id), made)

    async def pending(
        self,
        viewer: Officer,
        view: PendingView,
        month_start: datetime,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[PendingRow]:
        """List a part of the ledger: what is open as it was asked for, the settled newest first.

        `month_start` is when the present business month began.
        """
        is_settled = view is PendingView.SETTLED
        state = PendingState.SETTLED if is_settled else PendingState.OPEN
        query = _ledger().where(pendings.c.state == state, handled_by(viewer))
        if view is PendingView.TO_CONTACT:
            query = query.where(
                pendings.c.entered_at < month_start,
                ~contacted_since(pendings.c.complaint_id, month_start),
            )
        order = Order(pendings.c.id, is_descending=is_settled)
        async with self._database.reading() as session:
            rows: Sequence[Any] = (await session.execute(order.apply(query, cursor, limit))).all()
        made = [_pending_row(row, month_start) for row in rows[:limit]]
        return cut(rows, limit, lambda row: (None, row.Pending.id), made)

    async def of_case(self, viewer: Officer, number: str, policy: Policy) -> CaseLedger:
        """Show what the ledger has of a case; raises NotFound, also for what is not visible."""
        async with self._database.reading() as session:
            case = await CasePages(session).find_handled(viewer, number)
            entries = await _every(session, Pending, pendings, case.id)
            attempts = await _every(session, CallAttempt, call_attempts, case.id)
            since = await session.scalar(last_word(case.id)) if attempts else None
            named = sa.select(officers.c.id, officers.c.name)
            is_empty = not (entries or attempts)
            names = [] if is_empty else (await session.execute(named)).all()
        return CaseLedger(
            entries=entries,
            attempts=attempts,
            counted=counted(attempts, policy.pending, self._database.now(), since),
            names={row.id: row.name for row in names},
        )

    def _line(self, row: Any) -> BookRow:
        masked = {
            "excerpt": mask_text(row.excerpt, self._find_personal),
            "customer_name": mask_name(row.customer_name),
            "customer_contact": mask_contact(row.customer_contact),
        }
        return BookRow(**{**row._asdict(), **masked})


async def _every(
    session: AsyncSession, cls: type[T], table: sa.Table, complaint_id: ComplaintId
) -> Sequence[T]:
    query = sa.select(cls).where(table.c.complaint_id == complaint_id).order_by(table.c.id)
    return (await session.scalars(query)).all()


def _pending_row(row: Any, month_start: datetime) -> PendingRow:
    values = row._asdict()
    spoken_at, entry = row.contacted_at, values.pop("Pending")
    return PendingRow(
        pending=entry,
        **{
            **values,
            "customer_name": mask_name(row.customer_name),
            "is_contacted": spoken_at is not None and spoken_at >= month_start,
        },
    )
