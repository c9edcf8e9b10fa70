"""Alerts of one tick, joined: an officer gets one message about all, because robots may not send
many (R21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from complaints import pings
from complaints.buttons import Verb, button
from complaints.clock_model import Clock, ClockKind
from complaints.house import House
from complaints.model import Complaint, Officer, OfficerId
from complaints.outgoing import Buttons, Saying, say
from complaints.pings import LANGUAGE
from complaints.ports import UnitOfWork
from complaints.roster import DEPARTMENT_ROLES
from complaints.talk_model import Purpose

#: More lines than this nobody reads; the console has them all.
_LINES: Final = 20
_BUTTONS: Final = 6


@dataclass(frozen=True)
class _Alert:
    complaint: Complaint
    clock: Clock
    percent: int


class Alerts:
    """Gathers what officers are to be told, and sends it at the end of the tick."""

    def __init__(self) -> None:
        self._of: dict[OfficerId, dict[int, _Alert]] = {}
        self._officers: dict[OfficerId, Officer] = {}

    def add(self, officer: Officer, complaint: Complaint, clock: Clock, percent: int) -> None:
        """Tell an officer that so much of a clock is used; of one clock only the latest."""
        self._officers[officer.id] = officer
        self._of.setdefault(officer.id, {})[clock.id] = _Alert(complaint, clock, percent)

    async def send(self, house: House, work: UnitOfWork) -> None:
        """Send everything, one message to each officer."""
        chats = [one.conversation_id for one in self._officers.values()]
        await work.people.get_conversations([chat for chat in chats if chat is not None])
        for officer_id, found in self._of.items():
            await _tell(house, work, self._officers[officer_id], list(found.values()))


async def _tell(house: House, work: UnitOfWork, officer: Officer, found: list[_Alert]) -> None:
    at = house.now()
    if len(found) == 1:
        only = found[0]
        key, data = _words(house, only)
        rows = _buttons(house, only, officer)
        await pings.ping(house, work, only.complaint, [officer], key, at, buttons=rows, **data)
    elif officer.conversation_id is not None:
        conversation = await work.people.get_conversation(officer.conversation_id)
        say(work, conversation, _joined(house, found, at), at)


def _words(house: House, alert: _Alert) -> tuple[str, dict[str, Any]]:
    zone = house.policy.hours.zone
    return "ping.late" if alert.percent >= 100 else "ping.soon", {
        "clock": house.words(f"clock.{alert.clock.kind}", LANGUAGE),
        "percent": alert.percent,
        "time": f"{alert.clock.due_at.astimezone(zone):%m-%d %H:%M}",
    }


def _buttons(house: House, alert: _Alert, officer: Officer) -> Buttons:
    """Let the people of a department take up what it was asked, and others the case."""
    clock, complaint = alert.clock, alert.complaint
    is_asked = clock.kind is ClockKind.DEPARTMENT and clock.subject_id is not None
    if not is_asked or officer.role not in DEPARTMENT_ROLES:
        return pings.ping_buttons(house, complaint)
    offers = ((Verb.ACCEPT, clock.subject_id or 0), (Verb.OPEN, complaint.id))
    return [[button(house.words(f"button.{verb}", LANGUAGE), verb, row) for verb, row in offers]]


def _joined(house: House, found: list[_Alert], at: datetime) -> Saying:
    """Write one message about several: the most overdue first."""
    found = sorted(found, key=lambda alert: -alert.percent)
    lines = [house.words("ping.joined", LANGUAGE, n=len(found))]
    for alert in found[:_LINES]:
        _, data = _words(house, alert)
        severity = house.words(f"severity.{alert.complaint.severity}", LANGUAGE)
        number = alert.complaint.number
        lines.append(house.words("ping.line", LANGUAGE, number=number, severity=severity, **data))
    numbers = {alert.complaint.number: alert.complaint.id for alert in found[:_BUTTONS]}
    buttons = [[button(number, Verb.OPEN, case)] for number, case in numbers.items()]
    cases = [alert.complaint for alert in found]
    holds = [house.policy.rings_at(at, case.severity, case.place) - at for case in cases]
    return Saying("\n".join(lines), buttons, purpose=Purpose.PING, hold=min(holds))
