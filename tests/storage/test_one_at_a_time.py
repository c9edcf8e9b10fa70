"""Of two who do the same at once, on two processes, one does it; the other reads that it is done.

What must not be there twice is asked for while the complaint is held, so that the second waits
for the first and then finds it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from complaints import approvals, crises, findings, pending, recusals
from complaints.decision_model import ApprovalKind, RemedyState
from complaints.errors import Conflict
from complaints.finding_model import FindingKind
from complaints.house import House
from complaints.model import Actor, Complaint, Role, by
from complaints.pending_model import PendingCause
from complaints.ports import UnitOfWork
from storage.unit_of_work import Database
from tests.conftest import OpenDatabase
from tests.factories import add_chat, add_officer, file_case, take_case
from tests.storage.decision_kit import APOLOGY, Decisions

Act = Callable[[House, UnitOfWork, Complaint, Actor], Awaitable[object]]


async def _ask_approval(house: House, work: UnitOfWork, case: Complaint, actor: Actor) -> object:
    question = approvals.Question(ApprovalKind.RESULT, case.id, detail={"result": "修好了"})
    return await approvals.ask(house, work, case, question, actor=actor)


async def _open_finding(house: House, work: UnitOfWork, case: Complaint, actor: Actor) -> object:
    new = findings.Suspicion(FindingKind.COMPANY, "流程有漏洞")
    return await findings.open_finding(house, work, case, new, actor=actor)


async def _pend(house: House, work: UnitOfWork, case: Complaint, actor: Actor) -> object:
    assert case.owner_id is not None
    new = pending.NewPending(
        cause=PendingCause.PARTS_MISSING,
        missing="配件",
        responsible_id=case.owner_id,
        expected_on=(house.now() + timedelta(days=3)).date(),
    )
    return await pending.ask(house, work, case, new, actor=actor)


async def _begin_crisis(house: House, work: UnitOfWork, case: Complaint, actor: Actor) -> object:
    return await crises.begin(house, work, case, "媒体到场", actor=actor)


async def _keep_out(house: House, work: UnitOfWork, case: Complaint, actor: Actor) -> object:
    aside = await work.accounts.find_officer("周子涵")
    assert aside is not None
    await recusals.declare(house, work, case, aside.id, "家属", actor=actor)
    return aside


@pytest.mark.parametrize("act", [_ask_approval, _open_finding, _pend, _begin_crisis, _keep_out])
async def test_of_two_at_once_one_does_it(
    database: Database, open_database: OpenDatabase, house: House, act: Act
) -> None:
    """The other is told by a code of ours; neither an error of the database nor a second row."""
    other = open_database()
    await add_officer(database, "周子涵", Role.STAFF)
    manager = await add_officer(database, "林晓芸")
    boss = await add_officer(database, "何志强", Role.SUPERVISOR)
    for _ in range(5):
        case = await file_case(database, house, chat=await add_chat(database))
        await take_case(database, house, case, manager)

        async def do(where: Database, actor: Actor, case: Complaint = case) -> object:
            async with where.transaction() as work:
                return await act(house, work, await work.complaints.get(case.id), actor)

        done = await asyncio.gather(
            do(database, by(manager)), do(other, by(boss)), return_exceptions=True
        )

        refused = [one for one in done if isinstance(one, BaseException)]
        assert [type(one) for one in refused] == [Conflict], refused


async def test_of_two_offers_made_at_once_one_stays_open(
    database: Database, open_database: OpenDatabase, house: House
) -> None:
    """The later takes the earlier back, so that nobody agrees to more than was weighed (R23)."""
    desks = [Decisions(database, house), Decisions(open_database(), house)]
    officers = [await add_officer(database, name) for name in ("林晓芸", "何志强")]
    for _ in range(5):
        case = await file_case(database, house, chat=await add_chat(database))
        await take_case(database, house, case, officers[0])

        await asyncio.gather(
            *(
                desk.propose(case, officer, APOLOGY)
                for desk, officer in zip(desks, officers, strict=True)
            )
        )

        async with database.transaction() as work:
            remedies = await work.decisions.remedies_of(case.id)
        states = [remedy.state for remedy in remedies]
        assert len(states) == 2
        assert states.count(RemedyState.WITHDRAWN) == 1
