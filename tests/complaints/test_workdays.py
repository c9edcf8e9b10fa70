"""Spans of working time over real days (R19)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.workdays import (
    OpeningHours,
    OtherDay,
    Weekdays,
    WorkdaySource,
    round_the_clock,
)
from tests.fakes import ZONE

LOBBY = OpeningHours(((time(8, 30), time(20, 30)),), ZONE)
OFFICE = OpeningHours(((time(9), time(12)), (time(13, 30), time(17, 30))), ZONE, Weekdays())


class SpringFestival:
    """Closed on 17–22 February 2026, and open on Saturday the 28th instead."""

    def is_workday(self, day: date) -> bool:
        """Say whether people work on this day."""
        if date(2026, 2, 17) <= day <= date(2026, 2, 22):
            return False
        return day.weekday() < 5 or day == date(2026, 2, 28)

    def knows(self, year: int) -> bool:
        """Only this year's holidays have been announced."""
        return year == 2026


def at(text: str) -> datetime:
    """Read a business time."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("hours", "start", "span", "end"),
    [
        (LOBBY, "2026-03-11 10:00", timedelta(minutes=30), "2026-03-11 10:30"),
        (LOBBY, "2026-03-11 20:15", timedelta(minutes=30), "2026-03-12 08:45"),
        (LOBBY, "2026-03-11 20:00", timedelta(minutes=30), "2026-03-11 20:30"),
        (LOBBY, "2026-03-11 23:00", timedelta(minutes=5), "2026-03-12 08:35"),
        (LOBBY, "2026-03-11 06:00", timedelta(minutes=5), "2026-03-11 08:35"),
        (LOBBY, "2026-03-11 10:00", timedelta(hours=24), "2026-03-13 10:00"),
        (OFFICE, "2026-03-11 11:45", timedelta(minutes=30), "2026-03-11 13:45"),
        (OFFICE, "2026-03-13 17:00", timedelta(hours=1), "2026-03-16 09:30"),
        (OFFICE, "2026-03-14 10:00", timedelta(hours=1), "2026-03-16 10:00"),
    ],
)
def test_a_span_is_counted_only_while_open(
    hours: OpeningHours, start: str, span: timedelta, end: str
) -> None:
    """Nights, breaks and weekends do not use up a promise."""
    assert hours.after(at(start), span) == at(end)


def test_holidays_and_makeup_days_are_known() -> None:
    """Closed over the festival; the Saturday after it counts (调休)."""
    hours = OpeningHours(((time(9), time(17)),), ZONE, SpringFestival())

    assert hours.after(at("2026-02-16 16:30"), timedelta(hours=1)) == at("2026-02-23 09:30")
    assert hours.after(at("2026-02-27 16:30"), timedelta(hours=1)) == at("2026-02-28 09:30")
    assert hours.is_open(at("2026-02-28 10:00"))


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-03-11 08:29", False),
        ("2026-03-11 08:30", True),
        ("2026-03-11 20:29", True),
        ("2026-03-11 20:30", False),
    ],
)
def test_the_house_opens_with_the_minute_and_closes_with_it(moment: str, is_open: bool) -> None:
    """Half past eight is open, half past twenty is not."""
    assert LOBBY.is_open(at(moment)) is is_open


def test_the_next_opening_is_named() -> None:
    """Out of hours the customer is told when somebody will be there (R14)."""
    assert LOBBY.opens_at(at("2026-03-11 22:00")) == at("2026-03-12 08:30")
    assert OFFICE.opens_at(at("2026-03-13 18:00")) == at("2026-03-16 09:00")
    assert LOBBY.opens_at(at("2026-03-11 10:00")) == at("2026-03-11 10:00")


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-03-11 10:00", 3, "2026-03-16 10:00"),
        ("2026-03-13 18:00", 1, "2026-03-16 18:00"),
        ("2026-03-14 18:00", 1, "2026-03-16 18:00"),
        ("2026-03-11 10:00", 0, "2026-03-11 10:00"),
    ],
)
def test_working_days_keep_the_time_of_day(start: str, days: int, end: str) -> None:
    """A revisit is due at the same time of day, weekends skipped (R33)."""
    assert OFFICE.add_days(at(start), days) == at(end)


def test_a_calendar_that_is_always_closed_does_not_hold_a_promise_up_for_ever() -> None:
    """A mistaken calendar counts as open round the clock."""

    class Never:
        def is_workday(self, day: date) -> bool:
            return False

        def knows(self, year: int) -> bool:
            return True

    hours = OpeningHours(((time(9), time(17)),), ZONE, Never())

    assert hours.after(at("2026-03-11 10:00"), timedelta(hours=1)) == at("2026-03-11 11:00")


def test_an_hour_lost_to_summer_time_is_not_counted() -> None:
    """Spans are real time also where clocks are changed."""
    berlin = ZoneInfo("Europe/Berlin")
    hours = OpeningHours(((time(0), time(0)),), berlin)
    start = datetime(2026, 3, 28, 22, 0, tzinfo=berlin)

    assert hours.after(start, timedelta(hours=12)) == datetime(2026, 3, 29, 9, 0, tzinfo=UTC)


def test_weekdays_may_have_hours_of_their_own() -> None:
    """Short Saturdays and closed Sundays."""
    hours = OpeningHours(
        ((time(9), time(18)),), ZONE, by_weekday={5: ((time(10), time(12)),), 6: ()}
    )

    assert hours.after(at("2026-03-14 11:00"), timedelta(hours=2)) == at("2026-03-16 10:00")
    assert not hours.is_open(at("2026-03-15 10:00"))
    assert not hours.is_workday(date(2026, 3, 15))


def test_a_day_can_be_set_apart() -> None:
    """The override table: closed, worked although a Saturday, or open at other hours."""
    hours = OpeningHours(
        ((time(9), time(17)),),
        ZONE,
        Weekdays(),
        exceptions={
            date(2026, 3, 12): OtherDay(is_workday=False),
            date(2026, 3, 14): OtherDay(is_workday=True),
            date(2026, 3, 15): OtherDay(is_workday=True, intervals=((time(10), time(11)),)),
        },
    )

    assert hours.after(at("2026-03-11 16:30"), timedelta(hours=1)) == at("2026-03-13 09:30")
    assert hours.after(at("2026-03-13 16:30"), timedelta(hours=1)) == at("2026-03-14 09:30")
    assert hours.after(at("2026-03-14 17:00"), timedelta(hours=2)) == at("2026-03-16 10:00")
    assert hours.add_days(at("2026-03-11 10:00"), 1) == at("2026-03-13 10:00")


BERLIN = ZoneInfo("Europe/Berlin")
#: Open in the hour that summer time leaves out and in the one that comes twice.
NIGHTLY = OpeningHours(
    ((time(1), time(2)), (time(2, 15), time(2, 45)), (time(3), time(4)), (time(22), time.min)),
    BERLIN,
)


def test_hours_that_summer_time_leaves_out_do_not_count() -> None:
    """On the night of the change there is no 2:15, and 3:00 follows 2:00 at once."""
    start = datetime(2026, 3, 29, 0, 0, tzinfo=BERLIN)
    end = datetime(2026, 3, 29, 12, 0, tzinfo=BERLIN)

    assert NIGHTLY.between(start, end) == timedelta(hours=2)
    assert NIGHTLY.after(start, timedelta(minutes=90)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_an_hour_that_comes_twice_counts_twice() -> None:
    """Spans are real time: a house open all night is open for 25 hours on that day."""
    hours = round_the_clock(BERLIN)
    start = datetime(2026, 10, 25, 0, 0, tzinfo=BERLIN)

    assert hours.between(start, start + timedelta(days=1)) == timedelta(hours=25)


MOMENTS = st.datetimes(
    min_value=datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2027, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SPANS = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=5))
ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo"]
)


@st.composite
def calendars(draw: st.DrawFn) -> OpeningHours:
    """Make calendars of all kinds, each open at least an hour on workdays."""

    def day(*, may_be_closed: bool) -> tuple[tuple[time, time], ...]:
        hours = draw(st.lists(st.integers(0, 24), min_size=2, max_size=6, unique=True).map(sorted))
        pairs = list(zip(hours[::2], hours[1::2], strict=False))
        is_closed = may_be_closed and draw(st.booleans())
        return () if is_closed else tuple((time(a), time(b % 24)) for a, b in pairs)

    return OpeningHours(
        day(may_be_closed=False),
        ZoneInfo(draw(ZONES)),
        draw(st.sampled_from([None, Weekdays(), SpringFestival()])),
        by_weekday={number: day(may_be_closed=True) for number in draw(st.sets(st.just(5)))},
    )


@given(MOMENTS, SPANS, calendars())
def test_a_promise_ends_within_opening_hours(
    moment: datetime, span: timedelta, hours: OpeningHours
) -> None:
    """However it is counted, just before its end the house is open, and never too early."""
    end = hours.after(moment, span + timedelta(minutes=1))

    assert end >= moment + span
    assert hours.is_open(end - timedelta(microseconds=1))


@given(MOMENTS, SPANS, calendars())
def test_between_is_the_inverse_of_after(
    moment: datetime, span: timedelta, hours: OpeningHours
) -> None:
    """What was given is what can be counted again, whatever zone, holiday or change of clocks."""
    assert hours.between(moment, hours.after(moment, span)) == span


@given(MOMENTS, SPANS, SPANS.filter(bool), calendars())
def test_two_spans_one_after_the_other_are_their_sum(
    moment: datetime, first: timedelta, second: timedelta, hours: OpeningHours
) -> None:
    """No working time is lost or counted twice at any boundary.

    No time at all after a closing is the next opening, so that the second span is some.
    """
    assert hours.after(hours.after(moment, first), second) == hours.after(moment, first + second)


@given(MOMENTS, MOMENTS, MOMENTS, calendars())
def test_working_time_adds_up_and_never_runs_backwards(
    one: datetime, other: datetime, third: datetime, hours: OpeningHours
) -> None:
    """Of three moments, the parts are the whole; a later end is never fewer hours."""
    start, middle, end = sorted((one, other, third))
    whole = hours.between(start, end)

    assert whole == hours.between(start, middle) + hours.between(middle, end)
    assert timedelta(0) <= hours.between(start, middle) <= whole <= end - start


@given(MOMENTS, SPANS, SPANS, calendars())
def test_more_time_or_a_later_start_never_ends_earlier(
    moment: datetime, span: timedelta, more: timedelta, hours: OpeningHours
) -> None:
    """A promise is monotone in both."""
    assert hours.after(moment, span) <= hours.after(moment, span + more)
    assert hours.after(moment, span) <= hours.after(moment + more, span)


def test_a_source_is_anything_that_knows_workdays() -> None:
    """Weekdays alone are enough to start with."""
    source: WorkdaySource = Weekdays()

    assert [source.is_workday(date(2026, 3, day)) for day in (13, 14, 15, 16)] == [
        True,
        False,
        False,
        True,
    ]
