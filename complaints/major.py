"""Major complaints (R28): a senior leader is told at once and says so; what else hangs on that.

Whatever makes a complaint major comes here: its filing, a decision, a group that was recognised,
another complaint merged into it, its being opened again. The report upward is kept by a senior
leader's own acknowledgement, or by a call to a named one; until then its ladder goes on.
"""

from __future__ import annotations

from datetime import datetime

from complaints import clocks, pings
from complaints.buttons import Verb, button
from complaints.clock_model import DueKind
from complaints.clocks import Event
from complaints.errors import Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.major_model import Major, MeasureState
from complaints.model import CLOCK, Actor, Complaint, Officer, OfficerId, Role, Severity
from complaints.permissions import may, require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred, require_free
from complaints.roster import reach, roster_at


async def begin(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Tell the senior leader of a complaint that is major from now on, at whatever hour."""
    found = await work.majors.find(complaint.id)
    if found is None:
        work.majors.add(Major(id=work.new_id(), complaint_id=complaint.id, begun_at=at))
    else:
        _begin_anew(found, at)
    roster = await roster_at(work, at, complaint)
    reached = reach(house.policy, roster, complaint, Role.SENIOR_LEADER)
    buttons = [
        [
            button(house.words(f"button.{verb}", pings.LANGUAGE), verb, complaint.id)
            for verb in (Verb.HEARD, Verb.OPEN)
        ]
    ]
    await pings.ping(house, work, complaint, reached.officers, "ping.major", at, buttons=buttons)
    names = [officer.name for officer in reached.officers]
    record(work, complaint, "leader_told", CLOCK, at, officers=names, higher=reached.is_higher)


def _begin_anew(major: Major, at: datetime) -> None:
    """Forget what held for the last time; the timeline remembers it."""
    major.begun_at = at
    major.acknowledged_by = major.acknowledged_at = major.recorded_by = None
    major.dealt_with_at = major.summary_due_at = major.summary_done_at = None


async def severity_changed(
    house: House, work: UnitOfWork, complaint: Complaint, at: datetime
) -> None:
    """Let clocks and leaders know of another severity; what was recorded meanwhile is kept."""
    await clocks.severity_changed(house, work, complaint, at)
    if complaint.severity is Severity.MAJOR:
        await begin(house, work, complaint, at)


async def owe_report(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Let the report upward run of what is major and comes back, unless a leader knows of it."""
    if (
        complaint.severity is Severity.MAJOR
        and (await get(work, complaint)).acknowledged_at is None
    ):
        await clocks.happened(house, work, complaint, Event.MADE_MAJOR, at)


async def require_lowering(
    work: UnitOfWork, complaint: Complaint, officer: Officer | None
) -> None:
    """Refuse who may not say that a complaint is less grave than it was thought to be (R13).

    Raises:
        NotAllowed: not theirs; from major only the office, the quality office and senior leaders,
            and `task_force_works` while one does, or a crisis goes on: senior leaders only.
    """
    if complaint.severity is not Severity.MAJOR:
        require(officer, "lower_severity")
        return
    role = require(officer, "lower_major").role
    is_at_work = await work.majors.members_of(complaint.id)
    if role is not Role.SENIOR_LEADER and (
        is_at_work or await work.majors.find_crisis(complaint.id) is not None
    ):
        raise NotAllowed("task_force_works")


async def get(work: UnitOfWork, complaint: Complaint) -> Major:
    """Return what a major complaint has.

    Raises:
        WrongState: `not_major`, it is not major now.
    """
    found = await work.majors.find(complaint.id)
    if found is None or complaint.severity is not Severity.MAJOR:
        raise WrongState("not_major")
    return found


async def acknowledge(
    house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor
) -> Major:
    """Let a senior leader say that they know of a major complaint; the report upward is kept.

    Raises:
        NotAllowed: `leaders_only`; whoever stands in where no leader is there may, too.
        Conflict: `acknowledged_already`, with the name.
        WrongState: `not_major`.
    """
    officer = require(actor.officer, "take")
    await require_free(work, complaint, officer)
    if officer.is_service or not await _stands_at_the_top(house, work, complaint, officer):
        raise NotAllowed("leaders_only")
    found = await _unheard(work, complaint)
    await _heard(house, work, complaint, found, officer)
    record(work, complaint, "leader_heard", actor, house.now())
    return found


async def _stands_at_the_top(
    house: House, work: UnitOfWork, complaint: Complaint, officer: Officer
) -> bool:
    if officer.role is Role.SENIOR_LEADER:
        return True
    roster = await roster_at(work, house.now(), complaint)
    reached = reach(house.policy, roster, complaint, Role.SENIOR_LEADER)
    return officer.id in {one.id for one in reached.officers}


async def report_by_phone(
    house: House, work: UnitOfWork, complaint: Complaint, to: OfficerId, *, actor: Actor
) -> Major:
    """Record that a senior leader was told on the phone; the leader reads who says so.

    Raises:
        Invalid: no active senior leader, or one who keeps out of it.
        Conflict: `acknowledged_already`.
        WrongState: `not_major`.
    """
    teller = require(actor.officer, "report_upward")
    leader = await work.people.get_officer(to)
    if leader.role is not Role.SENIOR_LEADER or not leader.is_active:
        raise Invalid("no_leader", field="to", name=leader.name)
    if leader.id in await barred(work, complaint):
        raise Invalid("receiver_recused", field="to", name=leader.name)
    found = await _unheard(work, complaint)
    await _heard(house, work, complaint, found, leader)
    at = house.now()
    if leader.id != teller.id:
        found.recorded_by = teller.id
        await pings.ping(house, work, complaint, [leader], "ping.reported", at, teller=teller.name)
    record(work, complaint, "reported_upward", actor, at, to=leader.name)
    return found


async def _unheard(work: UnitOfWork, complaint: Complaint) -> Major:
    found = await get(work, complaint)
    if found.acknowledged_by is not None:
        leader = await work.people.get_officer(found.acknowledged_by)
        raise Conflict("acknowledged_already", name=leader.name)
    return found


async def _heard(
    house: House, work: UnitOfWork, complaint: Complaint, found: Major, leader: Officer
) -> None:
    at = house.now()
    found.acknowledged_by, found.acknowledged_at = leader.id, at
    await clocks.happened(house, work, complaint, Event.REPORTED, at)


async def require_part(work: UnitOfWork, complaint: Complaint, actor: Actor) -> Officer:
    """Refuse who has no part in a major complaint; returns who it is.

    A part have its owner, its task force, and whoever may set one up.

    Raises:
        NotAllowed: `not_in_task_force`.
    """
    officer = require(actor.officer, "note")
    await require_free(work, complaint, officer)
    if complaint.owner_id == officer.id or may(officer.role, "task_force"):
        return officer
    if officer.id in {member.officer_id for member in await work.majors.members_of(complaint.id)}:
        return officer
    raise NotAllowed("not_in_task_force")


async def require_charge(work: UnitOfWork, complaint: Complaint, actor: Actor) -> Officer:
    """Refuse who does not lead: the lead of the task force, and whoever may set one up.

    Raises:
        NotAllowed: `not_in_charge`.
    """
    officer = await require_part(work, complaint, actor)
    members = await work.majors.members_of(complaint.id)
    is_lead = any(member.is_lead and member.officer_id == officer.id for member in members)
    if not is_lead and not may(officer.role, "task_force"):
        raise NotAllowed("not_in_charge")
    return officer


async def end_event(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Say that the event has been dealt with: from now on the summary report is due (R30).

    Raises:
        NotAllowed: `not_in_charge`.
        WrongState: `not_major`, `crisis_open`, or `dealt_with_already`.
    """
    await require_charge(work, complaint, actor)
    found = await get(work, complaint)
    if found.dealt_with_at is not None:
        raise WrongState("dealt_with_already")
    if await work.majors.find_crisis(complaint.id) is not None:
        raise WrongState("crisis_open")
    dealt_with(house, work, complaint, found, actor=actor)


async def see_whether_dealt_with(
    house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor
) -> None:
    """Take the event for dealt with once the plan is carried out and no crisis goes on."""
    if complaint.severity is not Severity.MAJOR:
        return
    found = await work.majors.find(complaint.id)
    if found is None or found.dealt_with_at is not None:
        return
    plan = [m for m in await work.majors.measures_of(complaint.id) if m.approved_at]
    is_left = any(measure.state is MeasureState.PLANNED for measure in plan)
    if not is_left and await work.majors.find_crisis(complaint.id) is None:
        dealt_with(house, work, complaint, found, actor=actor)


def dealt_with(
    house: House, work: UnitOfWork, complaint: Complaint, found: Major, *, actor: Actor
) -> None:
    """Note the end of the event and until when the report is due, once."""
    at, within = house.now(), house.policy.summary_within
    due_at = within.end(house.policy.calendar_for(within, complaint.place), at)
    found.dealt_with_at, found.summary_due_at = at, due_at
    for warning, when in (("soon", at + (due_at - at) / 2), ("late", due_at)):
        guard = f"{due_at.timestamp():.0f}:{warning}"
        work.schedule(DueKind.SUMMARY, complaint.id, when, guard=guard)
    record(work, complaint, "dealt_with", actor, at, until=due_at.isoformat())
