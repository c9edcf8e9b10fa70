"""The numbers of the house: one validated TOML file per trade.

A file that does not make sense is refused whole, with the path of every key that is wrong and why.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from complaints.model import Category, ClockKind
from complaints.workdays import OpeningHours, WorkdaySource

T = TypeVar("T")

_DURATION: Final = re.compile(r"(\d+)\s*(min|h|d)")
_UNITS: Final = {"min": "minutes", "h": "hours", "d": "days"}
_CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")
_CLOCK_TIME: Final = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


class PolicyError(ValueError):
    """A policy that cannot be used.

    `problems` lists (key path, reason) for everything wrong at once.
    """

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {reason}" for path, reason in problems))
        self.problems = problems


@dataclass(frozen=True)
class Place:
    """A place customers complain about; `code` is what a QR code carries."""

    code: str
    name: str


@dataclass(frozen=True)
class Department:
    """A department; it answers for the categories it lists."""

    code: str
    name: str
    categories: frozenset[Category]


@dataclass(frozen=True)
class Policy:
    """Everything of REQUIREMENTS.md that a house may set.

    Spans are working time unless they say days.
    """

    trade: str
    version: str
    house: str
    phone: str
    hours: OpeningHours
    clocks: Mapping[ClockKind, timedelta]
    silence: timedelta
    same_matter: timedelta
    unanswered: timedelta
    reopen_within: timedelta
    untaken_after: timedelta
    revisit_days: int
    late_after: timedelta
    places: tuple[Place, ...]
    departments: tuple[Department, ...]

    def place_name(self, code: str) -> str:
        """Return a place's name; the code itself when the policy no longer knows it."""
        return next((place.name for place in self.places if place.code == code), code)

    def department_for(self, category: Category) -> Department | None:
        """Return the department that answers for a category, None if nobody is named."""
        return next((d for d in self.departments if category in d.categories), None)

    def department_name(self, code: str) -> str:
        """Return a department's name; the code itself when the policy no longer knows it."""
        return next((d.name for d in self.departments if d.code == code), code)


class _Reader:
    """Reads a parsed TOML table, remembering every problem instead of stopping at the first."""

    def __init__(self, table: Mapping[str, Any], zone: ZoneInfo, workdays: WorkdaySource) -> None:
        self.table, self.zone, self.workdays = table, zone, workdays
        self.problems: list[tuple[str, str]] = []
        self.seen: set[str] = set()

    def get(self, path: str, kind: type[T], default: T) -> T:
        self.seen.add(path)
        node: Any = self.table
        for part in path.split("."):
            if not isinstance(node, Mapping) or part not in node:
                return default
            node = node[part]
        if isinstance(node, kind) and not (kind is int and isinstance(node, bool)):
            return node
        self.problems.append((path, f"must be {kind.__name__}, is {type(node).__name__}"))
        return default

    def text(self, path: str, default: str = "") -> str:
        return self.get(path, str, default)

    def count(self, path: str, default: int) -> int:
        value = self.get(path, int, default)
        if not 0 <= value <= 365:
            self.problems.append((path, "must be between 0 and 365"))
        return value

    def span(self, path: str, default: str) -> timedelta:
        value = self.text(path, default)
        match = _DURATION.fullmatch(value)
        if match is None or int(match[1]) == 0:
            self.problems.append((path, f"{value!r} is no span such as '30 min', '24 h' or '3 d'"))
            return timedelta(minutes=1)
        return timedelta(**{_UNITS[match[2]]: int(match[1])})

    def opening(self, path: str) -> OpeningHours:
        intervals: list[tuple[time, time]] = []
        for index, value in enumerate(self.get(f"{path}.open", list, ["00:00-24:00"])):
            match = _CLOCK_TIME.fullmatch(value) if isinstance(value, str) else None
            if match is None:
                self.problems.append((f"{path}.open[{index}]", f"{value!r} is no '09:00-17:30'"))
                continue
            start = time(int(match[1]) % 24, int(match[2]))
            end = time(int(match[3]) % 24, int(match[4]))
            if end != time.min and end <= start:
                self.problems.append((f"{path}.open[{index}]", "ends before it begins"))
            elif intervals and (intervals[-1][1] == time.min or start < intervals[-1][1]):
                self.problems.append((f"{path}.open[{index}]", "overlaps the one before"))
            intervals.append((start, end))
        days = self.text(f"{path}.days", "all")
        if days not in ("all", "workdays"):
            self.problems.append((f"{path}.days", "must be 'all' or 'workdays'"))
        return OpeningHours(
            tuple(intervals), self.zone, self.workdays if days == "workdays" else None
        )

    def rows(self, path: str, make: Callable[[str, Mapping[str, Any]], T]) -> tuple[T, ...]:
        made: dict[str, T] = {}
        for index, row in enumerate(self.get(path, list, [])):
            here = f"{path}[{index}]"
            code = row.get("code") if isinstance(row, Mapping) else None
            if not isinstance(code, str) or _CODE.fullmatch(code) is None:
                self.problems.append((f"{here}.code", "must be 1 to 32 letters, digits, - or _"))
            elif code in made:
                self.problems.append((f"{here}.code", f"{code!r} stands twice"))
            elif not isinstance(row.get("name"), str):
                self.problems.append((f"{here}.name", "is missing"))
            else:
                made[code] = make(here, row)
        return tuple(made.values())

    def department(self, here: str, row: Mapping[str, Any]) -> Department:
        known = set(Category)
        wanted = row.get("categories", [])
        for name in wanted:
            if name not in known:
                self.problems.append((f"{here}.categories", f"{name!r} is no category"))
        return Department(
            row["code"], row["name"], frozenset(Category(n) for n in wanted if n in known)
        )

    def unknown(self, table: Mapping[str, Any], prefix: str = "") -> None:
        for key, value in table.items():
            path = f"{prefix}{key}"
            if path in self.seen:
                continue
            if isinstance(value, Mapping):
                self.unknown(value, f"{path}.")
            else:
                self.problems.append((path, "is not a setting of a policy"))


def read_policy(source: str, *, zone: ZoneInfo, workdays: WorkdaySource) -> Policy:
    """Read a policy from TOML text.

    Raises:
        PolicyError: not TOML (with line and column), or something in it is wrong (with every key
        path).
    """
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([("file", str(error))]) from error
    reader = _Reader(table, zone, workdays)
    policy = Policy(
        trade=reader.text("trade", "lobby"),
        version=hashlib.sha256(source.encode()).hexdigest()[:12],
        house=reader.text("house", "回音"),
        phone=reader.text("phone"),
        hours=reader.opening("calendar"),
        clocks={
            ClockKind.TAKE: reader.span("clocks.take", "5 min"),
            ClockKind.PLAN: reader.span("clocks.plan", "30 min"),
            ClockKind.RESULT: reader.span("clocks.result", "24 h"),
        },
        silence=reader.span("dialogue.silence", "10 min"),
        same_matter=reader.span("dialogue.same_matter", "30 min"),
        unanswered=reader.span("closing.unanswered", "3 d"),
        reopen_within=reader.span("closing.reopen_within", "7 d"),
        untaken_after=reader.span("escalation.untaken_after", "5 min"),
        revisit_days=reader.count("revisit.days", 3),
        late_after=reader.span("intake.late_after", "30 d"),
        places=reader.rows("places", lambda _, row: Place(row["code"], row["name"])),
        departments=reader.rows("departments", reader.department),
    )
    reader.unknown(table)
    if reader.problems:
        raise PolicyError(reader.problems)
    return policy
