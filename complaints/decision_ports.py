"""What the rules ask of the store about remedies, approvals, validity, 回避 and checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from complaints.decision_model import (
    Approval,
    Check,
    Invalidity,
    Investigation,
    Recusal,
    Remedy,
)
from complaints.model import ComplaintId, OfficerId


class DecisionStore(Protocol):
    """What has been decided about complaints, and what waits for a decision."""

    async def get_remedy(self, remedy_id: int) -> Remedy:
        """Load one; raises NotFound."""
        ...

    async def remedies_of(self, complaint_id: ComplaintId) -> Sequence[Remedy]:
        """List the remedies of a complaint, oldest first."""
        ...

    async def get_approval(self, approval_id: int) -> Approval:
        """Load one; raises NotFound."""
        ...

    async def open_approvals(self, complaint_id: ComplaintId) -> Sequence[Approval]:
        """List what waits for a decision about a complaint."""
        ...

    async def get_invalidity(self, invalidity_id: int) -> Invalidity:
        """Load one; raises NotFound."""
        ...

    async def invalidities_of(self, complaint_id: ComplaintId) -> Sequence[Invalidity]:
        """List the judgements on the validity of a complaint, oldest first."""
        ...

    async def investigations_of(self, complaint_id: ComplaintId) -> Sequence[Investigation]:
        """List the investigation records of a complaint, oldest first."""
        ...

    async def recusals_of(self, complaint_id: ComplaintId) -> Sequence[Recusal]:
        """List who keeps out of a complaint now."""
        ...

    async def get_recusal(self, recusal_id: int) -> Recusal:
        """Load one; raises NotFound."""
        ...

    async def checks_of(self, complaint_id: ComplaintId) -> Sequence[Check]:
        """List the checks of a complaint, oldest first."""
        ...

    async def named_in(self, text: str) -> Sequence[OfficerId]:
        """Find the officers whose whole name stands in a text."""
        ...
