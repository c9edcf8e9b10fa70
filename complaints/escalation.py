"""The escalation ladder (R21): who hears of a clock that runs, step by step, each step once.

A clock has one scheduled row, for its next step; taking the step schedules the one after it in the
same transaction. So no step is lost or repeated, however many processes tick and however long they
were down; steps missed meanwhile are taken together.
"""

from __future__ import annotations

from complaints import clocks_run, finding_pings, pings
from complaints.alerts import Alerts
from complaints.clock_model import CONFIDENTIAL_CLOCKS, Clock, ClockKind, DueKind
from complaints.errors import Invalid, WrongState
from complaints.house import House
from complaints.model import ACTIVE, CLOCK, Actor, Complaint, ComplaintId, OfficerId, Status
from complaints.permissions import require
from complaints.policy import Department
from complaints.policy_clocks import Step
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred
from complaints.roster import Roster, reach, roster_at

#: Why somebody wants to hear of it later; words for it stand in the catalogues.
LATER_REASONS = ("serving", "on_the_way", "checking")


async def climb(house: House, work: UnitOfWork, alerts: Alerts, clock_id: int, guard: str) -> None:
    """Take the steps of a clock that are due, unless it has stopped or rests."""
    clock = await work.complaints.find_clock(clock_id)
    if clock is None or clock.stopped_at or clock.paused_at or guard != str(clock.revision):
        return
    complaint, at = await work.complaints.get(clock.complaint_id), house.now()
    hours = clocks_run.calendar_of(house, complaint, clock)
    if clock.kind in CONFIDENTIAL_CLOCKS:
        for step in clocks_run.steps_due(house, clock, hours, at):
            await finding_pings.remind(house, work, complaint, clock, step)
            clock.reached = step.percent
        clocks_run.schedule_step(house, work, complaint, clock, at)
        return
    roster = await roster_at(work, at, complaint, await _asked(house, work, clock))
    for step in clocks_run.steps_due(house, clock, hours, at):
        _take(house, work, alerts, complaint, clock, step, roster)
        clock.reached = step.percent
    clocks_run.schedule_step(house, work, complaint, clock, at)


async def _asked(house: House, work: UnitOfWork, clock: Clock) -> Department | None:
    """Say which department a clock waits for, if it is that of a coordination request."""
    if clock.kind is not ClockKind.DEPARTMENT or clock.subject_id is None:
        return None
    request = await work.coordination.find(clock.subject_id)
    return house.policy.find_department(request.department) if request else None


def _take(
    house: House,
    work: UnitOfWork,
    alerts: Alerts,
    complaint: Complaint,
    clock: Clock,
    step: Step,
    roster: Roster,
) -> None:
    """Tell whoever holds the rung; with nobody there it goes up, and says so."""
    reached = reach(house.policy, roster, complaint, step.who)
    told: dict[str, object] = {
        "clock": clock.kind,
        "percent": step.percent,
        "who": step.who,
        "officers": [officer.name for officer in reached.officers],
        "higher": reached.is_higher,
    }
    if step.percent >= 100:
        complaint.level = max(complaint.level, house.policy.clocks.level_of(step.who))
        told["level"] = complaint.level
    record(work, complaint, "warned", CLOCK, house.now(), **told)
    for officer in reached.officers:
        alerts.add(officer, complaint, clock, step.percent)


async def escalate(
    house: House, work: UnitOfWork, complaint: Complaint, reason: str, *, actor: Actor
) -> None:
    """Call the next level in; the owner stays, the next level is pinged (R21)."""
    require(actor.officer, "escalate")
    if complaint.status not in pings.ESCALATED:
        raise WrongState("move_not_possible", move="escalate", status=complaint.status)
    complaint.level = min(complaint.level + 1, len(house.policy.clocks.levels))
    at = house.now()
    record(work, complaint, "escalated", actor, at, level=complaint.level, why=reason.strip())
    await pings.ping_level(house, work, complaint, at)


async def later(
    house: House, work: UnitOfWork, complaint: Complaint, reason: str, *, actor: Actor
) -> None:
    """Put a ping off: whoever was told is told again a little later (R21)."""
    require(actor.officer, "take")
    if reason not in LATER_REASONS:
        raise Invalid("unknown_choice", field="reason")
    if complaint.status not in pings.ESCALATED:
        raise WrongState("move_not_possible", move="later", status=complaint.status)
    at = house.now()
    again_at = at + house.policy.clocks.snooze.length
    work.schedule(DueKind.SNOOZE, complaint.id, again_at, guard=str(actor.officer_id))
    record(work, complaint, "snoozed", actor, at, why=reason)


async def again(house: House, work: UnitOfWork, complaint_id: ComplaintId, guard: str) -> None:
    """Tell somebody again who had put it off, unless somebody else has it now."""
    complaint = await work.complaints.get(complaint_id)
    officer = await work.people.get_officer(OfficerId(int(guard)))
    is_theirs = complaint.owner_id in (None, officer.id)
    is_free = officer.is_active and officer.id not in await barred(work, complaint)
    if complaint.status in ACTIVE - {Status.ANSWERED} and is_theirs and is_free:
        await pings.ping(house, work, complaint, [officer], "ping.text", house.now())
