"""Policies are read whole or refused whole, with everything that is wrong."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from complaints.clock_model import ClockKind
from complaints.model import Category, Role, Severity
from complaints.policy import Policy, PolicyError
from complaints.policy_clocks import RUNGS, Span, Step, Unit
from complaints.policy_file import read_policy
from complaints.workdays import OpeningHours, Weekdays
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


def pack(trade: str) -> Policy:
    """Read one of the policies that come along."""
    return read((POLICIES / f"{trade}.toml").read_text(encoding="utf-8"))


TRADES = (
    *("lobby", "catering", "property", "bank", "retail", "logistics", "vehicle"),
    *("manufacturing", "hotline12345"),
)


def test_there_is_a_policy_for_every_trade() -> None:
    """DESIGN, Words: one file per trade."""
    assert {path.stem for path in POLICIES.glob("*.toml")} == set(TRADES)


@pytest.mark.parametrize("trade", TRADES)
def test_every_trade_has_subcategories_guides_and_somebody_for_every_category(trade: str) -> None:
    """R12, R20, R24: nothing a customer can complain of is nobody's business."""
    policy = pack(trade)

    assert policy.subcategories
    for subcategory in policy.subcategories:
        assert policy.guides_for(subcategory.category, subcategory.code), subcategory.code
    for category in Category:
        assert policy.department_for(category) is not None, category
        assert policy.guides_for(category, ""), category


def test_the_lobbys_numbers_are_those_of_the_rules() -> None:
    """R3, R13, R19, R21, R23, R26, R33 in the defaults of REQUIREMENTS.md."""
    policy = pack("lobby")

    assert {kind.value: str(span) for kind, span in policy.clocks.spans.items()} == {
        "take": "5 min",
        "department": "15 min",
        "plan": "30 min",
        "result": "24 h",
        "visit": "2 wd",
        "report": "30 min",
        "pulse": "24 h",
        "review": "48 h",
        "onsite": "5 min",
        "finding": "24 h",
        "finding_review": "4 h",
        "finding_report": "4 h",
        "finding_talk": "8 h",
        "silent": "3 d",
    }
    assert str(policy.clocks.department_limit) == "3 d"
    assert policy.thresholds.departments == 3
    assert str(policy.clocks.complex_result) == "72 h"
    assert [(step.percent, step.who) for step in policy.clocks.ladder] == [
        (50, "owner"),
        (80, "duty_a"),
        (90, "duty_b"),
        (100, "lobby_manager"),
        (120, "department_head"),
        (150, "senior_leader"),
    ]
    assert policy.silence == timedelta(minutes=10)
    assert (policy.revisit_days, policy.reopen_within) == (3, timedelta(days=7))
    assert str(policy.thresholds.open_over) == "3 d"
    assert policy.thresholds.group_within == timedelta(hours=2)
    assert policy.hours.intervals == ((time(8, 30), time(20, 30)),)


def test_what_the_rules_say_of_other_trades_stands_in_their_packs() -> None:
    """R13, R18, R19, R33: the numbers in which the trades differ."""
    spans = {trade: pack(trade).clocks.spans for trade in TRADES}
    result = {trade: str(spans[trade][ClockKind.RESULT]) for trade in TRADES}

    assert result["property"] == "2 d"
    assert (result["bank"], str(pack("bank").clocks.complex_result)) == ("15 d", "30 d")
    assert str(pack("bank").clocks.extend_by[Role.SENIOR_LEADER]) == "30 d"
    assert (result["hotline12345"], str(pack("hotline12345").clocks.complex_result)) == (
        "7 d",
        "15 d",
    )
    assert str(spans["hotline12345"][ClockKind.TAKE]) == "2 h"
    assert str(spans["hotline12345"][ClockKind.PLAN]) == "24 h"
    assert str(spans["vehicle"][ClockKind.TAKE]) == "1 h"
    assert pack("vehicle").thresholds.any_compensation
    assert pack("vehicle").revisit_days == 1


def test_what_is_left_out_has_its_default() -> None:
    """An empty file is a policy: the numbers in brackets of REQUIREMENTS.md."""
    policy = read("")

    assert policy.clocks.spans == pack("lobby").clocks.spans
    assert policy.clocks.ladder == pack("lobby").clocks.ladder
    assert policy.clocks.ladders == pack("lobby").clocks.ladders
    assert policy.authority.limits == pack("lobby").authority.limits


