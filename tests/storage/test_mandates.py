"""待我批准: who may decide is asked of the database and of the rules; both say the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from complaints import approvals, recusals
from complaints.decision_model import Approval, ApprovalKind, Bar, Investigation
from complaints.errors import ComplaintError
from complaints.house import House
from complaints.mandate import NO_MANDATE, mandate_of
from complaints.model import Complaint, Officer, Role, Severity, by
from complaints.ports import UnitOfWork
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_officer, file_case

#: Around every limit of the lobby's pack, in fen.
AMOUNTS = (0, 100_00, 100_01, 200_00, 200_01, 10**12)


@pytest.fixture
async def officers(database: Database) -> list[Officer]:
    """Employ somebody in every role, two who have left or are a program among them."""
    everybody = [await add_officer(database, f"{role}", role) for role in Role]
    leader = Role.SENIOR_LEADER
    left = await add_officer(database, "离职的", leader, is_active=False)
    return [*everybody, left, await add_officer(database, "程序", leader, is_service=True)]


@pytest.fixture
async def cases(database: Database, house: House) -> list[Complaint]:
    """File a complaint of each severity."""
    return [await file_case(database, house, severity=severity) for severity in Severity]


def _asked(work: UnitOfWork, house: House, case: Complaint, asker: Officer) -> list[Approval]:
    """Make every approval that can be asked for about a complaint."""
    asked = [(kind, 0) for kind in ApprovalKind if kind is not ApprovalKind.REMEDY]
    return [
        Approval(
            id=work.new_id(),
            complaint_id=case.id,
            kind=kind,
            subject_id=1,
            asked_by=asker.id,
            asked_at=house.now(),
            amount=amount,
            currency="CNY",
            detail={},
        )
        for kind, amount in (*asked, *((ApprovalKind.REMEDY, amount) for amount in AMOUNTS))
    ]


async def _may(house: House, work: UnitOfWork, approval: Approval, officer: Officer) -> bool:
    case = await work.complaints.get(approval.complaint_id)
    try:
        await approvals.require_decider(house, work, case, approval, officer)
    except ComplaintError:
        return False
    return True


async def test_everybody_is_counted_exactly_what_they_may_decide(
    database: Database, house: House, officers: Sequence[Officer], cases: Sequence[Complaint]
) -> None:
    """Own requests, 回避 and what one investigated are left out (R16, R23, R26, R28)."""
    manager, supervisor = (
        next(one for one in officers if one.role is role)
        for role in (Role.LOBBY_MANAGER, Role.SUPERVISOR)
    )
    waiting: list[Approval] = []
    async with database.transaction() as work:
        for case, asker in zip(cases, officers[-5:], strict=False):
            waiting += _asked(work, house, case, asker)
        for one in waiting:
            work.add(one)
        found = Investigation(
            id=work.new_id(),
            complaint_id=cases[0].id,
            episode=1,
            officer_id=supervisor.id,
            at=house.now(),
            facts="查了监控",
        )
        work.add(found)
        kept = await work.complaints.get(cases[1].id)
        await recusals.declare(house, work, kept, manager.id, "家属", actor=by(manager))
        await recusals.bar(
            work, kept, supervisor.id, Bar.SENT_BACK, house.now(), actor=by(officers[-3])
        )

    register, counted = SqlRegister(database), {}
    for officer in officers:
        mandate = mandate_of(house.policy.authority, officer)
        counted[officer.name] = (await register.counts(officer, mandate=mandate)).approvals
    async with database.transaction() as work:
        expected = {
            officer.name: sum([await _may(house, work, one, officer) for one in waiting])
            for officer in officers
        }
    assert counted == expected
    assert len(set(counted.values())) > 4  # the roles really differ


async def test_nobody_decides_without_a_mandate(
    database: Database, house: House, officers: Sequence[Officer], cases: Sequence[Complaint]
) -> None:
    """A count that is not asked for the viewer's mandate counts nothing."""
    async with database.transaction() as work:
        for one in _asked(work, house, cases[0], officers[0]):
            work.add(one)
    leader = next(one for one in officers if one.role is Role.SENIOR_LEADER)
    assert (await SqlRegister(database).counts(leader, mandate=NO_MANDATE)).approvals == 0
