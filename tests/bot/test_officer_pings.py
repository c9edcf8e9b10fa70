"""Officers answer a ping with one tap: take, pass on, later, look (R18, R21, R28)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from complaints.buttons import Verb, encode
from complaints.clock_model import Clock, ClockKind
from complaints.house import House
from complaints.model import Complaint, ConversationId, Role, Status
from storage import tables
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.factories import add_officer, close_case, file_case, take_case
from tests.fakes import FrozenTime


async def chat_of(database: Database, house: House, name: str, role: Role) -> Customer:
    """Open the chat of a new officer who has linked it."""
    chat = Customer(database, house, address=name)
    await chat.write("你好")
    query = sa.select(tables.conversations.c.id).where(tables.conversations.c.address == name)
    async with database.reading() as session:
        conversation_id = ConversationId(await session.scalar(query) or 0)
    await add_officer(database, name, role, conversation_id=conversation_id)
    return chat


@pytest.fixture
async def staff(database: Database, house: House) -> Customer:
    """Give the chat of somebody on the floor."""
    return await chat_of(database, house, "王敏", Role.STAFF)


@pytest.fixture
async def leader(database: Database, house: House) -> Customer:
    """Give the chat of a senior leader."""
    return await chat_of(database, house, "周总", Role.SENIOR_LEADER)


async def read(database: Database, case: Complaint) -> Complaint:
    """Read a complaint again."""
    async with database.transaction() as work:
        return await work.complaints.get(case.id)


async def test_a_case_is_taken_by_one_tap(
    database: Database, house: House, staff: Customer
) -> None:
    """R18: and is theirs from then on."""
    case = await file_case(database, house)
    (said, *_) = await staff.tap("接单")

    taken = await read(database, case)
    assert taken.status is Status.OPEN
    assert case.number in said.text


async def test_a_case_is_passed_on_by_one_tap(
    database: Database, house: House, staff: Customer, leader: Customer
) -> None:
    """R21: the next level that has somebody there is pinged, nobody owns it yet."""
    case = await file_case(database, house)
    before = len(await leader.answers())
    said = await staff.tap("转上一级")

    assert said[-1].text == words("officer.passed_on", number=case.number)
    (ping,) = (await leader.answers())[before:]
    assert case.number in ping.text
    assert (await read(database, case)).owner_id is None
    assert "escalated" in await staff.events(case)


async def test_later_asks_why_and_reminds(
    database: Database, house: House, staff: Customer, now: FrozenTime
) -> None:
    """R21: no putting off without a reason; ten minutes later it is there again."""
    case = await file_case(database, house)
    (asked,) = await staff.tap("稍后")
    labels = [button["label"] for row in asked.buttons for button in row]
    assert labels == ["正在接待客户", "在路上", "正在核实"]
    assert "snoozed" not in await staff.events(case)
    said = await staff.tap("在路上")
    assert said[-1].text == words("officer.later", number=case.number)
    before = [message.text for message in await staff.answers()]
    now.advance(minutes=10)
    await staff.pass_time()

    again = [message.text for message in await staff.answers()][len(before) :]
    assert any("待接单" in text and case.number in text for text in again)


async def test_a_senior_leader_says_by_one_tap_that_they_know_r28(
    database: Database, house: House, leader: Customer
) -> None:
    """The report upward is kept; looking alone is no answer, and a second tap says who was."""
    case = await file_case(database, house, "有人受伤")
    await leader.tap("查看")
    assert "leader_heard" not in await leader.events(case)
    await leader.tap("我已知悉")
    (again,) = await leader.send(kind="button", button=encode(Verb.HEARD, case.id))
    assert "已经确认过了" in again.text

    query = sa.select(Clock).where(
        tables.clocks.c.complaint_id == case.id, tables.clocks.c.kind == ClockKind.REPORT
    )
    async with database.reading() as session:
        assert (await session.scalars(query)).one().is_kept
    assert "leader_heard" in await leader.events(case)


@pytest.mark.parametrize(("verb", "argument"), [(Verb.UP, ""), (Verb.LATER, "serving")])
async def test_an_old_ping_does_no_harm(
    database: Database, house: House, staff: Customer, verb: Verb, argument: str
) -> None:
    """The case was closed meanwhile: the officer reads so, and nothing happens."""
    manager = await add_officer(database, "林晓芸", Role.LOBBY_MANAGER)
    case = await take_case(database, house, await file_case(database, house), manager)
    await close_case(database, house, case, manager)
    before = await staff.events(case)
    (said,) = await staff.send(kind="button", button=encode(verb, case.id, argument))

    assert said.text == words("error.move_not_possible")
    assert await staff.events(case) == before