def test_nobody_promises_more_than_their_authority_covers() -> None:
    """R23: up to 100, 200, 300 by role, everything by senior leaders, nothing by the others."""
    authority = read("").authority

    assert [authority.covers(Role.DUTY_MANAGER, amount) for amount in (0, 100, 101)] == [
        *(True, True),
        False,
    ]
    assert authority.covers(Role.SUPERVISOR, 200)
    assert not authority.covers(Role.STAFF, 0)
    assert authority.covers(Role.SENIOR_LEADER, 10**9)


def test_a_clock_can_be_left_out_and_have_a_ladder_of_its_own() -> None:
    """R19, R21: a house measures what it wants, but always the three that customers feel."""
    policy = read(
        '[clocks]\nvisit = "off"\nalways = ["report"]\n'
        '[escalation.ladders]\npulse = [[100, "owner"], [150, "duty_a"]]'
    )

    assert ClockKind.VISIT not in policy.clocks.spans
    assert policy.clocks.ladder_of(ClockKind.PULSE) == (Step(100, "owner"), Step(150, "duty_a"))
    assert policy.clocks.ladder_of(ClockKind.TAKE) == policy.clocks.ladder
    assert "no span" in problems('[clocks]\ntake = "off"')["clocks.take"]


@pytest.mark.parametrize("trade", TRADES)
def test_a_department_hears_of_its_own_answer_before_those_above_it(trade: str) -> None:
    """R20, R21: its people, then its head, and only then whoever asked and the senior leader."""
    rungs = [step.who for step in pack(trade).clocks.ladder_of(ClockKind.DEPARTMENT)]

    assert rungs[:3] == ["department_handler", "department_head", "owner"]
    assert rungs[-1] == "senior_leader"


def test_the_way_to_the_customer_and_a_departments_time_are_checked() -> None:
    """R20: a span or "off"; the limit is no shorter than the usual time."""
    assert ClockKind.ONSITE not in read('[clocks]\nonsite = "off"').clocks.spans
    assert "no span" in problems('[clocks]\nonsite = "at once"')["clocks.onsite"]
    wrong = problems('[clocks]\ndepartment = "2 h"\ndepartment_limit = "1 h"')
    assert wrong == {"clocks.department_limit": "'1 h' is shorter than department"}


@pytest.mark.parametrize("who", RUNGS)
def test_a_ladder_may_name_the_owner_the_duty_and_every_role(who: str) -> None:
    """R21: people differ from house to house."""
    policy = read(f'[escalation]\nladder = [[100, "{who}"]]')

    assert policy.clocks.ladder == (Step(100, who),)


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("5 min", Span(5, Unit.MINUTES)),
        ("24h", Span(24, Unit.HOURS)),
        ("3 d", Span(3, Unit.DAYS)),
        ("2 wd", Span(2, Unit.WORKING_DAYS)),
        ("0 min", None),
        ("1.5 h", None),
        ("-3 d", None),
        ("3", None),
        ("3 w", None),
        ("", None),
    ],
)
def test_a_span_is_a_whole_number_and_a_unit(written: str, span: Span | None) -> None:
    """Everything else is refused rather than guessed."""
    assert Span.parse(written) == span


@pytest.mark.parametrize(
    ("span", "end"),
    [
        ("2 h", "2026-03-16 10:00"),
        ("1 wd", "2026-03-16 16:00"),
        ("1 d", "2026-03-14 16:00"),
        ("3 d", "2026-03-16 16:00"),
    ],
)
def test_days_are_days_and_everything_else_is_working_time(span: str, end: str) -> None:
    """From a Friday at four, in a house that is open on weekdays from nine to five."""
    office = OpeningHours(((time(9), time(17)),), ZONE, Weekdays())
    friday = datetime(2026, 3, 13, 16, 0, tzinfo=ZONE)
    found = Span.parse(span)

    assert found is not None
    assert found.end(office, friday) == datetime.fromisoformat(end).replace(tzinfo=ZONE)


def test_a_place_may_open_at_hours_of_its_own() -> None:
    """R14: what it does not say is as in the house, exceptions included."""
    policy = read(
        """
        [calendar]
        open = ["08:30-20:30"]
        exceptions = { 2026-03-12 = "closed" }
        [[places]]
        code = "airport"
        name = "机场"
        [places.calendar]
        open = ["00:00-24:00"]
        [[places]]
        code = "hall"
        name = "大厅"
        """
    )
    night = datetime(2026, 3, 11, 23, 0, tzinfo=ZONE)

    assert policy.hours_at("airport").is_open(night)
    assert not policy.hours_at("hall").is_open(night)
    assert policy.hours_at("hall") is policy.hours_at("unheard of") is policy.hours
    assert not policy.hours_at("airport").is_open(night + timedelta(days=1))


