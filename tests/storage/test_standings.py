"""Notable persons and VIPs: a sign on every case, the manager called, a guide beside it (R15)."""

from __future__ import annotations

import pytest

from complaints import standings
from complaints.errors import NotAllowed
from complaints.house import House
from complaints.list_reads import Filters
from complaints.model import Category, Complaint, Officer, Role, Standing, by
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case


async def _linked(database: Database, name: str, role: Role) -> Officer:
    chat = await add_chat(database)
    return await add_officer(database, name, role, conversation_id=chat.id)


async def _mark(
    database: Database, house: House, case: Complaint, standing: Standing | None, officer: Officer
) -> None:
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await standings.set_standing(house, work, found, standing, actor=by(officer))


async def _told(database: Database, case: Complaint, kind: str) -> list[dict[str, object]]:
    async with database.transaction() as work:
        return [e.data for e in await work.complaints.timeline(case.id) if e.kind == kind]


async def test_the_sign_stands_on_every_case_of_the_customer_r15(
    database: Database, house: House
) -> None:
    """Set on one of them, shown in lists and on the page, taken off again."""
    manager = await add_officer(database, "林晓芸")
    contact = {"name": "赵先生", "contact": "13800010001"}
    first = await file_case(database, house, customer=contact)
    second = await file_case(database, house, "厕所脏", customer=contact)
    await _mark(database, house, first, Standing.NOTABLE, manager)
    register = SqlRegister(database)

    rows = (await register.list(manager, Filters())).rows
    assert {row.number: row.standing for row in rows} == {
        first.number: Standing.NOTABLE,
        second.number: Standing.NOTABLE,
    }
    page = await register.case(manager, second.number)
    assert page.customer is not None
    assert page.customer.standing is Standing.NOTABLE

    await _mark(database, house, second, None, manager)
    assert {row.standing for row in (await register.list(manager, Filters())).rows} == {None}
    assert await _told(database, first, "standing_set") == [{"standing": "notable"}]
    assert await _told(database, second, "standing_cleared") == [{}]


async def test_the_manager_is_called_for_whoever_is_received_specially_r15(
    database: Database, house: House
) -> None:
    """Others are told to whoever takes cases."""
    await _linked(database, "周子涵", Role.STAFF)
    manager = await _linked(database, "林晓芸", Role.LOBBY_MANAGER)
    usual = await file_case(database, house)
    special = await file_case(database, house, "厕所脏", standing=Standing.VIP)

    (pinged,) = await _told(database, usual, "pinged")
    assert "周子涵" in str(pinged["officers"])
    (called,) = await _told(database, special, "pinged")
    assert called["officers"] == ["林晓芸"]

    await _mark(database, house, usual, Standing.VIP, manager)
    assert [one["officers"] for one in await _told(database, usual, "pinged")][1:] == [["林晓芸"]]


async def test_only_who_handles_cases_marks_customers_r15(
    database: Database, house: House
) -> None:
    """HR has nothing to do with it, and nothing is changed."""
    case = await file_case(database, house, customer={"name": "赵先生"})
    outsider = await add_officer(database, "吴倩", Role.HR)

    with pytest.raises(NotAllowed):
        await _mark(database, house, case, Standing.VIP, outsider)
    assert await _told(database, case, "standing_set") == []


def test_the_guide_for_special_customers_comes_first_r15_r24(house: House) -> None:
    """And stands beside nobody else's case."""
    policy = house.policy
    special = policy.guides_for(Category.FACILITY, "", Standing.VIP)

    assert special[0].code == "special"
    assert "special" not in [guide.code for guide in policy.guides_for(Category.FACILITY, "")]
