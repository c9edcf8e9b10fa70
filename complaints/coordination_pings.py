"""Who hears of a coordination request (R18, R20): the department, its second receiver, its head,
and whoever asked.

Pings say number, class, severity, place and deadline; what was asked and answered stands in the
case only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from complaints import clocks
from complaints.buttons import Verb, button
from complaints.clock_model import ClockKind
from complaints.coordination_model import CoordinationRequest, RequestState
from complaints.house import House
from complaints.model import CLOCK, Complaint, Officer, OfficerId, Role
from complaints.outgoing import Buttons
from complaints.pings import LANGUAGE, ping
from complaints.policy import Department
from complaints.policy_clocks import OWNER
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.roster import DEPARTMENT_ROLES, Roster, concerns, reach, roster_at


def department_of(house: House, request: CoordinationRequest) -> Department:
    """Return the department that was asked, also one that the policy no longer knows."""
    code = request.department
    return house.policy.find_department(code) or Department(code, code, frozenset())


async def tell_department(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    key: str,
    at: datetime,
) -> None:
    """Ping who is there of a department, and give its second receiver (第二受理人) a copy.

    With nobody there whoever stands above it is pinged. The timeline says whom, or that nobody
    was.
    """
    department = department_of(house, request)
    roster = await roster_at(work, at, complaint, department)
    people = _people(roster, complaint, department)
    copied = [
        officer
        for officer in roster.present
        if officer.name == department.second
        and officer not in people
        and concerns(officer, complaint, department.code)
    ]
    if not people and not copied:
        people = list(reach(house.policy, roster, complaint, Role.DEPARTMENT_HEAD).officers)
    await _send(house, work, complaint, request, people, key, at)
    await _send(house, work, complaint, request, copied, "ping.request_copy", at)
    names = [officer.name for officer in (*people, *copied)]
    record(
        work,
        complaint,
        "department_pinged",
        CLOCK,
        at,
        department=department.name,
        officers=names,
    )


def _people(roster: Roster, complaint: Complaint, department: Department) -> list[Officer]:
    """List who belongs to a department or stands in for somebody who does."""
    found = {
        officer.id: officer
        for role in sorted(DEPARTMENT_ROLES)
        for officer in roster.of(role, complaint)
    }
    found |= {
        officer.id: officer
        for officer in roster.present
        if officer.department == department.code and concerns(officer, complaint, department.code)
    }
    return list(found.values())


async def tell_handler(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    key: str,
    at: datetime,
) -> bool:
    """Ping who works on a request; returns whether somebody does who is there."""
    roster = await roster_at(work, at, complaint, department_of(house, request))
    people = [officer for officer in roster.present if officer.id == request.handler_id]
    await _send(house, work, complaint, request, people, key, at)
    return bool(people)


async def tell_head(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    at: datetime,
) -> None:
    """Ping the head for the signature; with none there whoever stands above."""
    roster = await roster_at(work, at, complaint, department_of(house, request))
    reached = reach(house.policy, roster, complaint, Role.DEPARTMENT_HEAD)
    await _send(house, work, complaint, request, reached.officers, "ping.request_answered", at)


async def tell_asker(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    key: str,
    at: datetime,
) -> None:
    """Ping whoever asked, and whoever owns the case by now."""
    roster = await roster_at(work, at, complaint)
    wanted: set[OfficerId | None] = {request.asked_by, complaint.owner_id}
    people = {officer.id: officer for officer in roster.present if officer.id in wanted}
    if not people:
        reached = reach(house.policy, roster, complaint, OWNER)
        people = {officer.id: officer for officer in reached.officers}
    await _send(house, work, complaint, request, people.values(), key, at)


async def _send(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    officers: Iterable[Officer],
    key: str,
    at: datetime,
) -> None:
    kind, zone = ClockKind.DEPARTMENT, house.policy.hours.zone
    clock = await clocks.find_running(work, complaint.id, kind, request.id)
    told = {
        "department": department_of(house, request).name,
        "time": f"{clock.due_at.astimezone(zone):%m-%d %H:%M}" if clock else "—",
    }
    rows = _buttons(house, request)
    await ping(house, work, complaint, officers, key, at, buttons=rows, **told)


def _buttons(house: House, request: CoordinationRequest) -> Buttons:
    """Offer to work on what nobody works on yet, and to look at the case."""
    if request.state is RequestState.WITHDRAWN:
        return ()
    offers = [(Verb.OPEN, int(request.complaint_id))]
    if request.state is RequestState.ASKED and request.handler_id is None:
        offers.insert(0, (Verb.ACCEPT, request.id))
    return [[button(house.words(f"button.{verb}", LANGUAGE), verb, row) for verb, row in offers]]
