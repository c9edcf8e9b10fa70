"""Whatever happens in the internal register, nobody reads of it who may not (promise 7, R9)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from complaints.errors import ComplaintError, NotFound
from complaints.internal_model import InternalState, Side
from complaints.model import Officer, Role
from storage.tables import metadata
from storage.unit_of_work import Database
from tests.factories import add_officer
from tests.fakes import FrozenTime, make_house
from tests.storage.internal_kit import Internals

_PEOPLE = (
    ("周子涵", Role.STAFF),
    ("林晓芸", Role.LOBBY_MANAGER),
    ("管理员甲", Role.ADMINISTRATOR),
    ("韩人事", Role.HR),
    ("何人事", Role.HR),
    ("齐质量", Role.QUALITY_OFFICE),
    ("沈国栋", Role.SENIOR_LEADER),
    ("程国华", Role.SENIOR_LEADER),
)
_SEATS = (Role.HR, Role.QUALITY_OFFICE, Role.SENIOR_LEADER)
_WHO = st.integers(0, len(_PEOPLE) - 1)
_ACTS = st.sampled_from(
    ["file", "hide", "enter", "investigate", "report", "decide", "review", "promote", "leave"]
)
_STEPS = st.lists(st.tuples(_ACTS, _WHO, _WHO), min_size=1, max_size=14)


@dataclass
class World:
    """The desk, and what is known beside it: who filed which, and whom it names."""

    desk: Internals
    people: list[Officer]
    filed: list[tuple[str, int | None, int | None]] = field(default_factory=list)

    async def step(self, act: str, one: int, other: int) -> None:
        """Do one thing; what is refused changes nothing."""
        officer, person = self.people[one], self.people[other]
        number = self.filed[other % len(self.filed)][0] if self.filed else ""
        try:
            match act:
                case "file" | "hide" | "enter":
                    await self._file(act, officer, person)
                case "promote" | "leave":
                    await self._change(officer, act)
                case "investigate":
                    await self.desk.investigate(officer, number)
                case "report":
                    await self.desk.report(officer, number)
                case "decide":
                    await self.desk.decide(officer, number)
                case "review":
                    await self.desk.review(officer, number)
        except ComplaintError:
            return

    async def _file(self, act: str, officer: Officer, person: Officer) -> None:
        if act == "file":
            made = await self.desk.file(officer, person=person.name)
        elif act == "hide":
            made, _ = await self.desk.file_anonymously(officer, person=person.name)
        else:
            made = await self.desk.enter(officer, "前员工", person=person.name)
        filer = officer.id if act == "file" else None
        self.filed.append((made.number, filer, person.id))

    async def _change(self, officer: Officer, act: str) -> None:
        async with self.desk.database.transaction() as work:
            found = await work.people.get_officer(officer.id)
            if act == "leave":
                found.is_active = False
            else:
                found.role = _SEATS[(list(Role).index(found.role)) % len(_SEATS)]
        officer.role, officer.is_active = found.role, found.is_active

    async def check(self) -> None:
        """Compare what everybody reads with what they may."""
        now, day = self.desk.house.now(), timedelta(days=2)
        for viewer in self.people:
            deals = viewer.is_active and viewer.role in _SEATS
            may = {n for n, filer, person in self.filed if viewer.id not in (filer, person)}
            allowed = may if deals else set()
            assert {row.number for row in (await self.desk.register.list(viewer)).rows} == allowed
            book = await self.desk.register.book(viewer, now - day, now + day)
            assert {row.number for row in book.rows} == allowed
            assert sum(row.filed for row in book.counts) == len(allowed)
            for number, _, _ in self.filed:
                assert await self._opens(viewer, number) is (number in allowed)
            await self._check_own(viewer)

    async def _opens(self, viewer: Officer, number: str) -> bool:
        try:
            await self.desk.register.page(viewer, number)
        except NotFound:
            return False
        return True

    async def _check_own(self, viewer: Officer) -> None:
        for row in await self.desk.register.own(viewer):
            (found,) = [one for one in self.filed if one[0] == row.number]
            is_mine = found[1] if row.side is Side.COMPLAINANT else found[2]
            assert viewer.is_active
            assert is_mine == viewer.id
            if row.side is Side.PERSON:
                assert row.told
            is_open = row.state in (InternalState.FILED, InternalState.INVESTIGATING)
            assert not (is_open and row.told)


async def _live(folder: Path, steps: list[tuple[str, int, int]]) -> None:
    now = FrozenTime()
    database = Database(f"sqlite+aiosqlite:///{folder}/desk.db", now)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
    people = [await add_officer(database, name, role) for name, role in _PEOPLE]
    world = World(Internals(database, make_house(now)), people)
    for step in steps:
        await world.step(*step)
    await world.check()
    await database.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a place for the database, which every example makes anew."""
    return tmp_path_factory.mktemp("internal")


@settings(max_examples=30)
@given(steps=_STEPS)
def test_everybody_reads_exactly_what_they_may(folder: Path, steps: Any) -> None:
    """R9: after any life of the register, by every question to it, whatever became of people."""
    asyncio.run(_live(folder, steps))
