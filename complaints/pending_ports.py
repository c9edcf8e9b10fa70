"""What the rules ask of the store about the pending ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from complaints.model import Complaint, ComplaintId
from complaints.pending_model import CallAttempt, Pending


class PendingStore(Protocol):
    """Entries of the ledger, and calls that nobody answered."""

    async def get(self, pending_id: int) -> Pending:
        """Load one; raises NotFound."""
        ...

    async def find_current(self, complaint_id: ComplaintId) -> Pending | None:
        """Find the entry of a complaint that is open or waits for approval."""
        ...

    async def attempts_of(self, complaint_id: ComplaintId) -> Sequence[CallAttempt]:
        """List the calls that did not reach the customer, the earliest first."""
        ...

    async def last_word_at(self, complaint_id: ComplaintId) -> datetime | None:
        """Say when the customer last wrote or was spoken to."""
        ...

    async def to_contact(self, since: datetime) -> Sequence[tuple[Complaint, Pending]]:
        """List what was entered before an instant, is open, and whose customer nobody of the
        house has reached from then on."""
        ...
