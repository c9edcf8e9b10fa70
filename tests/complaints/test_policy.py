"""Policies are read whole or refused whole, with everything that is wrong."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path

import pytest

from complaints.model import Category, ClockKind
from complaints.policy import Policy, PolicyError, read_policy
from complaints.workdays import Weekdays
from tests.fakes import POLICIES, ZONE


def read(source: str) -> Policy:
    """Read a policy's text."""
    return read_policy(source, zone=ZONE, workdays=Weekdays())


def problems(source: str) -> dict[str, str]:
    """Read a policy that is wrong; returns reason by key path."""
    with pytest.raises(PolicyError) as refused:
        read(source)
    return dict(refused.value.problems)


@pytest.mark.parametrize("path", sorted(POLICIES.glob("*.toml")), ids=lambda path: path.stem)
def test_every_policy_that_comes_along_is_good(path: Path) -> None:
    """And names the trade of its file."""
    assert read(path.read_text(encoding="utf-8")).trade == path.stem


def test_the_lobbys_numbers_are_those_of_the_rules() -> None:
    """R3, R19, R26, R33 in the defaults of REQUIREMENTS.md."""
    policy = read((POLICIES / "lobby.toml").read_text(encoding="utf-8"))

    assert policy.clocks == {
        ClockKind.TAKE: timedelta(minutes=5),
        ClockKind.PLAN: timedelta(minutes=30),
        ClockKind.RESULT: timedelta(hours=24),
    }
    assert (policy.silence, policy.unanswered) == (timedelta(minutes=10), timedelta(days=3))
    assert policy.revisit_days == 3
    assert policy.hours.intervals == ((time(8, 30), time(20, 30)),)


def test_what_is_left_out_has_its_default() -> None:
    """An empty file is a policy: the numbers in brackets of REQUIREMENTS.md."""
    assert read("").clocks[ClockKind.PLAN] == timedelta(minutes=30)


def test_a_department_answers_for_its_categories() -> None:
    """Who is named for a category, and nobody when nobody is."""
    policy = read(
        '[[departments]]\ncode = "ops"\nname = "运营"\ncategories = ["business", "other"]\n'
        '[[places]]\ncode = "hall"\nname = "大堂"'
    )

    found = policy.department_for(Category.BUSINESS)
    assert found is not None
    assert found.code == "ops"
    assert policy.department_for(Category.HYGIENE) is None
    assert (policy.place_name("hall"), policy.place_name("roof")) == ("大堂", "roof")
    assert (policy.department_name("ops"), policy.department_name("x")) == ("运营", "x")


def test_everything_wrong_is_told_at_once() -> None:
    """Each by the path of its key."""
    found = problems(
        """
        trade = 7
        speed = "fast"
        [clocks]
        take = "soon"
        plan = "0 min"
        [revisit]
        days = 400
        [calendar]
        open = ["17:00-09:00", "25:00-26:00"]
        days = "never"
        [[places]]
        code = "a b"
        name = "A"
        [[places]]
        code = "b"
        [[departments]]
        code = "d"
        name = "D"
        categories = ["smell"]
        [[departments]]
        code = "d"
        name = "again"
        """
    )

    assert found.keys() == {
        "trade",
        "speed",
        "clocks.take",
        "clocks.plan",
        "revisit.days",
        "calendar.open[0]",
        "calendar.open[1]",
        "calendar.days",
        "places[0].code",
        "places[1].name",
        "departments[0].categories",
        "departments[1].code",
    }


@pytest.mark.parametrize(
    "hours", ['["09:00-12:00", "11:00-13:00"]', '["20:00-24:00", "22:00-23:00"]']
)
def test_opening_hours_may_not_overlap(hours: str) -> None:
    """Otherwise working time would count twice."""
    assert "overlaps" in problems(f"[calendar]\nopen = {hours}")["calendar.open[1]"]


def test_what_is_no_toml_is_told_with_its_line() -> None:
    """A slip of the pen is found by line and column."""
    assert "line 2" in problems("house = 'A'\nphone = ?\n")["file"]


def test_the_version_is_that_of_the_text() -> None:
    """Two policies that differ have different versions; complaints remember theirs."""
    assert read('house = "A"').version != read('house = "B"').version
    assert read('house = "A"').version == read('house = "A"').version
