"""Pings: who on duty is told of a complaint, and what happens when nobody takes it (R18, R21).

A ping says number, class, severity, place and deadline; no name, no phone number, no words.
"""

from __future__ import annotations

from datetime import datetime

from complaints.buttons import Verb, button
from complaints.house import House
from complaints.model import (
    CLOCK,
    Complaint,
    ComplaintId,
    Language,
    Officer,
    Purpose,
    Role,
    Status,
)
from complaints.outgoing import Saying, say
from complaints.permissions import LEVELS
from complaints.ports import UnitOfWork
from complaints.record import record

_TOP = len(LEVELS) - 1
_DEPARTMENT_ROLES = frozenset({Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD})


def concerns(officer: Officer, complaint: Complaint) -> bool:
    """Say whether a complaint is this officer's business by place and department."""
    if officer.place and complaint.place and officer.place != complaint.place:
        return False
    if officer.role in _DEPARTMENT_ROLES:
        return officer.department == complaint.department
    return True


async def recipients(work: UnitOfWork, complaint: Complaint) -> tuple[int, list[Officer]]:
    """Find who is to be pinged.

    The complaint's level, or the next one that has somebody on duty.
    """
    on_duty = [o for o in await work.people.on_duty() if concerns(o, complaint)]
    for level in range(min(complaint.level, _TOP), _TOP + 1):
        found = [officer for officer in on_duty if officer.role in LEVELS[level]]
        if found:
            return level, found
    return _TOP, [officer for officer in on_duty if officer.role is Role.ADMINISTRATOR]


def ping_text(house: House, complaint: Complaint, language: Language) -> str:
    """Write a ping."""
    words, zone = house.words, house.policy.hours.zone
    return words(
        "ping.text",
        language,
        number=complaint.number,
        category=words(f"category.{complaint.category}", language),
        severity=words(f"severity.{complaint.severity}", language),
        place=house.policy.place_name(complaint.place) or words("ping.no_place", language),
        time=f"{complaint.promised_at.astimezone(zone):%m-%d %H:%M}",
    )


async def ping_level(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Ping everybody on duty at the complaint's level.

    The timeline says whom, or that nobody was.
    """
    level, officers = await recipients(work, complaint)
    language = Language.ZH_HANS
    buttons = [
        [
            button(house.words("button.take", language), Verb.TAKE, complaint.id),
            button(house.words("button.open", language), Verb.OPEN, complaint.id),
        ]
    ]
    for officer in officers:
        if officer.conversation_id is None:
            continue
        conversation = await work.people.get_conversation(officer.conversation_id)
        text = ping_text(house, complaint, language)
        say(work, conversation, Saying(text, buttons, purpose=Purpose.PING), at)
    names = [officer.name for officer in officers]
    record(work, complaint, "pinged", CLOCK, at, level=level, officers=names)


async def escalate_untaken(
    house: House, work: UnitOfWork, complaint_id: ComplaintId, guard: str
) -> None:
    """Go one level up when nobody has taken a complaint in time; once per episode (R21)."""
    complaint = await work.complaints.get(complaint_id)
    if complaint.status is not Status.NEW or str(complaint.episode) != guard:
        return
    complaint.level = min(complaint.level + 1, _TOP)
    at = house.now()
    record(work, complaint, "escalated", CLOCK, at, level=complaint.level, why="untaken")
    await ping_level(house, work, complaint, at)
