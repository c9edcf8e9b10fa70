"""`python -m desk check` says what is not as it should be."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from complaints.model import Role
from desk.checking import check
from desk.settings import read_settings
from desk.triage import NotLoaded
from desk.wiring import Desk, make_desk
from storage.migrate import migrate
from tests.factories import add_officer
from tests.fakes import FrozenTime

MakeDesk = Callable[[str], Desk]


@pytest.fixture
async def desk_with(tmp_path: Path) -> AsyncIterator[MakeDesk]:
    """Give a function that makes a desk in December 2026 whose policy has this calendar."""
    made: list[Desk] = []

    def make(calendar: str) -> Desk:
        policy = tmp_path / "policy.toml"
        policy.write_text(f"[calendar]\n{calendar}", encoding="utf-8")
        settings = read_settings({"DESK_DATA_DIR": str(tmp_path), "DESK_POLICY": str(policy)})
        settings = replace(settings, secret_key="x" * 40)
        desk = make_desk(settings, NotLoaded(), now=FrozenTime(datetime(2026, 12, 1, tzinfo=UTC)))
        made.append(desk)
        return desk

    yield make
    for desk in made:
        await desk.database.close()


@pytest.mark.parametrize(
    ("calendar", "is_guessed"),
    [
        ('days = "workdays"', True),
        ('days = "workdays"\nexceptions = { 2027-01-01 = "closed" }', False),
        ('days = "all"', False),
    ],
)
async def test_a_year_without_announced_holidays_is_named(
    desk_with: MakeDesk, calendar: str, is_guessed: bool
) -> None:
    """R14: until the exceptions of the policy name its holidays; a house open daily needs none."""
    desk = desk_with(calendar)
    await migrate(desk.database.engine)

    lines, is_well = await check(desk)

    assert is_well
    assert any("no holidays known for 2027" in line for line in lines) is is_guessed
    assert not any("2026, weekdays" in line for line in lines)
    assert any(line.startswith("ok    policy: lobby") for line in lines)


async def test_a_database_without_tables_is_told_and_not_migrated(desk_with: MakeDesk) -> None:
    """Checking changes nothing, and goes on to what else may be wrong."""
    lines, is_well = await check(desk_with(""))

    assert not is_well
    assert any("run `python -m desk migrate`" in line for line in lines)
    assert any("which edition is in force cannot be read" in line for line in lines)


async def test_a_head_who_does_not_work_here_is_named(desk_with: MakeDesk) -> None:
    """R20: with a slip of the pen in the policy nobody of the department could sign."""
    desk = desk_with(
        'days = "all"\n[[departments]]\ncode = "logistics"\nname = "后勤"\n'
        'categories = ["other"]\nhead = "钱主任"\nsecond = "赵工"\n'
    )
    await migrate(desk.database.engine)
    await add_officer(desk.database, "赵工", Role.DEPARTMENT_HANDLER, department="logistics")

    lines, is_well = await check(desk)

    assert not is_well
    wrong = [line for line in lines if line.startswith("FAIL")]
    assert wrong == ["FAIL  policy: head of logistics is '钱主任', who is no officer"]
