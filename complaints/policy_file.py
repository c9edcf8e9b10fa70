"""Reads a policy file: one TOML file per trade, taken whole or refused whole."""

from __future__ import annotations

import hashlib
import tomllib
from zoneinfo import ZoneInfo

from complaints.policy import Approval, Policy, PolicyError
from complaints.policy_calendar import Calendars
from complaints.policy_emergency import read_emergency
from complaints.policy_people import read_internal, read_responsibility
from complaints.policy_reader import Table
from complaints.policy_sections import (
    read_authority,
    read_clocks,
    read_departments,
    read_guides,
    read_pending,
    read_rules,
    read_subcategories,
    read_thresholds,
)
from complaints.workdays import WorkdaySource


def read_policy(
    source: str, *, zone: ZoneInfo, workdays: WorkdaySource, common: str = ""
) -> Policy:
    """Read a policy from TOML text; `common` is what every trade has, such as emergency cards.

    Raises:
        PolicyError: not TOML (with line and column), or something in it is wrong (with every key
        path).
    """
    try:
        table = Table(tomllib.loads(source), [])
    except tomllib.TOMLDecodeError as error:
        raise PolicyError([("file", str(error))]) from error
    shared = Table(tomllib.loads(common), table.problems, "common")
    version = hashlib.sha256(source.encode()).hexdigest()[:12]
    policy = _read(table, shared, version, zone, workdays)
    table.finish()
    shared.finish()
    if table.problems:
        raise PolicyError(table.problems)
    return policy


def _read(
    table: Table, common: Table, version: str, zone: ZoneInfo, workdays: WorkdaySource
) -> Policy:
    calendars = Calendars(zone, workdays)
    hours = calendars.house(table)
    dialogue = table.table("dialogue")
    subcategories = read_subcategories(table)
    places, departments = calendars.places(table, hours), read_departments(table)
    return Policy(
        trade=table.text("trade", "lobby"),
        version=version,
        house=table.text("house", "回音"),
        phone=table.text("phone"),
        hours=hours,
        awake=calendars.awake(table),
        clocks=read_clocks(table),
        silence=dialogue.span("silence", "10 min").length,
        same_matter=dialogue.span("same_matter", "30 min").length,
        reopen_within=table.table("closing").span("reopen_within", "7 d").length,
        approval=table.table("closing").word("approval", Approval, Approval.NEVER),
        revisit_days=table.table("revisit").count("days", 3),
        thresholds=read_thresholds(table),
        authority=read_authority(table),
        subcategories=subcategories,
        guides=read_guides(table, subcategories),
        rules=read_rules(table),
        places=places,
        departments=departments,
        emergency=read_emergency(
            table,
            common,
            seats={seat for department in departments for seat in department.seats},
            places={place.code for place in places},
            subcategories={subcategory.code for subcategory in subcategories},
        ),
        summary_within=table.table("major").span("report_within", "3 d"),
        measure_warning=table.table("major").count("warn_percent", 80, most=99),
        keep_cases=table.table("retention").span("cases", "1095 d").length,
        internal=read_internal(table),
        responsibility=read_responsibility(table),
        pending=read_pending(table),
    )
