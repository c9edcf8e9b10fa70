"""What the rules ask of the store about coordination requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from complaints.coordination_model import CoordinationRequest
from complaints.model import ComplaintId


class CoordinationStore(Protocol):
    """What departments were asked."""

    async def get(self, request_id: int) -> CoordinationRequest:
        """Load one; raises NotFound."""
        ...

    async def find(self, request_id: int) -> CoordinationRequest | None:
        """Find one by its id."""
        ...

    async def requests_of(self, complaint_id: ComplaintId) -> Sequence[CoordinationRequest]:
        """List the requests about a complaint, oldest first."""
        ...
