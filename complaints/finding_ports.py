"""What the rules ask of the store about findings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from complaints.finding_model import Finding
from complaints.model import ComplaintId, OfficerId


class FindingStore(Protocol):
    """Findings as the rules need them; who sees which is the register's business."""

    async def get(self, finding_id: int) -> Finding:
        """Load one; raises NotFound."""
        ...

    async def of_complaint(self, complaint_id: ComplaintId) -> Sequence[Finding]:
        """List the findings of a complaint, oldest first."""
        ...

    async def against(self, person_id: OfficerId) -> Sequence[Finding]:
        """List the findings about a person, oldest first."""
        ...
