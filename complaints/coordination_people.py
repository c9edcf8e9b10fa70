"""Who asks, answers and signs for what a department is asked (R20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from complaints.coordination_model import CoordinationRequest
from complaints.errors import NotAllowed
from complaints.house import House
from complaints.model import Actor, Complaint, Officer, Role
from complaints.permissions import may, require
from complaints.policy import Policy
from complaints.ports import UnitOfWork
from complaints.recusals import require_free


async def require_member(
    house: House, work: UnitOfWork, request: CoordinationRequest, actor: Actor
) -> tuple[Complaint, Officer]:
    """Refuse who does not belong to the department that was asked."""
    officer = require(actor.officer, "answer_request")
    complaint = await work.complaints.get(request.complaint_id)
    await require_free(work, complaint, officer)
    people = await stands_for(work, officer, house.now())
    if not belongs_to(house.policy, people, request.department):
        raise NotAllowed("not_your_department")
    return complaint, officer


async def require_head(
    house: House, work: UnitOfWork, request: CoordinationRequest, actor: Actor
) -> Complaint:
    """Refuse who does not sign for the department that was asked."""
    officer = require(actor.officer, "answer_request")
    complaint = await work.complaints.get(request.complaint_id)
    await require_free(work, complaint, officer)
    if officer.is_service:
        raise NotAllowed("programs_decide_nothing")
    if not is_signer(
        house.policy, await stands_for(work, officer, house.now()), request.department
    ):
        raise NotAllowed("head_signs")
    return complaint


async def require_asker(work: UnitOfWork, request: CoordinationRequest, actor: Actor) -> Complaint:
    """Refuse who neither asked nor owns the case nor manages."""
    officer = require(actor.officer, "coordinate")
    complaint = await work.complaints.get(request.complaint_id)
    await require_free(work, complaint, officer)
    if not may_ask_on(complaint, request, officer):
        raise NotAllowed("not_your_request")
    return complaint


def may_ask_on(complaint: Complaint, request: CoordinationRequest, officer: Officer) -> bool:
    """Say whether a request is an officer's to explain and to withdraw."""
    is_own = officer.id in (request.asked_by, complaint.owner_id)
    return may(officer.role, "coordinate") and (is_own or may(officer.role, "assign"))


async def stands_for(work: UnitOfWork, officer: Officer, at: datetime) -> list[Officer]:
    """List whom an officer acts for: for themselves, and for who is on leave and named them."""
    absent = [leave for leave in await work.people.leaves_at(at) if leave.deputy_id == officer.id]
    return [officer, *[await work.people.get_officer(leave.officer_id) for leave in absent]]


def belongs_to(policy: Policy, people: Sequence[Officer], department: str) -> bool:
    """Say whether one of these answers for a department."""
    return any(
        department == person.department or department in policy.departments_of(person)
        for person in people
    )


def is_signer(policy: Policy, people: Sequence[Officer], department: str) -> bool:
    """Say whether one of these signs for a department: its head, or a senior leader above it.

    The head is whom the policy names, else whoever has the role in the department.
    """
    known = policy.find_department(department)
    head = known.head if known else ""
    return any(
        person.role is Role.SENIOR_LEADER
        or (
            person.name == head
            if head
            else (person.role, person.department) == (Role.DEPARTMENT_HEAD, department)
        )
        for person in people
    )
