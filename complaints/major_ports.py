"""What the rules ask of the store about major complaints, task forces, measures and crises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from complaints.major_model import Crisis, EmergencyCall, Major, Measure, Member, Summary
from complaints.model import ComplaintId, Officer


class MajorStore(Protocol):
    """What major complaints have beyond others."""

    def add(self, major: Major) -> None:
        """Keep what a complaint has from now on that has become major."""
        ...

    async def find(self, complaint_id: ComplaintId) -> Major | None:
        """Find what a complaint has that is or was major."""
        ...

    async def members_of(self, complaint_id: ComplaintId) -> Sequence[Member]:
        """List the present members of a task force, oldest first."""
        ...

    async def get_measure(self, measure_id: int) -> Measure:
        """Load one; raises NotFound."""
        ...

    async def measures_of(self, complaint_id: ComplaintId) -> Sequence[Measure]:
        """List the measures of a complaint, oldest first."""
        ...

    async def find_summary(self, complaint_id: ComplaintId, episode: int) -> Summary | None:
        """Find the summary report of an episode."""
        ...

    async def find_crisis(self, complaint_id: ComplaintId) -> Crisis | None:
        """Find the crisis that has not ended."""
        ...

    async def get_call(self, call_id: int) -> EmergencyCall:
        """Load one; raises NotFound."""
        ...

    async def calls_of(self, complaint_id: ComplaintId) -> Sequence[EmergencyCall]:
        """List who was called, oldest first."""
        ...

    async def staff(self) -> Sequence[Officer]:
        """List the active officers who are people, with or without a chat."""
        ...
