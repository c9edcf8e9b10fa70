"""What each command of the CLI does. Each returns the exit code."""

from __future__ import annotations

import argparse
import asyncio
import csv
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from complaints import accounts, officers
from complaints.errors import Invalid, NotFound
from complaints.model import Officer, OfficerId, Role
from complaints.officers import Post
from complaints.policy import PolicyError
from desk import checking, lexicon_commands, runtime
from desk.demo.people import STAFF
from desk.demo.season import DAYS, stage_season
from desk.demo.stage import Clock
from desk.settings import Settings, SettingsError
from desk.triage import NotLoaded, lexicon_subject
from desk.wiring import Desk, make_desk
from storage import archive
from storage.migrate import migrate
from storage.passwords import Argon2Passwords
from storage.register import SqlRegister

Command = Callable[[argparse.Namespace, Settings], Awaitable[int]]


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Desk]:
    """Give a desk that is not running, with its database up to date."""
    desk = make_desk(settings, NotLoaded())
    try:
        await migrate(desk.database.engine)
        await desk.editions.reload()
        yield desk
    finally:
        await desk.database.close()


def operator() -> Officer:
    """Stand for whoever runs the desk itself, and may see everything."""
    return Officer(id=OfficerId(0), name="", role=Role.ADMINISTRATOR, created_at=datetime.now(UTC))


async def _run(options: argparse.Namespace, settings: Settings) -> int:
    await runtime.run(settings, options.only)
    return 0


async def _migrate(_: argparse.Namespace, settings: Settings) -> int:
    async with opened(settings):
        print("the database is up to date")
    return 0


async def _check(_: argparse.Namespace, settings: Settings) -> int:
    desk = make_desk(settings, NotLoaded())
    try:
        lines, is_well = await checking.check(desk)
    finally:
        await desk.database.close()
        if desk.telegram is not None:
            await desk.telegram.close()
    print("\n".join(lines))
    return 0 if is_well else 1


async def _officer(options: argparse.Namespace, settings: Settings) -> int:
    is_piped = not sys.stdin.isatty()
    password = (await asyncio.to_thread(sys.stdin.readline)).rstrip("\n") if is_piped else ""
    made = "" if password else secrets.token_urlsafe(12)
    accounts.check_password(password or made)
    hashed = await Argon2Passwords().hash(password or made)
    post = Post(Role(options.role), options.department, options.place)
    async with opened(settings) as desk, desk.database.transaction() as work:
        await officers.add_officer(desk.house, work, options.name, post, password_hash=hashed)
    print(f"added {options.name}" + (f", password (shown only now): {made}" if made else ""))
    return 0


async def _token(options: argparse.Namespace, settings: Settings) -> int:
    """Print a token for an officer or, with --role, for a service account of that name."""
    async with opened(settings) as desk, desk.database.transaction() as work:
        officer = await work.accounts.find_officer(options.name)
        if officer is None and options.role:
            post = Post(Role(options.role))
            officer = await officers.add_officer(
                desk.house, work, options.name, post, is_service=True
            )
        if officer is None or not officer.is_active:
            raise NotFound("no_such_officer", name=options.name)
        print(await accounts.issue_token(desk.house, work, officer))
    return 0


async def _demo(_: argparse.Namespace, settings: Settings) -> int:
    """Fill an empty desk with believable cases, and say how to sign in."""
    password = secrets.token_urlsafe(9)
    hashed = await Argon2Passwords().hash(password)
    now = datetime.now(UTC)
    today = now.astimezone(settings.zone).date().isoformat()
    clock = Clock(_midnight(today, settings.zone, days=-DAYS))
    desk = make_desk(settings, NotLoaded(), now=clock)
    try:
        await migrate(desk.database.engine)
        desk.editions.follow(lexicon_subject(desk.house, desk.loader, settings.data_dir))
        await desk.editions.reload()
        await stage_season(desk, clock, hashed, now, _print_day)
    finally:
        await desk.database.close()
    names = "、".join(name for name, _, _ in STAFF)
    print(f"\n{names}\npassword of all of them (shown only now): {password}")
    return 0


def _print_day(at: datetime) -> None:
    if at.weekday() == 0:
        print(f"{at:%Y-%m-%d} …", flush=True)


async def _export(options: argparse.Namespace, settings: Settings) -> int:
    """Write complaints received on the days from first to last, both included, as CSV."""
    start = _midnight(options.first, settings.zone)
    end = _midnight(options.last, settings.zone, days=1)
    if start >= end:
        raise Invalid("nothing_between", first=options.first, last=options.last)
    async with opened(settings) as desk:
        register = SqlRegister(desk.database)
        writer: csv.DictWriter[str] | None = None
        async for record in register.export(operator(), start, end):
            if writer is None:
                writer = csv.DictWriter(sys.stdout, list(record))
                writer.writeheader()
            writer.writerow(record)
    return 0


async def _backup(options: argparse.Namespace, settings: Settings) -> int:
    async with opened(settings) as desk:
        database = desk.database
        rows = await archive.backup(database.engine, desk.files, options.file, database.now())
    print(f"{rows} rows kept in {options.file}")
    return 0


async def _restore(options: argparse.Namespace, settings: Settings) -> int:
    async with opened(settings) as desk:
        rows = await archive.restore(desk.database.engine, desk.files, options.file)
    print(f"{rows} rows restored from {options.file}")
    return 0


def _midnight(day: str, zone: ZoneInfo, *, days: int = 0) -> datetime:
    try:
        local = datetime.combine(date.fromisoformat(day), time.min, zone) + timedelta(days=days)
    except ValueError as error:
        raise Invalid("not_a_day", day=day) from error
    return local.astimezone(UTC)


_COMMANDS: dict[str, Command] = {
    "run": _run,
    "migrate": _migrate,
    "check": _check,
    "officer": _officer,
    "token": _token,
    "demo": _demo,
    "export": _export,
    "backup": _backup,
    "restore": _restore,
    "lexicon": lexicon_commands.with_database,
}


async def dispatch(options: argparse.Namespace, settings: Settings) -> int:
    """Run the chosen command.

    Raises:
        SettingsError: the policy file cannot be used.
    """
    try:
        return await _COMMANDS[options.command](options, settings)
    except PolicyError as error:
        problems = [f"policy, {path}: {reason}" for path, reason in error.problems]
        raise SettingsError(problems) from error
    except archive.ArchiveError as error:
        print(f"refused: {error}", file=sys.stderr)
        return 1
