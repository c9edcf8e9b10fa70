"""The plan of measures of a major complaint (R28): what, which department, who, until when.

A measure counts once a senior leader has agreed to the plan. It is carried out by one person and
verified by another; the person is reminded before it is due, and when it is late those above hear
of it, once each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints import approvals, major, pings
from complaints.approvals import Question
from complaints.clock_model import DueKind
from complaints.decision_model import Approval, ApprovalKind
from complaints.errors import Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.major_model import UNFINISHED, Measure, MeasureState
from complaints.model import ACTIVE, CLOCK, Actor, Complaint, Officer, OfficerId, Role
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred
from complaints.roster import reach, roster_at

TEXT_LIMIT = 500
#: More measures are no plan.
MOST_MEASURES = 50


@dataclass(frozen=True)
class Intent:
    """A measure that somebody wants taken."""

    text: str
    department: str
    officer_id: OfficerId
    due_at: datetime


async def add(
    house: House, work: UnitOfWork, complaint: Complaint, intent: Intent, *, actor: Actor
) -> Measure:
    """Put a measure into the plan; it waits for a senior leader's yes.

    Raises:
        NotAllowed: `not_in_task_force`.
        Invalid: no words, an unknown department, somebody who cannot, or `due_in_past`.
        WrongState: `not_major`, or the case is over.
    """
    officer = await major.require_part(work, complaint, actor)
    await major.get(work, complaint)
    if complaint.status not in ACTIVE:
        raise WrongState("complaint_over")
    at = house.now()
    await _check(house, work, complaint, intent, at)
    measure = Measure(
        id=work.new_id(),
        complaint_id=complaint.id,
        text=intent.text.strip(),
        department=intent.department,
        officer_id=intent.officer_id,
        due_at=intent.due_at,
        added_by=officer.id,
        added_at=at,
    )
    work.add(measure)
    record(work, complaint, "measure_added", actor, at, measure=measure.text)
    return measure


async def _check(
    house: House, work: UnitOfWork, complaint: Complaint, intent: Intent, at: datetime
) -> None:
    if not intent.text.strip():
        raise Invalid("required", field="text")
    if len(intent.text) > TEXT_LIMIT:
        raise Invalid("too_long", field="text", limit=TEXT_LIMIT)
    if intent.department not in {known.code for known in house.policy.departments}:
        raise Invalid("unknown_choice", field="department")
    if intent.due_at <= at:
        raise Invalid("due_in_past", field="due")
    person = await work.people.get_officer(intent.officer_id)
    if not person.is_active or person.is_service:
        raise Invalid("cannot_receive", field="person", name=person.name)
    if person.id in await barred(work, complaint):
        raise Invalid("receiver_recused", field="person", name=person.name)
    if len(await work.majors.measures_of(complaint.id)) >= MOST_MEASURES:
        raise WrongState("too_many_measures", limit=MOST_MEASURES)


async def drop(
    house: House, work: UnitOfWork, measure: Measure, reason: str, *, actor: Actor
) -> None:
    """Take a measure out of the plan, with the reason; it stays on record.

    Raises:
        NotAllowed: `not_in_charge`; what nobody has agreed to, anybody with a part may drop.
        Invalid: no reason.
        WrongState: `measure_over`.
    """
    complaint = await work.complaints.get(measure.complaint_id)
    if measure.approved_at is None:
        await major.require_part(work, complaint, actor)
    else:
        await major.require_charge(work, complaint, actor)
    _require_state(measure, *UNFINISHED)
    if not reason.strip():
        raise Invalid("required", field="reason")
    measure.state = MeasureState.DROPPED
    said = {"measure": measure.text, "reason": reason.strip()}
    record(work, complaint, "measure_dropped", actor, house.now(), **said)
    if measure.approved_at is not None:
        await major.see_whether_dealt_with(house, work, complaint, actor=actor)


def _require_state(measure: Measure, *states: MeasureState) -> None:
    if measure.state not in states:
        raise WrongState("measure_over", state=measure.state)


async def ask_approval(
    house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor
) -> Approval:
    """Ask a senior leader to agree to what is new in the plan.

    Raises:
        NotAllowed: `not_in_task_force`.
        WrongState: `nothing_to_approve`.
        Conflict: `approval_asked`.
    """
    await major.require_part(work, complaint, actor)
    await major.get(work, complaint)
    new = await _unapproved(work, complaint)
    if not new:
        raise WrongState("nothing_to_approve")
    detail = {
        "measures": [str(measure.id) for measure in new],
        "text": "\n".join([await _line(house, work, measure) for measure in new]),
    }
    question = Question(ApprovalKind.PLAN, complaint.id, detail=detail)
    return await approvals.ask(house, work, complaint, question, actor=actor)


async def _unapproved(work: UnitOfWork, complaint: Complaint) -> list[Measure]:
    every = await work.majors.measures_of(complaint.id)
    return [m for m in every if m.approved_at is None and m.state in UNFINISHED]


async def _line(house: House, work: UnitOfWork, measure: Measure) -> str:
    person = await work.people.get_officer(measure.officer_id)
    department = house.policy.department_name(measure.department)
    due = measure.due_at.astimezone(house.policy.hours.zone)
    return f"{measure.text} · {department} · {person.name} · {due:%m-%d %H:%M}"


async def require_approvable(
    work: UnitOfWork, approval: Approval, officer: Officer | None
) -> None:
    """Refuse a plan to who wrote any of it.

    Raises:
        NotAllowed: `own_request`.
    """
    asked = await _asked(work, approval)
    if any(officer is not None and measure.added_by == officer.id for measure in asked):
        raise NotAllowed("own_request")


async def _asked(work: UnitOfWork, approval: Approval) -> list[Measure]:
    return [await work.majors.get_measure(int(one)) for one in approval.detail["measures"]]


async def approved(
    house: House, work: UnitOfWork, complaint: Complaint, approval: Approval
) -> None:
    """Let the plan count: every measure's time runs, and its person is told."""
    at = house.now()
    for measure in await _asked(work, approval):
        if measure.state not in UNFINISHED:
            continue
        measure.approved_at = at
        warn_at = at + (measure.due_at - at) * house.policy.measure_warning / 100
        for warning, when in (("soon", warn_at), ("late", measure.due_at)):
            work.schedule(DueKind.MEASURE, measure.id, max(when, at), guard=warning)
        await _urge(house, work, complaint, measure, at)
    await major.see_whether_dealt_with(house, work, complaint, actor=CLOCK)


