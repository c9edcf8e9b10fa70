"""The record of every complaint of a period, a batch at a time, for files and other programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.extras import Extra
from complaints.model import Officer
from storage.tables import complaints, customers, officers, revisits
from storage.visibility import handled_by

BATCH: Final = 500

_SAID = (
    "id number channel status category severity episode level place department subcategory person "
    "object_ref demand occurred extra text result received_at promised_at taken_at answered_at "
    "closed_at close_reason is_confirmed language policy_version"
)

_RECORD: Final = sa.select(
    *(complaints.c[name] for name in _SAID.split()),
    customers.c.name.label("customer_name"),
    customers.c.contact.label("customer_contact"),
    customers.c.address.label("customer_address"),
    officers.c.name.label("owner_name"),
    revisits.c.solved,
    revisits.c.score,
    revisits.c.words,
).select_from(
    complaints.outerjoin(customers, customers.c.id == complaints.c.customer_id)
    .outerjoin(officers, officers.c.id == complaints.c.owner_id)
    .outerjoin(
        revisits,
        sa.and_(
            revisits.c.complaint_id == complaints.c.id,
            revisits.c.episode == complaints.c.episode,
        ),
    )
)


async def read_batch(
    session: AsyncSession,
    viewer: Officer,
    from_: datetime,
    to: datetime,
    after: tuple[datetime, int] | None,
) -> list[Mapping[str, Any]]:
    """Read the next records received in a period, oldest first; fewer than `BATCH` end it."""
    key = sa.tuple_(complaints.c.received_at, complaints.c.id)
    query = _RECORD.where(
        handled_by(viewer), complaints.c.received_at >= from_, complaints.c.received_at < to
    )
    if after is not None:
        at = sa.literal(after[0], complaints.c.received_at.type)
        query = query.where(key > sa.tuple_(at, sa.literal(after[1])))
    query = query.order_by(complaints.c.received_at, complaints.c.id).limit(BATCH)
    return [_record(dict(row)) for row in (await session.execute(query)).mappings()]


async def read_records(
    session: AsyncSession, viewer: Officer, numbers: Sequence[str]
) -> list[Mapping[str, Any]]:
    """Read the records of some complaints, oldest first."""
    query = _RECORD.where(handled_by(viewer), complaints.c.number.in_(numbers))
    rows = await session.execute(query.order_by(complaints.c.id))
    return [_record(dict(row)) for row in rows.mappings()]


def _record(values: dict[str, Any]) -> dict[str, Any]:
    """Give every name of `extra` a place of its own."""
    extra = values.pop("extra")
    return values | {name.value: extra.get(name, "") for name in Extra}
