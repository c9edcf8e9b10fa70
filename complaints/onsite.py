"""Solving a complaint on the spot (现场解决, R20): the lobby manager goes to the customer."""

from __future__ import annotations

from complaints import clocks
from complaints.buttons import Verb, button
from complaints.clock_model import ClockKind
from complaints.clocks import Event
from complaints.errors import WrongState
from complaints.house import House
from complaints.model import CLOCK, Actor, Complaint, Role, Status
from complaints.outgoing import Buttons
from complaints.permissions import require
from complaints.pings import LANGUAGE, ping
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.roster import reach, roster_at

#: The customer may still be there.
WANTED_WHILE = frozenset({Status.NEW, Status.OPEN, Status.WAITING})


async def want(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Note that the customer wants it solved on the spot; the lobby manager is called.

    Raises:
        WrongState: `onsite_already`, or the complaint is over.
    """
    require(actor.officer, "onsite")
    if complaint.status not in WANTED_WHILE:
        raise WrongState("move_not_possible", move="onsite", status=complaint.status)
    if complaint.is_onsite:
        raise WrongState("onsite_already")
    complaint.is_onsite, at = True, house.now()
    await clocks.happened(house, work, complaint, Event.ONSITE_WANTED, at)
    record(work, complaint, "onsite_wanted", actor, at)
    roster = await roster_at(work, at, complaint)
    reached = reach(house.policy, roster, complaint, Role.LOBBY_MANAGER)
    clock = await clocks.find_running(work, complaint.id, ClockKind.ONSITE)
    time = f"{clock.due_at.astimezone(house.policy.hours.zone):%H:%M}" if clock else "—"
    rows = _buttons(house, complaint)
    await ping(
        house, work, complaint, reached.officers, "ping.onsite", at, buttons=rows, time=time
    )
    names = [officer.name for officer in reached.officers]
    record(work, complaint, "pinged", CLOCK, at, level=reached.level, officers=names)


def _buttons(house: House, complaint: Complaint) -> Buttons:
    verbs = [Verb.ARRIVED, Verb.OPEN]
    if complaint.status is Status.NEW:
        verbs.insert(0, Verb.TAKE)
    return [[button(house.words(f"button.{v}", LANGUAGE), v, complaint.id) for v in verbs]]


async def arrive(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Note that somebody has reached the customer; a recorded visit does so, too.

    Raises:
        WrongState: `nobody_waits_onsite`.
    """
    require(actor.officer, "onsite")
    if await clocks.find_running(work, complaint.id, ClockKind.ONSITE) is None:
        raise WrongState("nobody_waits_onsite")
    at = house.now()
    await clocks.happened(house, work, complaint, Event.ARRIVED, at)
    record(work, complaint, "arrived", actor, at)
