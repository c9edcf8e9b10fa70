"""The crisis chain (R29): who is called stage by stage, what is decided, which plan is chosen.

What the site cannot solve climbs the chain of the policy; before the top, several alternative
plans lie on the table, and a senior leader chooses one with the reason. A crisis goes on until
somebody says what has become of it; before that the house answers and closes nothing. What the
customer says, such as a yes to an earlier answer, counts all the same.
"""

from __future__ import annotations

from typing import Any

from complaints import emergency_calls, handling, major
from complaints.errors import Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.major_model import Crisis
from complaints.model import ACTIVE, Actor, Complaint, Role, Severity
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free

TEXT_LIMIT = 2_000
MOST_PLANS = 6
LEAST_PLANS = 2


async def begin(
    house: House, work: UnitOfWork, complaint: Complaint, reason: str, *, actor: Actor
) -> Crisis:
    """Mark a complaint as a crisis; it becomes major, and the first stage is called.

    Raises:
        NotAllowed: without the right to escalate.
        Invalid: no reason.
        Conflict: `crisis_already`.
        WrongState: the case is over.
    """
    officer = require(actor.officer, "escalate")
    await require_free(work, complaint, officer)
    await work.complaints.hold(complaint)
    if complaint.status not in ACTIVE:
        raise WrongState("complaint_over")
    _check(reason, "reason")
    if await work.majors.find_crisis(complaint.id) is not None:
        raise Conflict("crisis_already")
    await handling.set_severity(house, work, complaint, Severity.MAJOR, reason, actor=actor)
    at = house.now()
    stages = [
        {"name": one.name, "who": list(one.who), "plans": one.plans}
        for one in house.policy.emergency.chain
    ]
    crisis = Crisis(
        id=work.new_id(),
        complaint_id=complaint.id,
        reason=reason.strip(),
        begun_by=officer.id,
        begun_at=at,
        stages=stages,
    )
    work.add(crisis)
    record(work, complaint, "crisis_begun", actor, at, reason=reason.strip())
    await _enter(house, work, complaint, crisis, 0, actor=actor)
    return crisis


def _check(text: str, field: str) -> None:
    if not text.strip():
        raise Invalid("required", field=field)
    if len(text) > TEXT_LIMIT:
        raise Invalid("too_long", field=field, limit=TEXT_LIMIT)


async def _enter(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    crisis: Crisis,
    stage: int,
    *,
    actor: Actor,
) -> None:
    """Reach a stage: its people are called."""
    at = house.now()
    crisis.stage = stage
    _note(crisis, stage, entered_at=at.isoformat(), entered_by=str(actor.officer_id))
    name, who = str(crisis.stages[stage]["name"]), list(crisis.stages[stage]["who"])
    occasion = f"crisis:{stage}"
    await emergency_calls.call(
        house, work, complaint, who, occasion=occasion, label=name, actor=actor
    )


def _note(crisis: Crisis, stage: int, **more: Any) -> None:
    """Write something into a stage; the list is replaced, so that the change is saved."""
    crisis.stages = [
        one | more if number == stage else one for number, one in enumerate(crisis.stages)
    ]


async def _open(work: UnitOfWork, complaint: Complaint) -> Crisis:
    crisis = await work.majors.find_crisis(complaint.id)
    if crisis is None:
        raise WrongState("no_crisis")
    return crisis


async def pass_up(
    house: House, work: UnitOfWork, complaint: Complaint, decided: str, *, actor: Actor
) -> Crisis:
    """Say what was decided at this stage, and call the next one.

    Raises:
        NotAllowed: `not_in_task_force`; whoever was called at the stage may, too.
        Invalid: it does not say what was decided.
        WrongState: `no_crisis`, `last_stage`, or `plans_missing` before a stage that asks for
            several.
    """
    crisis = await _open(work, complaint)
    await _require_part(work, complaint, crisis, actor)
    _check(decided, "decided")
    following = crisis.stage + 1
    if following >= len(crisis.stages):
        raise WrongState("last_stage")
    if len(crisis.plans) < int(crisis.stages[following]["plans"]):
        raise WrongState("plans_missing", n=int(crisis.stages[following]["plans"]))
    await _decide(house, work, complaint, crisis, decided, actor)
    await _enter(house, work, complaint, crisis, following, actor=actor)
    return crisis


