"""Who is there: on duty as A or B (A/B 角), on leave, standing in, at which place (R20, R21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from complaints.model import Complaint, Officer, OfficerId, Post, Role, Shift
from complaints.policy import Department, Policy
from complaints.policy_clocks import DUTY_A, DUTY_B, OWNER
from complaints.ports import UnitOfWork
from complaints.recusals import barred

DEPARTMENT_ROLES: Final = frozenset({Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD})
_POSTS: Final = {DUTY_A: Post.A, DUTY_B: Post.B}


def concerns(officer: Officer, complaint: Complaint, department: str = "") -> bool:
    """Say whether a complaint is this officer's business by place and department.

    A place that only the customer's words name, such as 三号窗口, can be anybody's. `department`
    is the one that was asked, "" for that of the complaint.
    """
    is_known = complaint.place != "" and complaint.place.isascii()
    if officer.place and is_known and officer.place != complaint.place:
        return False
    if officer.role in DEPARTMENT_ROLES:
        return officer.department == (department or complaint.department)
    return True


@dataclass(frozen=True)
class Roster:
    """Who can be reached at a moment.

    `present` are on duty with a linked chat and not on leave; `deputies` maps who is on leave to
    who stands in; `roles` are those that the absent have. `asked` is the department that something
    is asked of, whose people then hold the rungs of departments; `head_id` is who heads it by the
    policy.
    """

    present: Sequence[Officer]
    shifts: Sequence[Shift]
    deputies: Mapping[OfficerId, OfficerId]
    roles: Mapping[OfficerId, Role]
    asked: Department | None = None
    head_id: OfficerId | None = None

    def of(self, who: str, complaint: Complaint) -> list[Officer]:
        """List who holds a rung of a ladder for a complaint, as far as they are there."""
        ids = self._ids(who, complaint)
        ids |= {self.deputies[absent] for absent in ids if absent in self.deputies}
        code = self.asked.code if self.asked else ""
        return [
            officer
            for officer in self.present
            if officer.id in ids and concerns(officer, complaint, code)
        ]

    def _ids(self, who: str, complaint: Complaint) -> set[OfficerId]:
        if who == OWNER:
            return {complaint.owner_id} if complaint.owner_id else set()
        if who in _POSTS:
            return self._on_shift(_POSTS[who], complaint)
        if who == Role.DEPARTMENT_HEAD and self.head_id is not None:
            return {self.head_id}
        present = {officer.id for officer in self.present if officer.role == who}
        return present | {absent for absent, role in self.roles.items() if role == who}

    def _on_shift(self, post: Post, complaint: Complaint) -> set[OfficerId]:
        """List who has the post now. Without any shifts the duty managers are A."""
        if not self.shifts:
            is_a = post is Post.A
            return {o.id for o in self.present if is_a and o.role is Role.DUTY_MANAGER}
        return {
            shift.officer_id
            for shift in self.shifts
            if shift.post is post and shift.place in ("", complaint.place)
        }


async def roster_at(
    work: UnitOfWork, at: datetime, complaint: Complaint, asked: Department | None = None
) -> Roster:
    """Look up who is there for a complaint, or for what a department is asked about it.

    Who keeps out of it (回避) is not.
    """
    head = await work.accounts.find_officer(asked.head) if asked and asked.head else None
    kept_out = await barred(work, complaint)
    officers = [o for o in await work.people.on_duty() if o.id not in kept_out]
    leaves = {leave.officer_id: leave for leave in await work.people.leaves_at(at)}
    return Roster(
        present=[officer for officer in officers if officer.id not in leaves],
        shifts=await work.people.shifts_at(at),
        deputies={gone: leave.deputy_id for gone, leave in leaves.items() if leave.deputy_id},
        roles={gone: leave.role for gone, leave in leaves.items()},
        asked=asked,
        head_id=head.id if head else None,
    )


@dataclass(frozen=True)
class Reached:
    """Who is told. `level` is that of the rung that had somebody, `is_higher`: not the asked one.

    Nobody at all is an empty list.
    """

    level: int
    officers: Sequence[Officer]
    is_higher: bool = False


def reach(policy: Policy, roster: Roster, complaint: Complaint, who: str) -> Reached:
    """Find who holds a rung or, with nobody there, who holds the next one above it."""
    level = policy.clocks.level_of(who)
    if who == OWNER and complaint.owner_id is None:
        return reach_level(policy, roster, complaint, level)
    if found := roster.of(who, complaint):
        return Reached(level, found)
    above = reach_level(policy, roster, complaint, level + (who != DUTY_A))
    return Reached(above.level, above.officers, is_higher=True)


def reach_level(policy: Policy, roster: Roster, complaint: Complaint, level: int) -> Reached:
    """Find who is told at a level, or at the next one above that has somebody there.

    Level 0 is the pool: whoever on duty may take it. Above the last are the administrators.
    """
    levels = policy.clocks.levels
    asked = min(level, len(levels))
    for number in range(asked, len(levels) + 1):
        rungs = policy.clocks.pool if number == 0 else levels[number - 1]
        found = {o.id: o for who in rungs for o in roster.of(who, complaint)}
        if found:
            return Reached(number, list(found.values()), is_higher=number > asked)
    administrators = [o for o in roster.present if o.role is Role.ADMINISTRATOR]
    return Reached(len(levels), administrators, is_higher=True)
