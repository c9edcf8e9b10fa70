"""Pings: who on duty is told of a complaint, and what happens when nobody takes it (R18, R21).

A ping says number, class, severity, place and deadline; no name, no phone number, no words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from complaints import clocks
from complaints.buttons import Verb, button
from complaints.house import House
from complaints.model import (
    ACTIVE,
    CLOCK,
    CUSTOMER,
    Complaint,
    ComplaintId,
    DueKind,
    Language,
    Officer,
    Purpose,
    Role,
    Severity,
    Status,
)
from complaints.outgoing import Saying, say
from complaints.permissions import LEVELS
from complaints.ports import UnitOfWork
from complaints.record import record

_TOP = len(LEVELS) - 1


class Called(StrEnum):
    """What came of a customer's wish to talk to a person (R14)."""

    NOW = "now"
    AT_OPENING = "at_opening"
    NOBODY = "nobody"


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


def ping_text(house: House, complaint: Complaint, language: Language, key: str) -> str:
    """Write a ping."""
    words, zone = house.words, house.policy.hours.zone
    return words(
        key,
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
    await _ping(house, work, complaint, officers, "ping.text", at)
    names = [officer.name for officer in officers]
    record(work, complaint, "pinged", CLOCK, at, level=level, officers=names)


async def _ping(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    officers: Sequence[Officer],
    key: str,
    at: datetime,
) -> None:
    language = Language.ZH_HANS
    take = button(house.words("button.take", language), Verb.TAKE, complaint.id)
    look = button(house.words("button.open", language), Verb.OPEN, complaint.id)
    buttons = [[take, look] if complaint.status is Status.NEW else [look]]
    text = ping_text(house, complaint, language, key)
    for officer in officers:
        if officer.conversation_id is None:
            continue
        conversation = await work.people.get_conversation(officer.conversation_id)
        say(work, conversation, Saying(text, buttons, purpose=Purpose.PING), at)


async def want_person(
    house: House, work: UnitOfWork, complaint: Complaint, at: datetime
) -> Called:
    """Call somebody for a customer who asks for a person.

    Out of hours what is not urgent waits for the opening (R14).
    """
    opens_at = house.policy.hours.opens_at(at)
    is_open, guard = opens_at <= at, str(await _wishes(work, complaint) + 1)
    record(work, complaint, "human_wanted", CUSTOMER, at)
    if not is_open and complaint.severity is Severity.MINOR:
        work.schedule(DueKind.CALL, complaint.id, opens_at, guard=guard)
        return Called.AT_OPENING
    is_pinged = await _call(house, work, complaint, at)
    if is_pinged or (is_open and await work.people.is_anybody_on_duty()):
        return Called.NOW
    if not is_open:
        work.schedule(DueKind.CALL, complaint.id, opens_at, guard=guard)
    return Called.NOBODY


async def call_at_opening(
    house: House, work: UnitOfWork, complaint_id: ComplaintId, guard: str
) -> None:
    """Call somebody for the customer's newest wish of the night, if the case is not over."""
    complaint = await work.complaints.get(complaint_id)
    if complaint.status in ACTIVE and guard == str(await _wishes(work, complaint)):
        await _call(house, work, complaint, house.now())


async def _wishes(work: UnitOfWork, complaint: Complaint) -> int:
    """Count how many times the customer has asked for a person."""
    events = await work.complaints.timeline(complaint.id)
    return sum(event.kind == "human_wanted" for event in events)


async def _call(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> bool:
    """Ping the owner or, without one on duty, whoever the complaint is pinged to."""
    level, officers = await recipients(work, complaint)
    owner = [o for o in await work.people.on_duty() if o.id == complaint.owner_id]
    called = owner or officers
    await _ping(house, work, complaint, called, "ping.wanted", at)
    names = [officer.name for officer in called]
    record(work, complaint, "pinged", CLOCK, at, level=level, officers=names)
    return bool(called)


async def ping_officer(
    house: House, work: UnitOfWork, complaint: Complaint, officer: Officer, at: datetime
) -> None:
    """Ping the officer whom a complaint was handed to, on duty or not."""
    await _ping(house, work, complaint, [officer], "ping.text", at)


async def escalate_untaken(
    house: House, work: UnitOfWork, complaint_id: ComplaintId, guard: str
) -> None:
    """Go one level up when nobody has taken a complaint in time; once per episode (R21)."""
    complaint = await work.complaints.get(complaint_id)
    if complaint.status is not Status.NEW or str(complaint.episode) != guard:
        return
    at = house.now()
    if await clocks.was_put_back(work, complaint, at):
        return
    complaint.level = min(complaint.level + 1, _TOP)
    record(work, complaint, "escalated", CLOCK, at, level=complaint.level, why="untaken")
    await ping_level(house, work, complaint, at)
