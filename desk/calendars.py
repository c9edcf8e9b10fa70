"""Public holidays and make-up workdays of mainland China, from the chinesecalendar package."""

from __future__ import annotations

import logging
from datetime import date

import chinese_calendar

from complaints.workdays import Weekdays

logger = logging.getLogger(__name__)


class ChineseWorkdays:
    """A `complaints.workdays.WorkdaySource`.

    A year it does not know yet falls back to weekdays.
    """

    def __init__(self) -> None:
        self._weekdays = Weekdays()
        self.unknown_years: set[int] = set()

    def knows(self, year: int) -> bool:
        """Say whether the holidays of a year are in the package."""
        try:
            chinese_calendar.is_workday(date(year, 1, 1))
        except NotImplementedError:
            return False
        return True

    def is_workday(self, day: date) -> bool:
        """Say whether people work on this day; logs once for each year it has to guess."""
        if self.knows(day.year):
            return bool(chinese_calendar.is_workday(day))
        if day.year not in self.unknown_years:
            self.unknown_years.add(day.year)
            logger.warning("no holidays known for %d: weekdays count as workdays", day.year)
        return self._weekdays.is_workday(day)
