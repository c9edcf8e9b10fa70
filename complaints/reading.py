"""Notes in the audit that an officer has read a complaint with its personal data (R40)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from complaints.model import Complaint, Officer, by
from complaints.ports import UnitOfWork
from complaints.record import audit

READ: Final = "complaint:read"
#: Looking at the same complaint again within this is the same reading.
SAME_READING: Final = timedelta(minutes=15)


async def note_read(
    work: UnitOfWork, complaint: Complaint, officer: Officer, at: datetime
) -> None:
    """Leave an audit entry for a reading, at most one per officer, complaint and 15 minutes."""
    if not await work.complaints.has_read(officer.id, complaint.id, at - SAME_READING):
        audit(work, READ, by(officer), at, complaint=complaint)
