"""How long things may take, and who hears of it when they take long (R19, R21)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from complaints.clock_model import ClockKind
from complaints.model import Role
from complaints.workdays import OpeningHours

_SPAN: Final = re.compile(r"(\d{1,5})\s*(min|h|d|wd)")


class Unit(StrEnum):
    """What a span counts: working time (minutes, hours), days, or working days."""

    MINUTES = "min"
    HOURS = "h"
    DAYS = "d"
    WORKING_DAYS = "wd"


@dataclass(frozen=True)
class Span:
    """How long something may take.

    Minutes and hours are working time, working days end at the same time of day, and days are
    days: nights and holidays count.
    """

    amount: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Span | None:
        """Read "30 min", "24 h", "3 d" or "2 wd"; None when it is none of these."""
        match = _SPAN.fullmatch(text)
        if match is None or int(match[1]) == 0:
            return None
        return cls(int(match[1]), Unit(match[2]))

    @property
    def is_round_the_clock(self) -> bool:
        """Whether nights and holidays count."""
        return self.unit is Unit.DAYS

    @cached_property
    def length(self) -> timedelta:
        """How long it is, with every day as 24 hours."""
        match self.unit:
            case Unit.MINUTES:
                return timedelta(minutes=self.amount)
            case Unit.HOURS:
                return timedelta(hours=self.amount)
            case _:
                return timedelta(days=self.amount)

    def end(self, hours: OpeningHours, start: datetime) -> datetime:
        """Return when it is over by a calendar."""
        match self.unit:
            case Unit.DAYS:
                return start.astimezone(UTC) + self.length
            case Unit.WORKING_DAYS:
                return hours.add_days(start, self.amount)
            case _:
                return hours.after(start, self.length)

    def __str__(self) -> str:
        """Write it as a policy file does."""
        return f"{self.amount} {self.unit}"


#: Who is told at a step of a ladder: the owner, who is on duty as A and as B, or a role.
OWNER: Final = "owner"
DUTY_A: Final = "duty_a"
DUTY_B: Final = "duty_b"
RUNGS: Final = (OWNER, DUTY_A, DUTY_B, *Role)


@dataclass(frozen=True)
class Step:
    """One step of a ladder: at so many percent of a clock somebody is told (R21)."""

    percent: int
    who: str


Ladder = tuple[Step, ...]


@dataclass(frozen=True)
class Clocks:
    """How long each promise lasts, and whom its ladder tells (R19, R21).

    `spans` lacks what a house does not measure. `complex_result` holds for what is serious, major
    or asked of a department, which gets `department_limit` at most. `always` are the clocks that
    run at night, too.
    """

    spans: Mapping[ClockKind, Span]
    complex_result: Span
    always: frozenset[ClockKind]
    ladder: Ladder
    ladders: Mapping[ClockKind, Ladder]
    pause_limit: Span
    extensions: int
    extend_by: Mapping[Role, Span]
    pool: tuple[str, ...]
    snooze: Span
    department_limit: Span

    @cached_property
    def levels(self) -> tuple[tuple[str, ...], ...]:
        """The ladder as levels, above the pool: A and B are one, and nobody stands twice."""
        found: dict[str, tuple[str, ...]] = {}
        for step in self.ladder:
            if step.who == DUTY_B and DUTY_A in found:
                found[DUTY_A] = (DUTY_A, DUTY_B)
            elif step.who != OWNER:
                found.setdefault(step.who, (step.who,))
        return tuple(found.values())

    def level_of(self, who: str) -> int:
        """Return the level of a rung: 0 for the owner, the last for one that has none.

        Above the people of a department stands its head.
        """
        levels = self.levels
        if who == OWNER:
            return 0
        if who == Role.DEPARTMENT_HANDLER:
            return self.level_of(Role.DEPARTMENT_HEAD) - 1
        return next((n for n, level in enumerate(levels, 1) if who in level), len(levels))

    def rank_of(self, role: Role) -> int:
        """Return the level that a role stands on, 0 for one that only the pool has."""
        held = {role, DUTY_A} if role is Role.DUTY_MANAGER else {role}
        return next((n for n, level in enumerate(self.levels, 1) if held & set(level)), 0)

    def ladder_of(self, kind: ClockKind) -> Ladder:
        """Return a clock's own ladder, else that of the house."""
        return self.ladders.get(kind, self.ladder)
