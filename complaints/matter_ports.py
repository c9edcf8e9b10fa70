"""Where complaints on the same matter are found again (R10)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from complaints.clock_model import Clock
from complaints.model import Complaint, ComplaintId, CustomerId


class Posting(NamedTuple):
    """One word of a complaint, as the index keeps it.

    `key` stands for the word at its place and in its category; `weight` is what the word tells,
    `total` what all words of the complaint tell. `matter_id` is the first complaint on the matter.
    """

    key: int
    complaint_id: ComplaintId
    matter_id: ComplaintId
    customer_id: CustomerId | None
    at: datetime
    weight: float
    total: float


class MatterStore(Protocol):
    """The index of what complaints are about; looking in it costs the same for any register."""

    async def find(self, keys: Collection[int]) -> Sequence[Posting]:
        """List the newest complaints under each key, a fixed number at most."""
        ...

    def add(self, postings: Sequence[Posting]) -> None:
        """Put a complaint into the index."""
        ...

    async def remove(self, complaint_id: ComplaintId, keys: Collection[int]) -> None:
        """Take a complaint out of the index."""
        ...

    async def of_customer(self, customer_id: CustomerId, since: datetime) -> Sequence[Complaint]:
        """List a customer's complaints received since an instant, newest first, at most 10."""
        ...

    async def merged_into(self, complaint_id: ComplaintId) -> Sequence[Complaint]:
        """List the complaints that were merged into this one (并案), oldest first."""
        ...

    async def ended_clocks(self, complaint_id: ComplaintId, episode: int) -> Sequence[Clock]:
        """List the clocks of an episode that ended with the case, neither kept nor missed."""
        ...
