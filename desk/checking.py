"""`python -m desk check`: is everything there that the desk needs? Secrets are masked."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from desk.wiring import Desk
from storage import audit
from storage.migrate import is_current
from storage.unit_of_work import DatabaseUnavailable


async def check(desk: Desk) -> tuple[list[str], bool]:
    """Look at settings, database, channels and audit chain.

    Returns lines for people and the verdict.
    """
    settings = [f"  {name} = {value}" for name, value in desk.settings.shown().items()]
    findings = [await _database(desk), await _audit(desk)]
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
