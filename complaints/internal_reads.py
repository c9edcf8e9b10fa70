"""What pages and the API show of internal complaints; made by `storage.internal_queries`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from complaints.internal_model import (
    InternalComplaint,
    InternalDecision,
    InternalState,
    Outcome,
    Side,
)
from complaints.list_reads import Page
from complaints.model import Officer, OfficerId
from complaints.private_record import PrivateEntry


@dataclass(frozen=True)
class InternalRow:
    """One line of the register (员工投诉登记本); nobody is named in it."""

    id: int
    number: str
    category: str
    filed_at: datetime
    state: InternalState
    level: int
    due_at: datetime
    is_kept: bool | None
    outcome: Outcome | None


@dataclass(frozen=True)
class InternalPage:
    """One internal complaint as its handlers see it; `names` are those of everybody in it."""

    internal: InternalComplaint
    decisions: Sequence[InternalDecision]
    entries: Sequence[PrivateEntry]
    names: Mapping[OfficerId, str]


@dataclass(frozen=True)
class OwnInternal:
    """What one of the two sides sees: where it stands, and the decision in their own words.

    `told` is "" while nothing is decided; `review_until` is None when no review can be asked for.
    """

    number: str
    side: Side
    state: InternalState
    filed_at: datetime
    told: str
    decided_at: datetime | None
    is_final: bool
    review_until: datetime | None


@dataclass(frozen=True)
class ClassCount:
    """A line of the count: how many of a class were filed, and what has become of them."""

    category: str
    filed: int
    undecided: int
    upheld: int
    partly: int
    not_upheld: int
    late: int


@dataclass(frozen=True)
class InternalBook:
    """The register of a period, counted by class."""

    rows: Sequence[InternalRow]
    counts: Sequence[ClassCount]

    @property
    def n(self) -> int:
        """How many were filed."""
        return len(self.rows)


class InternalRegister(Protocol):
    """Answers about internal complaints; visibility is decided in every query (promise 7)."""

    async def list(
        self,
        viewer: Officer,
        *,
        is_open: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[InternalRow]:
        """List those that a handler may see, newest first."""
        ...

    async def page(self, viewer: Officer, number: str) -> InternalPage:
        """Show one to a handler; raises NotFound, also for what they may not see."""
        ...

    async def own(self, viewer: Officer) -> Sequence[OwnInternal]:
        """List what an officer has filed under their name, and what was decided about them."""
        ...

    async def by_receipt(self, receipt: str) -> OwnInternal:
        """Show an anonymous one to whoever has its receipt; raises NotFound."""
        ...

    async def book(self, viewer: Officer, from_: datetime, to: datetime) -> InternalBook:
        """Show the register of a period with its counts by class."""
        ...
