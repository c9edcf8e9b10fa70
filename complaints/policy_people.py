"""What a house sets for its own people: internal complaints (R9) and responsibility (R34)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from complaints.model import Role, Severity
from complaints.policy_clocks import Span
from complaints.policy_reader import Table
from complaints.workdays import OpeningHours

#: Who may see the internal register at all; whatever a policy says, nobody else does (promise 7).
SEATS: Final = (Role.HR, Role.QUALITY_OFFICE, Role.SENIOR_LEADER)
_CLASSES: Final = (
    ("pay", "薪酬考勤"),
    ("manager", "上级管理方式"),
    ("colleague", "同事相处"),
    ("conditions", "工作条件与安全"),
    ("conduct", "违纪违规"),
    ("other", "其他"),
)
#: A calendar that knows no workday for so long is a mistake.
_SEARCH_DAYS: Final = 60
_MOST_POINTS: Final = 100


@dataclass(frozen=True)
class InternalClass:
    """One of the house's own classes of internal complaints; the five of R11 do not fit them."""

    code: str
    name: str


@dataclass(frozen=True)
class Internal:
    """How internal complaints are dealt with (R9).

    `seats` are the levels, the lowest first; the last one's decision is final. What is filed
    before `report_by` on a working day is answered or reported upward by then, on the same day.
    A review is asked for within `review_within` and decided within `review`.
    """

    classes: tuple[InternalClass, ...]
    seats: tuple[Role, ...]
    report_by: time
    review_within: Span
    review: Span

    @property
    def top(self) -> int:
        """The level above which there is none."""
        return len(self.seats) - 1

    def level_of(self, role: Role) -> int | None:
        """Return the level that a role decides on, None for one that decides nothing."""
        return self.seats.index(role) if role in self.seats else None

    def class_name(self, code: str) -> str:
        """Return a class's name; the code itself when the policy no longer knows it."""
        return next((one.name for one in self.classes if one.code == code), code)

    def report_due(self, hours: OpeningHours, at: datetime) -> datetime:
        """Return by when something filed at `at` is answered or reported upward."""
        local = at.astimezone(hours.zone)
        day = local.date() if local.time() < self.report_by else local.date() + timedelta(days=1)
        for _ in range(_SEARCH_DAYS):
            if hours.is_workday(day):
                break
            day += timedelta(days=1)
        return datetime.combine(day, self.report_by, hours.zone).astimezone(UTC)


def read_internal(table: Table) -> Internal:
    """Read [internal]."""
    own = table.table("internal")
    rows = own.rows("classes")
    classes = tuple(InternalClass(row.code(), row.needed("name")) for row in rows)
    return Internal(
        classes=classes or tuple(InternalClass(*one) for one in _CLASSES),
        seats=_seats(own),
        report_by=_time(own, "report_by", "18:00"),
        review_within=own.span("review_within", "7 d"),
        review=own.span("review", "3 wd"),
    )


def _seats(own: Table) -> tuple[Role, ...]:
    seats = own.texts("seats") or SEATS
    if any(seat not in SEATS for seat in seats):
        own.wrong("seats", f"may name only {', '.join(SEATS)}")
    elif len(set(seats)) != len(seats):
        own.wrong("seats", "names one twice")
    elif seats[-1] != Role.SENIOR_LEADER:
        own.wrong("seats", "must end with senior_leader, whose decision is final")
    else:
        return tuple(Role(seat) for seat in seats)
    return SEATS


def _time(own: Table, key: str, default: str) -> time:
    value = own.text(key, default)
    try:
        found = time.fromisoformat(value)
    except ValueError:
        found = time.min
    if found == time.min or found.tzinfo is not None:
        own.wrong(key, f"{value!r} is no time of day such as '18:00'")
    return found


class DecidedBy(StrEnum):
    """By what it is decided who assigns responsibility (R34)."""

    KIND = "kind"
    SEVERITY = "severity"


@dataclass(frozen=True)
class Responsibility:
    """How responsibility is assigned (R34).

    `unreachable` is the time for a finding when the customer cannot be reached, `hear` how long
    the person has to answer before it may be decided without their words. `points` are the most
    that a finding may cost, by severity; a transfer needs `transfer_after` earlier findings
    against the same person, a dismissal a case of at least `dismissal_from`.
    """

    by: DecidedBy
    unreachable: Span
    hear: Span
    points: Mapping[Severity, int]
    transfer_after: int
    dismissal_from: Severity


def read_responsibility(table: Table) -> Responsibility:
    """Read [responsibility]."""
    own = table.table("responsibility")
    points = own.table("points")
    defaults = {Severity.MINOR: 2, Severity.SERIOUS: 5, Severity.MAJOR: 10}
    return Responsibility(
        by=own.word("by", DecidedBy, DecidedBy.KIND),
        unreachable=own.span("unreachable", "48 h"),
        hear=own.span("hear", "8 h"),
        points={s: points.count(s, default, most=_MOST_POINTS) for s, default in defaults.items()},
        transfer_after=own.count("transfer_after", 2),
        dismissal_from=own.word("dismissal_from", Severity, Severity.MAJOR),
    )
