"""Whatever becomes of findings and people, nobody reads of one who may not (promise 7, R34)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.errors import ComplaintError, NotFound
from complaints.finding_model import TOLD, Finding, FindingKind, FindingState
from complaints.list_reads import Filters, View
from complaints.model import Complaint, Officer, Role
from storage.register import SqlRegister
from storage.tables import metadata
from storage.unit_of_work import Database
from tests.factories import add_officer, file_case
from tests.fakes import FrozenTime, make_house
from tests.storage.finding_kit import SECRET, Findings
from tests.ticking import tick

_PEOPLE = (
    ("周子涵", Role.STAFF, ""),
    ("林晓芸", Role.LOBBY_MANAGER, ""),
    ("王值班", Role.DUTY_MANAGER, ""),
    ("甲部长", Role.DEPARTMENT_HEAD, "operations"),
    ("乙部长", Role.DEPARTMENT_HEAD, "logistics"),
    ("韩人事", Role.HR, ""),
    ("齐质量", Role.QUALITY_OFFICE, ""),
    ("邱质量", Role.QUALITY_OFFICE, ""),
    ("沈国栋", Role.SENIOR_LEADER, ""),
    ("管理员甲", Role.ADMINISTRATOR, ""),
)
_ALL_SEEING = (Role.HR, Role.QUALITY_OFFICE, Role.SENIOR_LEADER)
_ACTS = st.sampled_from(
    [
        *("open", "open", "department", "state", "await_cause", "cause_plain", "decide"),
        *("tell_customer", "customer_unreachable", "confirm", "send_back", "report_upward"),
        *("carry_out", "late", "leave", "promote"),
    ]
)
_WHO = st.integers(0, len(_PEOPLE) - 1)
_STEPS = st.lists(st.tuples(_ACTS, _WHO, _WHO), min_size=1, max_size=14)
#: In the words of this complaint stands somebody who therefore keeps out.
_NAMED = "王值班"


@dataclass
class World:
    """The desk, its people, and the findings that were opened."""

    desk: Findings
    now: FrozenTime
    people: list[Officer]
    case: Complaint
    found: list[Finding] = field(default_factory=list)

    async def step(self, act: str, one: int, other: int) -> None:
        """Do one thing; what is refused changes nothing."""
        officer, person = self.people[one], self.people[other]
        try:
            await self._do(act, officer, person, other)
        except ComplaintError:
            return

    async def _do(self, act: str, officer: Officer, person: Officer, other: int) -> None:
        if act == "open":
            self.found.append(await self.desk.open(officer, self.case, person.name))
        elif act == "department":
            made = await self.desk.open(
                officer, self.case, kind=FindingKind.DEPARTMENT, department="operations"
            )
            self.found.append(made)
        elif act == "late":
            self.now.advance(hours=9)
            await tick(self.desk.database, self.desk.house)
        elif act in ("leave", "promote"):
            await self._change(officer, act)
        elif self.found:
            finding = self.found[other % len(self.found)]
            if act == "state":
                await self.desk.state(officer, finding)
            elif act == "decide":
                await self.desk.decide(officer, finding)
            else:
                await self.desk.step(act, officer, finding)

    async def _change(self, officer: Officer, act: str) -> None:
        async with self.desk.database.transaction() as work:
            found = await work.people.get_officer(officer.id)
            if act == "leave":
                found.is_active = False
            else:
                found.role = Role.LOBBY_MANAGER
        officer.role, officer.is_active = found.role, found.is_active

    async def check(self) -> None:
        """Compare what everybody reads with what they may; the complaint never tells."""
        found = [await self.desk.get(one) for one in self.found]
        for viewer in self.people:
            may = {one.id for one in found if self._may(viewer, one)}
            assert {row.id for row in (await self.desk.register.list(viewer)).rows} == may
            of_case = await self.desk.register.of_case(viewer, self.case.id)
            assert {row.id for row in of_case} == may
            for one in found:
                assert await self._opens(viewer, one) is (one.id in may)
            await self._check_own(viewer, found)
            await self._check_complaint(viewer)
        for one in found:
            assert one.decided_by is None or one.decided_by != one.person_id
            assert one.reviewed_by is None or one.reviewed_by != one.decided_by
            assert (
                one.state not in TOLD or one.person_id is None or one.statement or one.is_unheard
            )

    def _may(self, viewer: Officer, finding: Finding) -> bool:
        if not viewer.is_active or viewer.id == finding.person_id or viewer.name == _NAMED:
            return False
        if viewer.role in _ALL_SEEING:
            return True
        is_own = finding.decider is not Role.DEPARTMENT_HEAD or viewer.department == "operations"
        return viewer.role is finding.decider and is_own

    async def _opens(self, viewer: Officer, finding: Finding) -> bool:
        try:
            await self.desk.register.page(viewer, finding.id)
        except NotFound:
            return False
        return True

    async def _check_own(self, viewer: Officer, found: list[Finding]) -> None:
        own = await self.desk.register.own(viewer)
        mine = {one.id for one in found if one.person_id == viewer.id and viewer.is_active}
        assert {row.id for row in own} == mine
        for row in own:
            assert bool(row.decision) is (row.state is not FindingState.OPEN)
            assert "漏看单据" not in repr(row)

    async def _check_complaint(self, viewer: Officer) -> None:
        register = SqlRegister(self.desk.database)
        rows = (await register.list(viewer, Filters(view=View.EVERYTHING))).rows
        shown = [repr(rows), repr(await register.counts(viewer))]
        if rows:
            page = await register.case(viewer, self.case.number)
            shown += [repr(page.timeline), repr(page.clocks)]
        assert all(SECRET not in text and "finding" not in text for text in shown)


async def _live(folder: Path, steps: list[tuple[str, int, int]]) -> None:
    now = FrozenTime()
    database, house = Database(f"sqlite+aiosqlite:///{folder}/desk.db", now), make_house(now)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
    people = [
        await add_officer(database, name, role, department=code) for name, role, code in _PEOPLE
    ]
    case = await file_case(database, house, f"业务办错了，{_NAMED}不理人")
    world = World(Findings(database, house), now, people, case)
    for step in steps:
        await world.step(*step)
    await world.check()
    await database.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a place for the database, which every example makes anew."""
    return tmp_path_factory.mktemp("findings")


@settings(max_examples=30)
@given(steps=_STEPS)
def test_everybody_reads_exactly_what_they_may(folder: Path, steps: Any) -> None:
    """R34: after any life of a case's findings, whatever became of the people."""
    asyncio.run(_live(folder, steps))
