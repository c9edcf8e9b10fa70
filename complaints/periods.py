"""Turns business days into instants, for figures, lists and exports (one business time zone)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a business day begins."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def day_end(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant at which a business day is over, which is the beginning of the next."""
    return day_start(day + timedelta(days=1), zone)
