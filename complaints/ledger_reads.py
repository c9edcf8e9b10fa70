"""What the books of the house show: the register of complaints (投诉登记本)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from complaints.model import (
    Category,
    Channel,
    CloseReason,
    ComplaintId,
    Officer,
    Severity,
    Status,
)

if TYPE_CHECKING:
    from complaints.register import Page


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
    """Put a line where numbers are missing between those that the reader is shown.

    Numbers are given without gaps; what is missing belongs to complaints kept from the reader.
    """
    day, count = "", 0
    for row in rows:
        row_day, _, written = row.number.rpartition("-")
        if row_day != day:
            day, count = row_day, 0
        if int(written) > count + 1:
            yield Gap(f"{day}-{count + 1:03d}", f"{day}-{int(written) - 1:03d}")
        count = int(written)
        yield row


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
        """List the complaints received in a period, in the order of their numbers."""
        ...