@pytest.mark.parametrize(
    ("quiet", "hour", "rings"),
    [
        ("22:00-07:00", 23, 7),
        ("22:00-07:00", 3, 7),
        ("22:00-07:00", 12, 12),
        ("12:00-14:00", 12, 14),
        ("22:00-24:00", 23, 0),
        ("00:00-06:00", 5, 6),
        ("", 3, 3),
    ],
)
def test_quiet_hours_hold_back_what_can_wait(quiet: str, hour: int, rings: int) -> None:
    """R14, R28: and a major complaint rings at any hour."""
    policy = read(f'[calendar]\nquiet = "{quiet}"')
    moment = datetime(2026, 3, 11, hour, 0, tzinfo=ZONE)

    assert policy.rings_at(moment, Severity.SERIOUS).astimezone(ZONE).hour == rings
    assert policy.rings_at(moment, Severity.MAJOR) == moment


def test_a_minor_complaint_waits_until_its_place_is_open() -> None:
    """R14: what can wait does, each place by its own hours."""
    policy = read(
        '[calendar]\nopen = ["09:00-17:00"]\n[[places]]\ncode = "gate"\nname = "门岗"\n'
        '[places.calendar]\nopen = ["00:00-24:00"]'
    )
    night = datetime(2026, 3, 11, 23, 0, tzinfo=ZONE)

    assert policy.rings_at(night, Severity.MINOR).astimezone(ZONE).hour == 9
    assert policy.rings_at(night, Severity.MINOR, "gate") == night
    assert policy.rings_at(night, Severity.SERIOUS) == night


def test_guides_of_the_subcategory_come_first() -> None:
    """R24: then those of the category, then those for everything."""
    policy = read(
        """
        subcategories = [{ code = "object", name = "异物", category = "hygiene" }]
        [[guides]]
        code = "any"
        name = "通用"
        steps = ["先离开现场"]
        [[guides]]
        code = "hygiene"
        name = "卫生"
        categories = ["hygiene"]
        steps = ["清洁"]
        [[guides]]
        code = "object"
        name = "异物"
        subcategories = ["object"]
        steps = ["保留证据"]
        """
    )

    found = policy.guides_for(Category.HYGIENE, "object")
    assert [guide.code for guide in found] == ["object", "hygiene", "any"]
    assert [g.code for g in policy.guides_for(Category.SERVICE, "")] == ["any"]


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
    """Each by the path of its key, and with what was perhaps meant."""
    found = problems(
        """
        trade = 7
        speed = "fast"
        [clocks]
        take = "soon"
        plann = "5 min"
        always = ["nap"]
        [escalation]
        ladder = [[50, "owner"], [40, "duty_a"], [90, "boss"], "x", [0, "owner"]]
        [escalation.ladders]
        nap = [[100, "owner"]]
        [revisit]
        days = 400
        [closing]
        approval = "perhaps"
        [calendar]
        open = ["17:00-09:00", "25:00-26:00", "24:00-24:00"]
        days = "never"
        quiet = "late"
        [calendar.weekdays]
        mon = "09:00-12:00"
        sunday = []
        [calendar.exceptions]
        2027-02-06 = "open"
        2027-2-7 = "closed"
        [authority]
        currency = "yuan"
        [authority.limits]
        king = 5
        staff = -1
        [[places]]
        code = "a b"
        name = "A"
        [[places]]
        code = "b"
        [places.calendar]
        timezone = "Mars/Base"
        [[departments]]
        code = "d"
        name = "D"
        categories = ["smell"]
        [[departments]]
        code = "d"
        name = "again"
        [[guides]]
        code = "g"
        name = "G"
        subcategories = ["nothing"]
        """
    )

    assert found.keys() == {
        "trade",
        "speed",
        "clocks.take",
        "clocks.plann",
        "clocks.always[0]",
        "escalation.ladder[1]",
        "escalation.ladder[2]",
        "escalation.ladder[3]",
        "escalation.ladder[4]",
        "escalation.ladders.nap",
        "revisit.days",
        "closing.approval",
        "calendar.open[0]",
        "calendar.open[1]",
        "calendar.open[2]",
        "calendar.days",
        "calendar.quiet",
        "calendar.weekdays.mon",
        "calendar.weekdays.sunday",
        "calendar.exceptions.2027-02-06",
        "calendar.exceptions.2027-2-7",
        "authority.currency",
        "authority.limits.king",
        "authority.limits.staff",
        "places[0].code",
        "places[1].name",
        "places[1].calendar.timezone",
        "departments[0].categories[0]",
        "departments[1].code",
        "guides[0].subcategories",
        "guides[0].steps",
    }
    assert "did you mean 'plan'?" in found["clocks.plann"]


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
