"""What the latest complaints were decided to be: what the classifier can learn from (R11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from complaints.model import ActorKind, Category, Officer, Severity
from storage.tables import complaints
from storage.visibility import visible_to


@dataclass(frozen=True)
class Decision:
    """A complaint's text and class. `by_person`: a customer or officer chose or confirmed it.

    `matched` are the words by which it was classified, as `complaints.triage.Match` has them.
    """

    number: str
    text: str
    category: Category
    severity: Severity
    by_person: bool
    matched: Sequence[Mapping[str, Any]]


async def latest_decisions(
    session: AsyncSession, viewer: Officer, limit: int
) -> Sequence[Decision]:
    """List the latest complaints that a viewer may see, newest first."""
    columns = complaints.c
    query = (
        sa.select(
            columns.number,
            columns.text,
            columns.category,
            columns.severity,
            (columns.category_by != ActorKind.BOT).label("by_person"),
            columns.matched,
        )
        .where(visible_to(viewer), columns.text != "")
        .order_by(columns.id.desc())
        .limit(limit)
    )
    return [Decision(*row) for row in await session.execute(query)]
