"""The numbers of the house: everything of REQUIREMENTS.md that a trade or a house may set.

Plain values, read from a TOML file by `complaints.policy_file`. A complaint keeps the promises it
was given when a policy changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from complaints.clock_model import ClockKind
from complaints.model import Category, Officer, Role, Severity, Standing
from complaints.policy_clocks import Clocks, Span
from complaints.policy_emergency import Emergency
from complaints.policy_people import Internal, Responsibility
from complaints.workdays import OpeningHours, round_the_clock


class PolicyError(ValueError):
    """A policy that cannot be used.

    `problems` lists (key path, reason) for everything wrong at once.
    """

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {reason}" for path, reason in problems))
        self.problems = problems


@dataclass(frozen=True)
class Place:
    """A place customers complain about; `code` is what a QR code carries.

    `hours` are set where it opens otherwise than the house.
    """

    code: str
    name: str
    hours: OpeningHours | None = None


@dataclass(frozen=True)
class Department:
    """A department; it answers for the categories it lists.

    `head` and `second` (第二受理人, R20) are the names of officers; `seats` are the other seats it
    holds, such as hr, finance or insurance.
    """

    code: str
    name: str
    categories: frozenset[Category]
    head: str = ""
    second: str = ""
    seats: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Subcategory:
    """A sub-category of the trade under one of the five (R12)."""

    code: str
    name: str
    category: Category


@dataclass(frozen=True)
class Guide:
    """Handling guide (处理要领, R24): what to do, step by step, in the house's words.

    For some sub-categories, for whole categories, or for everything when it names neither; one
    with `standings` belongs to such customers, whatever they complain of (R15).
    """

    code: str
    name: str
    subcategories: frozenset[str]
    categories: frozenset[Category]
    steps: tuple[str, ...]
    standings: frozenset[Standing] = frozenset()

    def fits(self, category: Category, subcategory: str, standing: Standing | None) -> bool:
        """Say whether it belongs beside such a complaint."""
        if self.standings:
            return standing in self.standings
        if self.subcategories or self.categories:
            return subcategory in self.subcategories or category in self.categories
        return True


@dataclass(frozen=True)
class Rule:
    """A rule that the house has published, so that customers may be shown it (R17)."""

    code: str
    name: str
    text: str


class Approval(StrEnum):
    """Which results somebody with authority sees before the customer does (R26)."""

    NEVER = "never"
    SERIOUS = "serious"
    ALWAYS = "always"


@dataclass(frozen=True)
class Thresholds:
    """What makes a complaint grave, late or one of many (R8, R10, R13)."""

    major_over: int
    any_compensation: bool
    open_over: Span
    departments: int
    repeat_within: timedelta
    group_within: timedelta
    group_size: int
    alike_percent: int
    late_after: timedelta


@dataclass(frozen=True)
class Authority:
    """What each role may promise a customer without asking, in the house's currency (R23).

    A role that is not listed decides nothing; senior leaders decide everything.
    """

    currency: str
    limits: Mapping[Role, int]

    def covers(self, role: Role, amount: Decimal | int) -> bool:
        """Say whether an amount is within a role's authority."""
        most = self.most(role)
        return most is None or amount <= most

    def most(self, role: Role) -> int | None:
        """Return what a role may promise in whole units: None without limit, below 0 nothing."""
        return None if role is Role.SENIOR_LEADER else self.limits.get(role, -1)


@dataclass(frozen=True)
class PendingRules:
    """The pending ledger and customers whom nobody reaches (R32).

    On `day` of the month the customers of last month's open items are contacted; nothing is
    pending for more than `longest` at a time. So many `attempts` at least `apart` and no older
    than `within` make a customer unreachable.
    """

    day: int
    longest: timedelta
    attempts: int
    apart: timedelta
    within: timedelta


@dataclass(frozen=True)
class Policy:
    """Everything that a house may set.

    The summary report of a major complaint is due `summary_within` after the event has been dealt
    with (R30); a measure's person is reminded when `measure_warning` percent of its time are used.
    """

    trade: str
    version: str
    house: str
    phone: str
    hours: OpeningHours
    awake: OpeningHours
    clocks: Clocks
    silence: timedelta
    same_matter: timedelta
    reopen_within: timedelta
    approval: Approval
    revisit_days: int
    thresholds: Thresholds
    authority: Authority
    subcategories: tuple[Subcategory, ...]
    guides: tuple[Guide, ...]
    rules: tuple[Rule, ...]
    places: tuple[Place, ...]
    departments: tuple[Department, ...]
    emergency: Emergency
    summary_within: Span
    measure_warning: int
    keep_cases: timedelta
    internal: Internal
    responsibility: Responsibility
    pending: PendingRules

    def hours_at(self, place: str) -> OpeningHours:
        """Return when a place is open: its own hours, else those of the house."""
        own = next((p.hours for p in self.places if p.code == place), None)
        return own or self.hours

    def calendar_of(self, kind: ClockKind, span: Span, place: str) -> OpeningHours:
        """Return the calendar by which a clock runs."""
        if kind in self.clocks.always:
            return round_the_clock(self.hours.zone)
        return self.calendar_for(span, place)

    def calendar_for(self, span: Span, place: str) -> OpeningHours:
        """Return the calendar by which a span is counted at a place."""
        return (
            round_the_clock(self.hours.zone) if span.is_round_the_clock else self.hours_at(place)
        )

    def rings_at(self, moment: datetime, severity: Severity, place: str = "") -> datetime:
        """Return when officers are told of a complaint (R14).

        Of a major one at once, of a serious one after the quiet hours, of a minor one when its
        place is open.
        """
        match severity:
            case Severity.MAJOR:
                return moment
            case Severity.SERIOUS:
                return self.awake.opens_at(moment)
            case Severity.MINOR:
                return self.awake.opens_at(self.hours_at(place).opens_at(moment))

    def place_name(self, code: str) -> str:
        """Return a place's name; the code itself when the policy no longer knows it."""
        return next((place.name for place in self.places if place.code == code), code)

    def department_for(self, category: Category) -> Department | None:
        """Return the department that answers for a category, None if nobody is named."""
        return next((d for d in self.departments if category in d.categories), None)

    def find_department(self, code: str) -> Department | None:
        """Find a department by its code."""
        return next((d for d in self.departments if d.code == code), None)

    def departments_of(self, officer: Officer) -> list[str]:
        """List the codes of the departments that an officer belongs to, heads or stands by."""
        return [
            d.code
            for d in self.departments
            if officer.department == d.code or officer.name in (d.head, d.second)
        ]

    def department_name(self, code: str) -> str:
        """Return a department's name; the code itself when the policy no longer knows it."""
        return next((d.name for d in self.departments if d.code == code), code)

    def subcategory_name(self, code: str) -> str:
        """Return a sub-category's name; what was written, when the policy does not know it."""
        return next((s.name for s in self.subcategories if s.code == code), code)

    def find_rule(self, code: str) -> Rule | None:
        """Find a published rule by its code."""
        return next((rule for rule in self.rules if rule.code == code), None)

    def guides_for(
        self, category: Category, subcategory: str, standing: Standing | None = None
    ) -> list[Guide]:
        """List the handling guides for a complaint: the customer's, the sub-category's (R24)."""
        fitting = [g for g in self.guides if g.fits(category, subcategory, standing)]
        return sorted(
            fitting, key=lambda g: (not g.standings, not g.subcategories, not g.categories)
        )
