"""The register book: numbers in order, and a line for each that is not shown (R6, R43)."""

from __future__ import annotations

from datetime import UTC, datetime

from complaints.ledger_reads import BookRow, Gap, with_gaps
from complaints.model import Category, Channel, ComplaintId, Severity, Status


def row(number: str) -> BookRow:
    """Make a line of the book."""
    return BookRow(
        id=ComplaintId(1),
        number=number,
        received_at=datetime(2026, 3, 11, tzinfo=UTC),
        channel=Channel.PHONE,
        customer_name="",
        customer_contact="",
        category=Category.OTHER,
        severity=Severity.MINOR,
        excerpt="",
        department="",
        owner_name="",
        status=Status.NEW,
        closed_at=None,
        close_reason=None,
        merged_into="",
    )


def lines(*numbers: str) -> list[str]:
    """Write what the book shows for some numbers."""
    return [
        f"{one.first}…{one.last}" if isinstance(one, Gap) else one.number
        for one in with_gaps(map(row, numbers))
    ]


def test_missing_numbers_are_named_day_by_day() -> None:
    """At the beginning of a day, too; what comes after the last is not known (R6)."""
    assert lines("HY-260311-002", "HY-260311-005", "HY-260312-001") == [
        "HY-260311-001…HY-260311-001",
        "HY-260311-002",
        "HY-260311-003…HY-260311-004",
        "HY-260311-005",
        "HY-260312-001",
    ]


def test_two_that_came_at_once_stand_in_the_order_of_their_numbers() -> None:
    """So that none looks missing; and a thousand comes after a hundred (R6)."""
    assert lines("HY-260311-002", "HY-260311-001") == ["HY-260311-001", "HY-260311-002"]
    many = [f"HY-260311-{n:03d}" for n in range(1, 1002)]
    assert lines(*sorted(many)) == many
