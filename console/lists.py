"""The list of complaints as an address: what is filtered, how it is linked, how it is grouped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from complaints.list_reads import CaseRow, Filters, View
from complaints.model import Category, Channel, Severity, Status
from complaints.periods import day_end, day_start
from console.forms import Form

#: What ends within this stands apart in the list.
NEAR = timedelta(minutes=30)
_SHORT_NUMBER = re.compile(r"(?:(?:HY-)?([0-9]{4}|[0-9]{6})-)?([0-9]{1,5})")
_FIELDS = (
    *("view", "category", "department", "severity", "channel"),
    *("place", "text", "from", "to"),
)


@dataclass(frozen=True)
class Links:
    """Makes addresses that keep what is filtered."""

    fields: dict[str, str]

    def list(self, **changes: str) -> str:
        """Link to the list with some fields changed; "" removes one."""
        return f"/{self._query(changes)}"

    def case(self, number: str, *path: str, **changes: str) -> str:
        """Link to a case beside this list, or to something below it."""
        return "/".join(("/cases", number, *path)) + self._query(changes)

    def _query(self, changes: dict[str, str]) -> str:
        fields = {name: value for name, value in (self.fields | changes).items() if value}
        return f"?{urlencode(fields)}" if fields else ""


def links_of(query: Form) -> Links:
    """Keep what an address filters by."""
    return Links({name: value for name in _FIELDS if (value := query.text(name))})


def filters_of(query: Form, zone: ZoneInfo) -> Filters:
    """Read what is filtered by; what makes no sense filters nothing. Both days are included."""
    first, last = query.find_day("from"), query.find_day("to")
    return Filters(
        view=query.find_choice("view", View) or View.ALL_OPEN,
        category=query.find_choice("category", Category),
        severity=query.find_choice("severity", Severity),
        channel=query.find_choice("channel", Channel),
        department=query.text("department"),
        place=query.text("place"),
        text=query.text("text")[:100],
        received_from=day_start(first, zone) if first else None,
        received_to=day_end(last, zone) if last else None,
    )


def short_number(number: str, today: date) -> str:
    """Shorten a number for lists: 042 for today's, 0312-042 for older ones."""
    _, day, count = number.split("-")
    if day == f"{today:%y%m%d}":
        return count
    return f"{day[2:]}-{count}" if day[:2] == f"{today:%y}" else f"{day}-{count}"


def full_number(text: str, today: date) -> str:
    """Complete a number as lists shorten it: 042, 0312-042, 250312-042; "" for anything else."""
    found = _SHORT_NUMBER.fullmatch(text.strip().upper())
    if found is None:
        return ""
    day = found[1] or ""
    return f"HY-{f'{today:%y%m%d}'[: 6 - len(day)]}{day}-{found[2].zfill(3)}"


def group_rows(rows: Sequence[CaseRow], now: datetime) -> list[tuple[str, list[CaseRow]]]:
    """Divide rows that stand in the order of their deadlines: late, near, later, without any."""
    groups: list[tuple[str, list[CaseRow]]] = []
    for row in rows:
        key = _group(row, now)
        if not groups or groups[-1][0] != key:
            groups.append((key, []))
        groups[-1][1].append(row)
    return groups


def _group(row: CaseRow, now: datetime) -> str:
    if row.clock is None:
        return "answered" if row.status is Status.ANSWERED else "none"
    left = row.clock.due_at - now
    if left <= timedelta(0):
        return "late"
    return "near" if left <= NEAR else "later"
