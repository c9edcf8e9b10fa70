"""Writes instants the way people are told them in a chat."""

from __future__ import annotations

from datetime import datetime, timedelta

from complaints.house import House
from complaints.model import Language


def write_moment(house: House, moment: datetime, language: Language) -> str:
    """Write a clock time of the business zone, with the date unless it is near."""
    zone = house.policy.hours.zone
    local, now = moment.astimezone(zone), house.now().astimezone(zone)
    if local.date() == now.date():
        return f"{local:%H:%M}"
    if local.date() - now.date() == timedelta(days=1):
        return house.words("time.tomorrow", language, time=f"{local:%H:%M}")
    day = {"month": local.month, "day": local.day}
    return house.words("time.date", language, time=f"{local:%H:%M}", **day)