async def _require_part(
    work: UnitOfWork, complaint: Complaint, crisis: Crisis, actor: Actor
) -> None:
    calls = await work.majors.calls_of(complaint.id)
    called = {one.officer_id for one in calls if one.occasion == f"crisis:{crisis.stage}"}
    if actor.officer is not None and actor.officer_id in called:
        await require_free(work, complaint, actor.officer)
        return
    await major.require_part(work, complaint, actor)


async def _decide(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    crisis: Crisis,
    decided: str,
    actor: Actor,
) -> None:
    at = house.now()
    said = {"decided": decided.strip(), "decided_by": str(actor.officer_id)}
    _note(crisis, crisis.stage, **said, decided_at=at.isoformat())
    stage = str(crisis.stages[crisis.stage]["name"])
    record(work, complaint, "crisis_decided", actor, at, stage=stage, decided=decided.strip())


async def propose(
    house: House, work: UnitOfWork, complaint: Complaint, text: str, *, actor: Actor
) -> Crisis:
    """Propose one of several alternative plans.

    Raises:
        NotAllowed: `not_in_task_force`; whoever was called at the stage may, too.
        Invalid: no words.
        WrongState: `no_crisis`, `plan_chosen`, or `too_many_plans`.
    """
    crisis = await _open(work, complaint)
    await _require_part(work, complaint, crisis, actor)
    _check(text, "text")
    if crisis.chosen is not None:
        raise WrongState("plan_chosen")
    if len(crisis.plans) >= MOST_PLANS:
        raise WrongState("too_many_plans", limit=MOST_PLANS)
    at = house.now()
    plan = {"text": text.strip(), "proposed_by": str(actor.officer_id), "at": at.isoformat()}
    crisis.plans = [*crisis.plans, plan]
    record(work, complaint, "plan_proposed", actor, at, n=len(crisis.plans), plan=text.strip())
    return crisis


async def choose(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    number: int,
    reason: str,
    *,
    actor: Actor,
) -> Crisis:
    """Choose one of the plans, counted from 1; a senior leader does, and says why.

    Raises:
        NotAllowed: `leaders_only`.
        Invalid: no such plan, or no reason.
        WrongState: `no_crisis`, `plan_chosen`, or `plans_missing`: one plan is no choice.
    """
    crisis = await _open(work, complaint)
    officer = require(actor.officer, "take")
    await require_free(work, complaint, officer)
    if officer.role is not Role.SENIOR_LEADER or officer.is_service:
        raise NotAllowed("leaders_only")
    if crisis.chosen is not None:
        raise WrongState("plan_chosen")
    if len(crisis.plans) < LEAST_PLANS:
        raise WrongState("plans_missing", n=LEAST_PLANS)
    if not 1 <= number <= len(crisis.plans):
        raise Invalid("unknown_choice", field="plan")
    _check(reason, "reason")
    at = house.now()
    crisis.chosen, crisis.chosen_by, crisis.chosen_at = number - 1, officer.id, at
    crisis.chosen_reason = reason.strip()
    plan = str(crisis.plans[number - 1]["text"])
    said = {"n": number, "plan": plan, "reason": reason.strip()}
    record(work, complaint, "plan_chosen", actor, at, **said)
    return crisis


async def end(
    house: House, work: UnitOfWork, complaint: Complaint, outcome: str, *, actor: Actor
) -> Crisis:
    """End a crisis: say what has become of it (R29: until the loss is smallest).

    Raises:
        NotAllowed: `not_in_charge`.
        Invalid: it does not say what has become of it.
        WrongState: `no_crisis`, or `plan_not_chosen` while plans lie on the table.
    """
    crisis = await _open(work, complaint)
    officer = await major.require_charge(work, complaint, actor)
    _check(outcome, "outcome")
    if crisis.plans and crisis.chosen is None:
        raise WrongState("plan_not_chosen")
    crisis.ended_by, crisis.ended_at = officer.id, house.now()
    crisis.outcome = outcome.strip()
    record(work, complaint, "crisis_ended", actor, house.now(), outcome=outcome.strip())
    await major.see_whether_dealt_with(house, work, complaint, actor=actor)
    return crisis
