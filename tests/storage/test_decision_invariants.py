"""Whatever anybody does, in any order: no money beyond authority, nothing judged alone."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints import closing, handling
from complaints.decision_model import (
    Alternative,
    Approval,
    ApprovalState,
    Invalidity,
    Remedy,
    RemedyKind,
    RemedyState,
)
from complaints.errors import ComplaintError
from complaints.house import House
from complaints.model import CUSTOMER, Complaint, Officer, Role, Status, by
from complaints.money import major
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, take_case
from tests.fakes import FrozenTime, make_house
from tests.storage.decision_kit import YUAN, Decisions, cash

ROLES = (Role.STAFF, Role.DUTY_MANAGER, Role.SUPERVISOR, Role.OFFICE, Role.SENIOR_LEADER)
WHO = st.integers(0, len(ROLES) - 1)
ACTS = st.one_of(
    st.tuples(st.just("propose"), WHO, st.sampled_from([0, 1, 60, 100, 150, 201, 301, 5000])),
    st.tuples(st.just("recall"), WHO, st.just(0)),
    st.tuples(st.just("grant"), WHO, st.integers(0, 3)),
    st.tuples(st.just("refuse"), WHO, st.integers(0, 3)),
    st.tuples(st.sampled_from(["agree", "carry_out"]), WHO, st.integers(0, 3)),
    st.tuples(st.sampled_from(["take", "investigate", "judge", "review"]), WHO, st.just(0)),
    st.tuples(st.sampled_from(["answer", "close", "reopen"]), WHO, st.just(0)),
)


class Life:
    """One complaint and five people who do things to it, allowed or not."""

    def __init__(self, desk: Decisions, case: Complaint, officers: Sequence[Officer]) -> None:
        self.desk, self.case, self.officers = desk, case, officers

    async def act(self, name: str, who: int, value: int) -> None:
        """Try something; a refusal changes nothing."""
        with contextlib.suppress(ComplaintError):
            await self._act(name, self.officers[who], value)

    async def _act(self, name: str, officer: Officer, value: int) -> None:
        desk, case = self.desk, self.case
        match name:
            case "propose":
                await desk.propose(case, officer, cash(value) if value else _APOLOGY)
            case "recall":
                await desk.propose(case, officer, Alternative(RemedyKind.RECALL))
            case "grant" | "refuse":
                waiting = await desk.approvals(case)
                approval = waiting[value % len(waiting)] if waiting else None
                if approval is not None:
                    is_granted = name == "grant"
                    await desk.decide(approval, officer, is_granted=is_granted, reason="因为")
            case "agree" | "carry_out":
                await self._with_remedy(name, officer, value)
            case "take":
                await take_case(desk.database, desk.house, case, officer)
            case "investigate":
                await desk.investigate(case, officer)
            case "judge":
                await desk.judge(case, officer)
            case "review":
                await desk.review(case)
            case _:
                await self._finish(name, officer)

    async def _with_remedy(self, name: str, officer: Officer, value: int) -> None:
        known = await self.desk.remedies(self.case)
        if known and name == "agree":
            await self.desk.agree(known[value % len(known)])
        elif known:
            await self.desk.carry_out(known[value % len(known)], officer)

    async def _finish(self, name: str, officer: Officer) -> None:
        house = self.desk.house
        async with self.desk.database.transaction() as work:
            found = await work.complaints.get(self.case.id)
            if name == "answer":
                await handling.resolve(house, work, found, "好了", actor=by(officer))
            elif name == "close":
                await handling.close(house, work, found, "好了", actor=by(officer))
            else:
                await closing.reopen(house, work, found, "又来", actor=CUSTOMER)


_APOLOGY = Alternative(RemedyKind.APOLOGY)


async def _check_money(
    house: House, life: Life, found: Complaint, all_: Sequence[Approval]
) -> None:
    """Everything promised is covered by who promised it, or by somebody else who approved it."""
    granted = {a.subject_id: a for a in all_ if a.state is ApprovalState.GRANTED}
    roles = {officer.id: officer.role for officer in life.officers}
    authority, total = house.policy.authority, 0
    for remedy in await life.desk.remedies(found):
        if remedy.state not in (RemedyState.AGREED, RemedyState.DONE):
            continue
        total += remedy.amount
        approval = granted.get(remedy.id)
        is_own = authority.covers(roles[remedy.proposed_by], major(remedy.covered, "CNY"))
        if remedy.kind is RemedyKind.RECALL or not is_own:
            assert approval is not None
            assert approval.decided_by != remedy.proposed_by
            assert approval.decided_by is not None
            covered = major(approval.amount, "CNY")
            assert authority.covers(roles[approval.decided_by], covered)
            assert approval.amount >= remedy.amount
        assert total <= remedy.covered
        assert remedy.amount % YUAN == 0


async def _check_promises(house: House, life: Life) -> None:
    database = life.desk.database
    found = await life.desk.read(life.case)
    approvals = await life.desk.approvals(life.case)
    assert all(a.decided_by != a.asked_by for a in approvals)
    await _check_money(house, life, found, approvals)
    async with database.transaction() as work:
        rows = await work.load(sa.select(Invalidity).order_by(tables.invalidities.c.id))
        remedies = await work.load(sa.select(Remedy).order_by(tables.remedies.c.id))
    if found.status is Status.INVALID:
        judged = [row for row in rows if row.episode == found.episode and row.confirmed_by]
        assert judged
        assert judged[-1].confirmed_by != judged[-1].proposed_by
    if found.status in (Status.ANSWERED, Status.CLOSED, Status.INVALID):
        owed = {RemedyState.PROPOSED, RemedyState.OFFERED, RemedyState.AGREED}
        assert not [remedy for remedy in remedies if remedy.state in owed]


@settings(max_examples=20, deadline=None, print_blob=True)
@given(st.lists(ACTS, min_size=4, max_size=20))
async def test_no_money_without_authority_and_nothing_judged_alone(
    acts: list[tuple[str, int, int]],
) -> None:
    """Random lives of a complaint (R16, R22, R23): every promise holds after every act."""
    now = FrozenTime()
    house = make_house(now)
    with tempfile.TemporaryDirectory() as directory:
        database = Database(f"sqlite+aiosqlite:///{directory}/desk.db", now)
        async with database.engine.begin() as connection:
            await connection.run_sync(tables.metadata.create_all)
        officers = [await add_officer(database, f"officer {role}", role) for role in ROLES]
        case = await file_case(database, house, chat=await add_chat(database))
        case = await take_case(database, house, case, officers[0])
        life = Life(Decisions(database, house), case, officers)
        for name, who, value in acts:
            await life.act(name, who, value)
            await _check_promises(house, life)
        await database.close()
