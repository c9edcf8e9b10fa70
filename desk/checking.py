"""`python -m desk check`: is everything there that the desk needs? Secrets are masked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sqlalchemy.exc import DBAPIError

from desk.wiring import Desk
from storage import audit
from storage.account_store import account_reading
from storage.migrate import is_current
from storage.unit_of_work import DatabaseUnavailable

#: How far ahead promises reach that count working days.
_OUTLOOK: Final = timedelta(days=60)


async def check(desk: Desk) -> tuple[list[str], bool]:
    """Look at settings, database, channels and audit chain.

    Returns lines for people and the verdict.
    """
    settings = [f"  {name} = {value}" for name, value in desk.settings.shown().items()]
    findings = [await _database(desk), await _audit(desk), await _policy(desk), *_calendars(desk)]
    findings += await _departments(desk)
    if desk.telegram is not None:
        findings.append(await desk.telegram.check())
    lines = [f"{'ok  ' if is_well else 'FAIL'}  {line}" for line, is_well in findings]
    return ["settings", *settings, *lines], all(is_well for _, is_well in findings)


async def _database(desk: Desk) -> tuple[str, bool]:
    try:
        if await is_current(desk.database.engine):
            return "database: reachable, schema up to date", True
    except (DBAPIError, OSError) as error:
        return f"database: not reachable ({type(error).__name__})", False
    return "database: not up to date, run `python -m desk migrate`", False


async def _audit(desk: Desk) -> tuple[str, bool]:
    try:
        wrong = await audit.verify(desk.database)
    except (DBAPIError, DatabaseUnavailable):
        return "audit chain: cannot be read", False
    return ("audit chain: " + ("; ".join(wrong) if wrong else "whole"), not wrong)


async def _policy(desk: Desk) -> tuple[str, bool]:
    """Look at the policy in force; a file that cannot be read never gets as far as this."""
    try:
        await desk.editions.reload()
    except (DBAPIError, DatabaseUnavailable):
        return "policy: which edition is in force cannot be read", False
    policy = desk.house.policy
    return f"policy: {policy.trade} {policy.version} is in force", True


async def _departments(desk: Desk) -> list[tuple[str, bool]]:
    """Name the heads and second receivers of the policy who do not work here (R20)."""
    wrong = []
    try:
        async with account_reading(desk.database.reading)() as accounts:
            for department in desk.house.policy.departments:
                for key in ("head", "second"):
                    name = getattr(department, key)
                    officer = await accounts.find_officer(name) if name else None
                    if name and (officer is None or not officer.is_active):
                        line = f"policy: {key} of {department.code} is {name!r}, who is no officer"
                        wrong.append((line, False))
    except (DBAPIError, DatabaseUnavailable):
        return []  # which is told already
    return wrong


def _calendars(desk: Desk) -> Iterator[tuple[str, bool]]:
    """Name the years whose holidays are guessed by weekday, from today until in two months."""
    policy, now = desk.house.policy, desk.house.now()
    years = sorted({now.year, (now + _OUTLOOK).year})
    calendars = [policy.hours, *(p.hours for p in policy.places if p.hours is not None)]
    for year in years:
        if any(hours.is_guessed(year) for hours in calendars):
            yield (
                f"calendar: no holidays known for {year}, weekdays count as workdays;"
                " name them in [calendar.exceptions] of the policy",
                True,
            )
