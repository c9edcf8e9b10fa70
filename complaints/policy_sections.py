"""The sections of a policy file, each read into its part of the policy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from complaints.clock_model import CONFIDENTIAL_CLOCKS, ClockKind
from complaints.model import Category, Role, Standing
from complaints.policy import (
    Authority,
    Department,
    Guide,
    PendingRules,
    Rule,
    Subcategory,
    Thresholds,
)
from complaints.policy_clocks import RUNGS, Clocks, Ladder, Span, Step, Unit
from complaints.policy_reader import Table

#: The numbers in brackets of R19; what is "off" a house does not measure.
_SPANS: Final = {
    ClockKind.TAKE: "5 min",
    ClockKind.PLAN: "30 min",
    ClockKind.RESULT: "24 h",
}
_OPTIONAL_SPANS: Final = {
    ClockKind.DEPARTMENT: "15 min",
    ClockKind.VISIT: "2 wd",
    ClockKind.REPORT: "30 min",
    ClockKind.PULSE: "24 h",
    ClockKind.REVIEW: "48 h",
    ClockKind.ONSITE: "5 min",
    ClockKind.FINDING: "24 h",
    ClockKind.FINDING_REVIEW: "4 h",
    ClockKind.FINDING_REPORT: "4 h",
    ClockKind.FINDING_TALK: "8 h",
}
_LADDER: Final = (
    Step(50, "owner"),
    Step(80, "duty_a"),
    Step(90, "duty_b"),
    Step(100, "lobby_manager"),
    Step(120, "department_head"),
    Step(150, "senior_leader"),
)
#: Whoever a finding's ladder names is told only as far as they may know of it; `owner` is whose
#: turn it is.
_OF_FINDINGS: Final = (
    Step(80, "owner"),
    Step(100, "owner"),
    Step(120, "quality_office"),
    Step(150, "senior_leader"),
)
#: The top is told of a major case at once (`major.begin`) and again, a pulse stays with the owner
#: as long as it can, and that a customer is silent is nobody's fault. A department hears of its
#: own answer first, and its head before whoever asked; a customer who waits on the spot is the
#: lobby manager's (R20).
_LADDERS: Final[Mapping[ClockKind, Ladder]] = {
    ClockKind.REPORT: tuple(Step(percent, "senior_leader") for percent in (50, 100, 150, 200)),
    ClockKind.PULSE: (Step(80, "owner"), Step(120, "duty_a")),
    ClockKind.SILENT: (),
    ClockKind.DEPARTMENT: (
        Step(50, Role.DEPARTMENT_HANDLER),
        Step(80, Role.DEPARTMENT_HEAD),
        Step(100, "owner"),
        Step(120, Role.LOBBY_MANAGER),
        Step(150, Role.SENIOR_LEADER),
    ),
    ClockKind.ONSITE: (
        Step(80, Role.LOBBY_MANAGER),
        Step(100, "duty_a"),
        Step(120, "duty_b"),
        Step(200, Role.SENIOR_LEADER),
    ),
    **dict.fromkeys(CONFIDENTIAL_CLOCKS, _OF_FINDINGS),
}
_LIMITS: Final = {Role.DUTY_MANAGER: 100, Role.SUPERVISOR: 200, Role.OFFICE: 300}
_POOL: Final = (
    Role.STAFF,
    Role.DUTY_MANAGER,
    Role.LOBBY_MANAGER,
    Role.DEPARTMENT_HANDLER,
)
_EXTENSIONS: Final = {
    Role.LOBBY_MANAGER: Span(24, Unit.HOURS),
    Role.SENIOR_LEADER: Span(30, Unit.DAYS),
}
#: Every month has these days.
_LAST_DAY: Final = 28
_MOST_ATTEMPTS: Final = 20
_MOST_PERCENT: Final = 1000
_MOST_AMOUNT: Final = 100_000_000


def read_clocks(table: Table) -> Clocks:
    """Read [clocks], [escalation], [pause] and [extension]."""
    clocks, escalation = table.table("clocks"), table.table("escalation")
    spans = {kind: clocks.span(kind, default) for kind, default in _SPANS.items()}
    for kind, default in _OPTIONAL_SPANS.items():
        if (span := clocks.find_span(kind, default)) is not None:
            spans[kind] = span
    spans[ClockKind.SILENT] = table.table("closing").span("unanswered", "3 d")
    limit = clocks.span("department_limit", "3 d")
    usual = spans.get(ClockKind.DEPARTMENT, limit)
    if usual.length > limit.length:
        clocks.wrong("department_limit", f"{str(limit)!r} is shorter than department")
    own = escalation.table("ladders")
    return Clocks(
        spans=spans,
        complex_result=clocks.span("result_complex", "72 h"),
        always=clocks.words("always", ClockKind, ClockKind.REPORT),
        ladder=_ladder(escalation, "ladder", _LADDER),
        ladders={**_LADDERS, **{kind: _ladder(own, kind) for kind in own.keys_of(ClockKind)}},
        pause_limit=table.table("pause").span("limit", "3 d"),
        extensions=table.table("extension").count("times", 1, most=20),
        extend_by=_extensions(table.table("extension")),
        pool=tuple(sorted(escalation.words("pool", Role, *_POOL))),
        snooze=escalation.span("snooze", "10 min"),
        department_limit=limit,
    )


def _extensions(table: Table) -> Mapping[Role, Span]:
    limits = table.table("limits")
    return {role: limits.span(role, "") for role in limits.keys_of(Role)} or _EXTENSIONS


def _ladder(table: Table, key: str, default: Ladder = ()) -> Ladder:
    """Read a ladder: a list of [percent of the clock, who], rising."""
    steps: list[Step] = []
    for index, value in enumerate(table.get(key, list, [[s.percent, s.who] for s in default])):
        step = _step(value)
        if step is None:
            table.wrong(f"{key}[{index}]", f"must be [percent, who], is {value!r}")
        elif step.who not in RUNGS:
            table.wrong(f"{key}[{index}]", f"{step.who!r} is not one of {', '.join(RUNGS)}")
        elif steps and step.percent < steps[-1].percent:
            table.wrong(f"{key}[{index}]", "comes before the step above it")
        else:
            steps.append(step)
    return tuple(steps)


def _step(value: Any) -> Step | None:
    match value:
        case [int(percent), str(who)] if 0 < percent <= _MOST_PERCENT:
            return Step(percent, who)
    return None


def read_thresholds(table: Table) -> Thresholds:
    """Read [severity] and [intake] (R8, R10, R13)."""
    severity = table.table("severity")
    return Thresholds(
        major_over=severity.count("major_over", 1_000, most=_MOST_AMOUNT),
        any_compensation=severity.get("any_compensation", bool, False),
        open_over=severity.span("open_over", "3 d"),
        departments=severity.count("departments", 3),
        repeat_within=severity.span("repeat_within", "30 d").length,
        group_within=severity.span("group_within", "2 h").length,
        group_size=severity.count("group_size", 3),
        alike_percent=severity.count("alike_percent", 25, most=100),
        late_after=table.table("intake").span("late_after", "30 d").length,
    )


def read_authority(table: Table) -> Authority:
    """Read [authority]."""
    authority = table.table("authority")
    own = authority.table("limits")
    limits = {role: own.count(role, 0, most=_MOST_AMOUNT) for role in own.keys_of(Role)}
    currency = authority.text("currency", "CNY")
    if not (len(currency) == 3 and currency.isascii() and currency.isupper()):
        authority.wrong("currency", f"{currency!r} is no currency code such as CNY")
    return Authority(currency, limits or _LIMITS)


def read_subcategories(table: Table) -> tuple[Subcategory, ...]:
    """Read [[subcategories]] (R12)."""
    return tuple(
        Subcategory(row.code(), row.needed("name"), row.word("category", Category, Category.OTHER))
        for row in table.rows("subcategories")
    )


def read_guides(table: Table, known: tuple[Subcategory, ...]) -> tuple[Guide, ...]:
    """Read [[guides]] (R24)."""
    codes = {subcategory.code for subcategory in known}
    guides = []
    for row in table.rows("guides"):
        wanted = row.texts("subcategories")
        for code in wanted:
            if code not in codes:
                row.wrong("subcategories", f"{code!r} is not among [[subcategories]]")
        guide = Guide(
            code=row.code(),
            name=row.needed("name"),
            subcategories=frozenset(wanted),
            categories=row.words("categories", Category),
            steps=row.texts("steps"),
            standings=row.words("standings", Standing),
        )
        if not guide.steps:
            row.wrong("steps", "is empty")
        guides.append(guide)
    return tuple(guides)


def read_rules(table: Table) -> tuple[Rule, ...]:
    """Read [[rules]], which customers may be shown (R17)."""
    return tuple(
        Rule(row.code(), row.needed("name"), row.needed("text")) for row in table.rows("rules")
    )


def read_departments(table: Table) -> tuple[Department, ...]:
    """Read [[departments]] (R20)."""
    return tuple(
        Department(
            code=row.code(),
            name=row.needed("name"),
            categories=row.words("categories", Category),
            head=row.text("head"),
            second=row.text("second"),
            seats=frozenset(row.texts("seats")),
        )
        for row in table.rows("departments")
    )


def read_pending(table: Table) -> PendingRules:
    """Read [pending] and [unreachable] (R32)."""
    pending, unreachable = table.table("pending"), table.table("unreachable")
    rules = PendingRules(
        day=pending.count("day", 4, most=_LAST_DAY, least=1),
        longest=pending.span("longest", "90 d").length,
        attempts=unreachable.count("attempts", 3, most=_MOST_ATTEMPTS, least=1),
        apart=unreachable.span("apart", "2 h").length,
        within=unreachable.span("within", "7 d").length,
    )
    if rules.apart * (rules.attempts - 1) > rules.within:
        unreachable.wrong("within", f"is too short for {rules.attempts} attempts so far apart")
    return rules
