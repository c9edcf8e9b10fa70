"""How moments and spans of time are written (ui/UI.md §10), always in the business time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date

from complaints.model import Language
from complaints.ports import TimeSource, Words

#: A ring turns amber when this share of the time is used.
AMBER_FROM = 0.8


@dataclass(frozen=True)
class Dial:
    """What a clock's ring shows: `state` is ok, warn or late, `left` the percent not used yet."""

    state: str
    left: int


class TimeWords:
    """Writes times in one language.

    Args:
        zone: the business time zone.
    """

    def __init__(self, language: Language, words: Words, zone: ZoneInfo, now: TimeSource) -> None:
        self._language = language
        self._catalogue = words
        self._zone = zone
        self._now = now

    def clock(self, at: datetime) -> str:
        """Write the time of day: 14:10."""
        return at.astimezone(self._zone).strftime("%H:%M")

    def full(self, at: datetime) -> str:
        """Write date and time to the second, for titles."""
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M:%S")

    def stamp(self, at: datetime) -> str:
        """Write date and time as papers have them, which are read on another day."""
        return at.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")

    def when(self, at: datetime) -> str:
        """Write when something happened: 今天 14:10, 昨天 16:40, 3 月 10 日, 2025-12-30."""
        near = self._near_day(at)
        if near:
            return self._words(f"time.{near}", clock=self.clock(at))
        return self._date(at.astimezone(self._zone).date())

    def day(self, at: datetime) -> str:
        """Write a day: 今天, 昨天, 3 月 10 日, 2025-12-30."""
        near = self._near_day(at)
        day = at.astimezone(self._zone).date()
        return self._words(f"time.{near}", clock="").strip() if near else self._date(day)

    def deadline(self, at: datetime) -> str:
        """Write a promise, always with a clock time: 14:40, 明天 09:00, 3 月 13 日 14:32."""
        near = self._near_day(at)
        if near == "today":
            return self.clock(at)
        if near:
            return self._words(f"time.{near}", clock=self.clock(at))
        return f"{self._date(at.astimezone(self._zone).date())} {self.clock(at)}"

    def countdown(self, due_at: datetime, *, is_exact: bool = False) -> str:
        """Write the time left or overdue: 剩 8 分, 超 6 分; exactly: 剩 3 小时 20 分."""
        left = due_at - self._now()
        kind = "time.left" if left > timedelta(0) else "time.over"
        return self._words(kind, span=self.span(abs(left), is_exact=is_exact))

    def span(self, span: timedelta, *, is_exact: bool = False) -> str:
        """Write a length of time in its largest unit, rounded down; exactly: and in the next."""
        seconds = int(span.total_seconds())
        sizes = [("days", 86400), ("hours", 3600), ("minutes", 60), ("seconds", 1)]
        first = next((i for i, (_, size) in enumerate(sizes) if seconds >= size), len(sizes) - 1)
        unit, size = sizes[first]
        count, rest = divmod(seconds, size)
        text = self._words(f"time.{unit}", n=count)
        if is_exact and first + 1 < len(sizes):
            next_unit, next_size = sizes[first + 1]
            if rest >= next_size:
                text = f"{text} {self._words(f'time.{next_unit}', n=rest // next_size)}"
        return text

    def dial(self, started_at: datetime, due_at: datetime) -> Dial:
        """Say how a clock's ring looks now."""
        total = (due_at - started_at).total_seconds()
        left = (due_at - self._now()).total_seconds()
        if left <= 0 or total <= 0:
            return Dial("late", 0)
        share = min(left / total, 1.0)
        return Dial("warn" if 1 - share >= AMBER_FROM else "ok", max(1, round(share * 100)))

    def _words(self, key: str, **data: object) -> str:
        return self._catalogue(key, self._language, **data)

    def _near_day(self, at: datetime) -> str:
        days = (at.astimezone(self._zone).date() - self._today()).days
        return {-1: "yesterday", 0: "today", 1: "tomorrow"}.get(days, "")

    def _date(self, day: date) -> str:
        if day.year != self._today().year:
            return day.isoformat()
        return format_date(day, self._words("time.date"), locale=self._language.value)

    def _today(self) -> date:
        return self._now().astimezone(self._zone).date()
