"""Working time: when a house is open, and when a span of open time that starts now will be over.

All calculations are in the calendar's own time zone; results are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo

#: A calendar that is closed for longer than this is a mistake, not a holiday.
_SEARCH_DAYS = 60
_ONE_DAY = timedelta(days=1)

#: (start, end) of one stretch of opening; an end at `time.min` is midnight (24:00).
Interval = tuple[time, time]
Intervals = tuple[Interval, ...]

ALL_DAY: Intervals = ((time.min, time.min),)


class WorkdaySource(Protocol):
    """Knows public holidays and make-up workdays."""

    def is_workday(self, day: date) -> bool:
        """Say whether people work on this day."""
        ...

    def knows(self, year: int) -> bool:
        """Say whether the holidays of a year have been announced to it."""
        ...


class Weekdays:
    """Monday to Friday, with no holidays: what is known without any calendar."""

    def is_workday(self, day: date) -> bool:
        """Say whether the day is no Saturday and no Sunday."""
        return day.weekday() < 5

    def knows(self, year: int) -> bool:
        """Every year: there is nothing to be announced."""
        return True


@dataclass(frozen=True)
class OtherDay:
    """A day that is not like others: closed, or worked, or open at hours of its own."""

    is_workday: bool
    intervals: Intervals | None = None


@dataclass(frozen=True)
class OpeningHours:
    """When a house is open: some stretches a day, on every day or on workdays only.

    `by_weekday` (0 is Monday) replaces the stretches of single weekdays; a weekday without any is
    closed. `exceptions` are dates that go before everything else.
    """

    intervals: Intervals
    zone: ZoneInfo
    workdays: WorkdaySource | None = None
    by_weekday: Mapping[int, Intervals] = field(default_factory=dict)
    exceptions: Mapping[date, OtherDay] = field(default_factory=dict)
    _days: dict[date, tuple[tuple[datetime, datetime], ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def is_workday(self, day: date) -> bool:
        """Say whether people work on this day."""
        if day in self.exceptions:
            return self.exceptions[day].is_workday
        if self.workdays is not None:
            return self.workdays.is_workday(day)
        return self.by_weekday.get(day.weekday()) != ()

    def is_guessed(self, year: int) -> bool:
        """Say whether a year's holidays are neither announced nor set apart by exceptions."""
        is_known = self.workdays is None or self.workdays.knows(year)
        return not is_known and all(day.year != year for day in self.exceptions)

    def _stretches(self, day: date) -> Intervals:
        usual = self.by_weekday.get(day.weekday(), self.intervals)
        if (other := self.exceptions.get(day)) is not None and other.is_workday:
            # A make-up workday on a weekend keeps the usual hours of the house.
            return other.intervals if other.intervals is not None else usual or self.intervals
        if not self.is_workday(day):
            return ()
        return usual

    def _on(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the stretches of a day as instants; they are worked out once."""
        found = self._days.get(day)
        if found is None:
            found = self._days[day] = tuple(
                (_instant(day, start, self.zone), _instant(last, end, self.zone))
                for start, end in self._stretches(day)
                for last in [day + timedelta(days=1) if end == time.min else day]
            )
        return found

    def _from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield what is open from a moment on, until nothing has been for sixty days."""
        moment = moment.astimezone(UTC)
        day, empty = moment.astimezone(self.zone).date(), 0
        while empty < _SEARCH_DAYS:
            empty += 1
            for start, end in self._on(day):
                if end > moment:
                    empty = 0
                    yield max(moment, start), end
            day += _ONE_DAY

    def is_open(self, moment: datetime) -> bool:
        """Say whether the house is open at this moment."""
        return next(self._from(moment), (None,))[0] == moment.astimezone(UTC)

    def opens_at(self, moment: datetime) -> datetime:
        """Return `moment` itself while open, else the next opening; `moment` if there is none."""
        return next((start for start, _ in self._from(moment)), moment.astimezone(UTC))

    def after(self, moment: datetime, span: timedelta) -> datetime:
        """Return when `span` of open time, counted from `moment`, is over.

        A calendar with no opening in the next 60 days counts as open round the clock.
        """
        left, last = span, moment.astimezone(UTC)
        for start, end in self._from(moment):
            if start + left <= end:
                return start + left
            left, last = left - (end - start), end
        return last + left

    def between(self, start: datetime, end: datetime) -> timedelta:
        """Return how much open time lies between two moments: the inverse of `after`."""
        total, last = timedelta(), start.astimezone(UTC)
        for opens, closes in self._from(start):
            if opens >= end:
                return total
            total, last = total + min(closes, end) - opens, closes
            if closes >= end:
                return total
        return total + max(timedelta(), end - last)

    def add_days(self, moment: datetime, days: int) -> datetime:
        """Return the same time of day, `days` days later, skipping days on which nobody works."""
        local, empty = moment.astimezone(self.zone), 0
        while days > 0 and empty < _SEARCH_DAYS:
            local += timedelta(days=1)
            is_worked = self.is_workday(local.date())
            days, empty = days - is_worked, 0 if is_worked else empty + 1
        return local.astimezone(UTC)


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Find the instant of a wall-clock time.

    One that summer time leaves out is the moment after the change; of one that comes twice it is
    the first.
    """
    local = datetime.combine(day, clock)
    while not _exists(local, zone):
        local += timedelta(minutes=1)
    return local.replace(tzinfo=zone).astimezone(UTC)


def _exists(local: datetime, zone: ZoneInfo) -> bool:
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    return instant.astimezone(zone).replace(tzinfo=None) == local


@cache
def round_the_clock(zone: ZoneInfo) -> OpeningHours:
    """Make a calendar that is always open: working time is then time."""
    return OpeningHours(ALL_DAY, zone)