async def carry_out(
    house: House, work: UnitOfWork, measure: Measure, words: str, *, actor: Actor
) -> None:
    """Note that a measure was carried out, and how: its person, or anybody with a part.

    Danger does not wait for a yes to the plan; what is done before it is verified after it.

    Raises:
        NotAllowed: `not_in_task_force`.
        Invalid: no words.
        WrongState: `measure_over`.
    """
    complaint = await work.complaints.get(measure.complaint_id)
    if actor.officer_id != measure.officer_id or actor.officer is None:
        await major.require_part(work, complaint, actor)
    _require_state(measure, MeasureState.PLANNED)
    _check_words(words)
    at = house.now()
    measure.state = MeasureState.DONE
    measure.done_by, measure.done_at, measure.done_words = actor.officer_id, at, words.strip()
    record(work, complaint, "measure_done", actor, at, measure=measure.text, how=words.strip())
    if measure.approved_at is not None:
        await major.see_whether_dealt_with(house, work, complaint, actor=actor)


def _check_words(words: str) -> None:
    if not words.strip():
        raise Invalid("required", field="words")
    if len(words) > TEXT_LIMIT:
        raise Invalid("too_long", field="words", limit=TEXT_LIMIT)


async def verify(
    house: House,
    work: UnitOfWork,
    measure: Measure,
    *,
    is_good: bool,
    actor: Actor,
    words: str = "",
) -> None:
    """Verify that a measure was carried out, or send it back with the reason.

    Raises:
        NotAllowed: `not_in_charge`, or `own_measure`: whoever did it does not verify it.
        WrongState: `measure_over`, or `plan_not_approved`.
        Invalid: sent back without words.
    """
    complaint = await work.complaints.get(measure.complaint_id)
    officer = await major.require_charge(work, complaint, actor)
    _require_state(measure, MeasureState.DONE)
    if officer.id == measure.done_by:
        raise NotAllowed("own_measure")
    if measure.approved_at is None:
        raise WrongState("plan_not_approved")
    at = house.now()
    if is_good:
        measure.state = MeasureState.VERIFIED
        measure.verified_by, measure.verified_at = officer.id, at
        record(work, complaint, "measure_verified", actor, at, measure=measure.text)
        return
    _check_words(words)
    measure.state = MeasureState.PLANNED
    measure.done_by = measure.done_at = None
    said = {"measure": measure.text, "reason": words.strip()}
    record(work, complaint, "measure_sent_back", actor, at, **said)
    await _urge(house, work, complaint, measure, at)


async def urge(house: House, work: UnitOfWork, measure: Measure, *, actor: Actor) -> None:
    """Press for a measure (催办): its person is pinged now."""
    complaint = await work.complaints.get(measure.complaint_id)
    await major.require_part(work, complaint, actor)
    _require_state(measure, MeasureState.PLANNED)
    at = house.now()
    record(work, complaint, "measure_urged", actor, at, measure=measure.text)
    await _urge(house, work, complaint, measure, at)


async def _urge(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    measure: Measure,
    at: datetime,
    others: Sequence[Officer] = (),
) -> list[str]:
    """Ping the measure's person, and others; returns the names of who was told."""
    person = await work.people.get_officer(measure.officer_id)
    kept_out = await barred(work, complaint)
    people = [one for one in (person, *others) if one.is_active and one.id not in kept_out]
    told = {officer.id: officer for officer in people}
    due = f"{measure.due_at.astimezone(house.policy.hours.zone):%m-%d %H:%M}"
    key = "ping.measure_late" if measure.is_late(at) else "ping.measure"
    await pings.ping(house, work, complaint, told.values(), key, at, due=due)
    return [officer.name for officer in told.values()]


async def remind(house: House, work: UnitOfWork, measure_id: int, warning: str) -> None:
    """Remind of a measure in time; when it is late, those above hear of it, too. Once each."""
    measure = await work.majors.get_measure(measure_id)
    complaint = await work.complaints.get(measure.complaint_id)
    if measure.state is not MeasureState.PLANNED or complaint.status not in ACTIVE:
        return
    at, above = house.now(), []
    if warning == "soon" and measure.is_late(at):
        return  # the other row says more
    if warning == "late":
        above = await _above(house, work, complaint, at)
    told = await _urge(house, work, complaint, measure, at, above)
    kind = "measure_late" if warning == "late" else "measure_due"
    record(work, complaint, kind, CLOCK, at, measure=measure.text, officers=told)


async def _above(
    house: House, work: UnitOfWork, complaint: Complaint, at: datetime
) -> list[Officer]:
    """List the lead of the task force and the senior leader, or who stands above where none is."""
    members = await work.majors.members_of(complaint.id)
    leads = [await work.people.get_officer(m.officer_id) for m in members if m.is_lead]
    roster = await roster_at(work, at, complaint)
    reached = reach(house.policy, roster, complaint, Role.SENIOR_LEADER)
    return [*leads, *reached.officers]
