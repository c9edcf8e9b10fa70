"""The task force of a major complaint (专项小组, R28): a lead and members, who see the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from complaints import major, pings
from complaints.errors import Invalid, WrongState
from complaints.house import House
from complaints.major_model import Member
from complaints.model import ACTIVE, Actor, Complaint, Officer, OfficerId
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred, require_free

TASK_LIMIT = 100
#: More people do not work together on one case.
MOST_MEMBERS = 20


@dataclass(frozen=True)
class Line:
    """Who is in the task force, and with which task; the lead may have one, too."""

    lead: OfficerId | None
    members: Mapping[OfficerId, str] = field(default_factory=dict)

    @property
    def everybody(self) -> dict[OfficerId, str]:
        """The lead first, then the members."""
        lead = {self.lead: self.members.get(self.lead, "")} if self.lead is not None else {}
        return lead | dict(self.members)


async def set_up(
    house: House, work: UnitOfWork, complaint: Complaint, line: Line, *, actor: Actor
) -> None:
    """Set the task force up, or change it: who is new is pinged, who left keeps a row.

    Raises:
        NotAllowed: not the senior leader, the office or the quality office.
        Invalid: no lead, too many, or somebody who has left, is a program or keeps out of it.
        WrongState: `not_major`, or the case is over.
    """
    officer = require(actor.officer, "task_force")
    await require_free(work, complaint, officer)
    await major.get(work, complaint)
    if complaint.status not in ACTIVE:
        raise WrongState("complaint_over")
    people = await _checked(work, complaint, line)
    at = house.now()
    present = {member.officer_id: member for member in await work.majors.members_of(complaint.id)}
    new = [people[who] for who in people if who not in present]
    for who, member in present.items():
        if line.everybody.get(who) != member.task or (who == line.lead) != member.is_lead:
            member.until = at
    for who, task in line.everybody.items():
        if who in present and present[who].until is None:
            continue
        work.add(
            Member(
                id=work.new_id(),
                complaint_id=complaint.id,
                officer_id=who,
                is_lead=who == line.lead,
                task=task.strip(),
                since=at,
                set_by=officer.id,
            )
        )
    await pings.ping(house, work, complaint, new, "ping.task_force", at)
    left = [await work.people.get_officer(who) for who in present.keys() - people.keys()]
    record(
        work,
        complaint,
        "task_force_set",
        actor,
        at,
        lead=people[line.lead].name if line.lead is not None else "",
        officers=[person.name for who, person in people.items() if who != line.lead],
        left=sorted(person.name for person in left),
    )


async def _checked(work: UnitOfWork, complaint: Complaint, line: Line) -> dict[OfficerId, Officer]:
    if line.lead is None:
        raise Invalid("required", field="lead")
    if len(line.everybody) > MOST_MEMBERS:
        raise Invalid("too_many", field="members", limit=MOST_MEMBERS)
    kept_out = await barred(work, complaint)
    people = {}
    for who, task in line.everybody.items():
        person = await work.people.get_officer(who)
        if not person.is_active or person.is_service:
            raise Invalid("cannot_receive", field="members", name=person.name)
        if who in kept_out:
            raise Invalid("receiver_recused", field="members", name=person.name)
        if len(task) > TASK_LIMIT:
            raise Invalid("too_long", field="task", limit=TASK_LIMIT)
        people[who] = person
    return people
