"""Spans of working time over real days (R19)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints.workdays import OpeningHours, Weekdays, WorkdaySource
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

    hours = OpeningHours(((time(9), time(17)),), ZONE, Never())

    assert hours.after(at("2026-03-11 10:00"), timedelta(hours=1)) == at("2026-03-11 11:00")


def test_an_hour_lost_to_summer_time_is_not_counted() -> None:
    """Spans are real time also where clocks are changed."""
    berlin = ZoneInfo("Europe/Berlin")
    hours = OpeningHours(((time(0), time(0)),), berlin)
    start = datetime(2026, 3, 28, 22, 0, tzinfo=berlin)

    assert hours.after(start, timedelta(hours=12)) == datetime(2026, 3, 29, 9, 0, tzinfo=UTC)


MOMENTS = st.datetimes(
    min_value=datetime(2020, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SPANS = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=5))


@given(MOMENTS, SPANS, st.sampled_from([LOBBY, OFFICE]))
def test_a_promise_ends_within_opening_hours(
    moment: datetime, span: timedelta, hours: OpeningHours
) -> None:
    """However it is counted, just before its end the house is open, and never too early."""
    end = hours.after(moment, span)

    assert end >= moment + span
    assert hours.is_open(end - timedelta(microseconds=1))


@given(MOMENTS, SPANS, SPANS, st.sampled_from([LOBBY, OFFICE]))
def test_two_spans_one_after_the_other_are_their_sum(
    moment: datetime, first: timedelta, second: timedelta, hours: OpeningHours
) -> None:
    """No working time is lost or counted twice at any boundary."""
    assert hours.after(hours.after(moment, first), second) == hours.after(moment, first + second)


def test_a_source_is_anything_that_knows_workdays() -> None:
    """Weekdays alone are enough to start with."""
    source: WorkdaySource = Weekdays()

    assert [source.is_workday(date(2026, 3, day)) for day in (13, 14, 15, 16)] == [
        True,
        False,
        False,
        True,
    ]
