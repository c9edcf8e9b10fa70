"""The calendars of a policy file: when the house and its places are open, and when it is quiet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from complaints.policy import Place
from complaints.policy_reader import Table
from complaints.workdays import (
    ALL_DAY,
    Interval,
    Intervals,
    OpeningHours,
    OtherDay,
    WorkdaySource,
)

_HOUR: Final = r"(?:[01]\d|2[0-3]):[0-5]\d"
_CLOCK_TIMES: Final = re.compile(rf"({_HOUR})-({_HOUR}|24:00)")
_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_OTHER_DAYS: Final = {"closed": OtherDay(is_workday=False), "workday": OtherDay(is_workday=True)}


@dataclass(frozen=True)
class Calendars:
    """Reads calendars; `zone` is the business time zone, `workdays` knows public holidays."""

    zone: ZoneInfo
    workdays: WorkdaySource

    def house(self, table: Table) -> OpeningHours:
        """Read [calendar], what holds for the whole house."""
        usual = OpeningHours(ALL_DAY, self.zone)
        return self._hours(table.table("calendar"), usual, self.zone)

    def awake(self, table: Table) -> OpeningHours:
        """Read the quiet hours: when officers are not called for what can wait."""
        calendar = table.table("calendar")
        if not calendar.text("quiet"):
            return OpeningHours(ALL_DAY, self.zone)
        quiet = _interval(calendar, "quiet", calendar.text("quiet"))
        return OpeningHours(_outside(quiet) if quiet else ALL_DAY, self.zone)

    def places(self, table: Table, house: OpeningHours) -> tuple[Place, ...]:
        """Read [[places]]; one with a calendar of its own differs from the house only in that."""
        return tuple(
            Place(
                code=row.code(),
                name=row.needed("name"),
                hours=self._of_place(row.table("calendar"), house),
            )
            for row in table.rows("places")
        )

    def _of_place(self, table: Table, house: OpeningHours) -> OpeningHours | None:
        zone = self._zone(table)
        return self._hours(table, house, zone) if table.values else None

    def _zone(self, table: Table) -> ZoneInfo:
        name = table.text("timezone")
        try:
            return ZoneInfo(name) if name else self.zone
        except (ZoneInfoNotFoundError, ValueError, OSError):
            table.wrong("timezone", f"{name!r} is no time zone such as 'Asia/Shanghai'")
            return self.zone

    def _hours(self, table: Table, usual: OpeningHours, zone: ZoneInfo) -> OpeningHours:
        days = table.text("days", "workdays" if usual.workdays else "all")
        if days not in ("all", "workdays"):
            table.wrong("days", f"must be 'all' or 'workdays', is {days!r}")
        weekdays = table.table("weekdays")
        return OpeningHours(
            intervals=_intervals(table, "open") if "open" in table.values else usual.intervals,
            zone=zone,
            workdays=self.workdays if days == "workdays" else None,
            by_weekday={
                number: _intervals(weekdays, name)
                for number, name in enumerate(_WEEKDAYS)
                if name in weekdays.values
            }
            or usual.by_weekday,
            exceptions={**usual.exceptions, **_exceptions(table.table("exceptions"))},
        )


def _exceptions(table: Table) -> Mapping[date, OtherDay]:
    """Read dates that are "closed", a "workday", or open at hours of their own."""
    found = {}
    for key, value in table.values.items():
        try:
            day = date.fromisoformat(key)
        except ValueError:
            table.wrong(key, "is no date such as 2027-02-06")
            table.get(key, object, None)
            continue
        if isinstance(value, list):
            found[day] = OtherDay(is_workday=True, intervals=_intervals(table, key))
        elif table.text(key) in _OTHER_DAYS:
            found[day] = _OTHER_DAYS[table.text(key)]
        else:
            table.wrong(key, f"must be 'closed', 'workday' or opening hours, is {value!r}")
    return found


def _intervals(table: Table, key: str) -> Intervals:
    """Read opening hours: stretches of a day, in order."""
    found: list[Interval] = []
    for index, value in enumerate(table.get(key, list, [])):
        here = f"{key}[{index}]"
        interval = _interval(table, here, value)
        if interval is None:
            continue
        start, end = interval
        if end != time.min and end <= start:
            table.wrong(here, "ends before it begins")
        elif found and (found[-1][1] == time.min or start < found[-1][1]):
            table.wrong(here, "overlaps the one before")
        found.append(interval)
    return tuple(found)


def _interval(table: Table, key: str, value: object) -> Interval | None:
    match = _CLOCK_TIMES.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        table.wrong(key, f"{value!r} is no '09:00-17:30'")
        return None
    end = time.min if match[2] == "24:00" else time.fromisoformat(match[2])
    return time.fromisoformat(match[1]), end


def _outside(quiet: Interval) -> Intervals:
    """Return the part of a day outside of the quiet hours, which may go over midnight."""
    start, end = quiet
    if end != time.min and start > end:
        return ((end, start),)
    before: Intervals = () if start == time.min else ((time.min, start),)
    return before if end == time.min else (*before, (end, time.min))
