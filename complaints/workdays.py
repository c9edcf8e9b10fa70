"""Working time: when a house is open, and when a span of open time that starts now will be over.

All calculations are in the business time zone; results are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

#: A calendar that is closed for longer than this is a mistake, not a holiday.
_SEARCH_DAYS = 60


class WorkdaySource(Protocol):
    """Knows public holidays and make-up workdays."""

    def is_workday(self, day: date) -> bool:
        """Say whether people work on this day."""
        ...


class Weekdays:
    """Monday to Friday, with no holidays: what is known without any calendar."""

    def is_workday(self, day: date) -> bool:
        """Say whether the day is no Saturday and no Sunday."""
        return day.weekday() < 5


@dataclass(frozen=True)
class OpeningHours:
    """When a house is open: one or more intervals a day, on every day or on workdays only.

    An interval that ends at midnight is written as ending at `time.min` (24:00).
    """

    intervals: tuple[tuple[time, time], ...]
    zone: ZoneInfo
    workdays: WorkdaySource | None = None

    def _on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.workdays is not None and not self.workdays.is_workday(day):
            return
        for start, end in self.intervals:
            last = day + timedelta(days=1) if end == time.min else day
            yield (
                datetime.combine(day, start, self.zone).astimezone(UTC),
                datetime.combine(last, end, self.zone).astimezone(UTC),
            )

    def _from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        first = moment.astimezone(self.zone).date()
        for offset in range(_SEARCH_DAYS):
            for start, end in self._on(first + timedelta(days=offset)):
                if end > moment:
                    yield max(start, moment.astimezone(UTC)), end

    def is_open(self, moment: datetime) -> bool:
        """Say whether the house is open at this moment."""
        return self.opens_at(moment) == moment.astimezone(UTC)

    def opens_at(self, moment: datetime) -> datetime:
        """Return `moment` itself while open, else the next opening; `moment` if there is none."""
        return next((start for start, _ in self._from(moment)), moment.astimezone(UTC))

    def after(self, moment: datetime, span: timedelta) -> datetime:
        """Return when `span` of open time, counted from `moment`, is over.

        A calendar with no opening in the next 60 days counts as open round the clock.
        """
        left = span
        for start, end in self._from(moment):
            if start + left <= end:
                return start + left
            left -= end - start
        return moment.astimezone(UTC) + span

    def add_days(self, moment: datetime, days: int) -> datetime:
        """Return the same time of day, `days` days later, skipping days on which nobody works."""
        local, left = moment.astimezone(self.zone), days
        for _ in range(_SEARCH_DAYS):
            if left == 0:
                break
            local += timedelta(days=1)
            left -= self.workdays is None or self.workdays.is_workday(local.date())
        return local.astimezone(UTC)
