"""What the books of the house show: the register of complaints (投诉登记本) and the ledger of
what is pending (未了事宜台帐)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from complaints.model import (
    Category,
    Channel,
    CloseReason,
    ComplaintId,
    Officer,
    OfficerId,
    Severity,
    Status,
)
from complaints.pending_model import CallAttempt, Pending, PendingState
from complaints.policy import Policy

if TYPE_CHECKING:
    from complaints.list_reads import Page


@dataclass(frozen=True)
class BookRow:
    """A line of the register book; name, contact and long numbers are masked (R41).

    `merged_into` is the number of the complaint that this one is dealt with under, or "".
    """

    id: ComplaintId
    number: str
    received_at: datetime
    channel: Channel
    customer_name: str
    customer_contact: str
    category: Category
    severity: Severity
    excerpt: str
    department: str
    owner_name: str
    status: Status
    closed_at: datetime | None
    close_reason: CloseReason | None
    merged_into: str


@dataclass(frozen=True)
class Gap:
    """Numbers of a day that the reader of the book is not shown, first to last (R6)."""

    first: str
    last: str


def with_gaps(rows: Iterable[BookRow]) -> Iterator[BookRow | Gap]:
    """Put rows into the order of their numbers, and a line where numbers are missing.

    Numbers are given without gaps; what is missing belongs to complaints kept from the reader.
    """
    day, count = "", 0
    for row in sorted(rows, key=lambda row: _parts(row.number)):
        row_day, written = _parts(row.number)
        if row_day != day:
            day, count = row_day, 0
        if written > count + 1:
            yield Gap(f"{day}-{count + 1:03d}", f"{day}-{written - 1:03d}")
        count = written
        yield row


def _parts(number: str) -> tuple[str, int]:
    """Take a number apart: HY-261122 and 7. As text, 1000 would come before 101."""
    day, _, written = number.rpartition("-")
    return day, int(written)


class PendingView(StrEnum):
    """The parts of the pending ledger."""

    OPEN = "open"
    TO_CONTACT = "to_contact"
    SETTLED = "settled"


@dataclass(frozen=True)
class PendingRow:
    """A line of the pending ledger; the customer's name is masked (R41).

    `contacted_at` is when a person of the house last reached the customer, `is_contacted` whether
    that was in the present business month.
    """

    pending: Pending
    number: str
    category: Category
    severity: Severity
    status: Status
    customer_name: str
    owner_name: str
    responsible_name: str
    entered_by: str
    settled_by: str
    contacted_at: datetime | None
    is_contacted: bool


@dataclass(frozen=True)
class CaseLedger:
    """What the ledger has of one case, oldest first, and the calls that reached nobody.

    `counted` are the calls that count towards "unreachable". `names` are those of officers.
    """

    entries: Sequence[Pending]
    attempts: Sequence[CallAttempt]
    counted: int
    names: Mapping[OfficerId, str]

    @property
    def current(self) -> Pending | None:
        """The entry that is open or waits for approval."""
        last = self.entries[-1] if self.entries else None
        is_current = last is not None and last.state in (PendingState.ASKED, PendingState.OPEN)
        return last if is_current else None


class Ledgers(Protocol):
    """Reads the books; whom a line may be shown to is decided in the query (promise 7)."""

    async def book(
        self,
        viewer: Officer,
        from_: datetime,
        to: datetime,
        cursor: str | None = None,
        limit: int = 200,
    ) -> Page[BookRow]:
        """List the complaints received in a period, in the order in which they came."""
        ...

    async def pending(
        self,
        viewer: Officer,
        view: PendingView,
        month_start: datetime,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[PendingRow]:
        """List a part of the ledger: what is open as it was asked for, the settled newest first.

        `month_start` is when the present business month began: what is to be contacted was
        entered before it and has not been contacted since.
        """
        ...

    async def of_case(self, viewer: Officer, number: str, policy: Policy) -> CaseLedger:
        """Show what the ledger has of a case; raises NotFound, also for what is not visible."""
        ...
