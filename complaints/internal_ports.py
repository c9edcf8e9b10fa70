"""What the rules ask of the store about internal complaints."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from complaints.internal_model import InternalComplaint, InternalDecision
from complaints.model import OfficerId


class InternalStore(Protocol):
    """Internal complaints as the rules need them; who sees which is the register's business."""

    async def get(self, number: str) -> InternalComplaint:
        """Load one by its number; raises NotFound."""
        ...

    async def get_by_id(self, internal_id: int) -> InternalComplaint:
        """Load one by its id; raises NotFound."""
        ...

    async def find_by_receipt(self, receipt_hash: str) -> InternalComplaint | None:
        """Find the anonymous one that a receipt belongs to."""
        ...

    async def decisions_of(self, internal_id: int) -> Sequence[InternalDecision]:
        """List its decisions, the first level's first."""
        ...

    async def kept_out(self, internal_id: int) -> frozenset[OfficerId]:
        """Say who is named in it."""
        ...

    async def next_number(self, day: date) -> int:
        """Count up the day's internal complaints, in a series of their own."""
        ...

    async def has_read(
        self, officer_id: OfficerId, action: str, subject: str, since: datetime
    ) -> bool:
        """Say whether the audit holds a reading by this officer since an instant (R40)."""
        ...
