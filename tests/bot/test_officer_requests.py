"""What a department is asked is taken up by one tap; the customer reads how it goes (R20)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from complaints import onsite
from complaints.buttons import Verb, encode
from complaints.clock_model import ClockKind
from complaints.house import House
from complaints.model import Complaint, ConversationId, Language, Officer, Role, by
from storage import tables
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.factories import add_officer, file_case, take_case
from tests.storage.coordination_kit import LOGISTICS, OPERATIONS, Coordination


@pytest.fixture
def desk(database: Database, house: House) -> Coordination:
    """Give what does things with requests."""
    return Coordination(database, house)


async def linked(desk: Coordination, name: str, role: Role, department: str = "") -> Customer:
    """Open the chat of a new officer who has linked it."""
    chat = Customer(desk.database, desk.house, address=name)
    await chat.write("你好")
    query = sa.select(tables.conversations.c.id).where(tables.conversations.c.address == name)
    async with desk.database.reading() as session:
        conversation_id = ConversationId(await session.scalar(query) or 0)
    await add_officer(
        desk.database, name, role, department=department, conversation_id=conversation_id
    )
    return chat


@pytest.fixture
async def worker(desk: Coordination) -> Customer:
    """Give the chat of a handler of 后勤保障部."""
    return await linked(desk, "赵工", Role.DEPARTMENT_HANDLER, LOGISTICS)


@pytest.fixture
async def owner(database: Database) -> Officer:
    """Give a lobby manager without a chat."""
    return await add_officer(database, "林晓芸")


async def test_a_request_is_taken_up_by_one_tap(
    desk: Coordination, worker: Customer, owner: Officer
) -> None:
    """And looked at by another; a colleague reads who was faster (R20)."""
    colleague = await linked(desk, "孙工", Role.DEPARTMENT_HANDLER, LOGISTICS)
    case = await desk.taken(owner)
    await desk.ask(case, owner)

    (said,) = await worker.tap("我来办")
    assert case.number in said.text
    (request,) = await desk.requests(case)
    assert request.handler_id is not None
    (late,) = await colleague.tap("我来办")
    assert late.text == words("error.request_accepted", name="赵工", number=case.number)
    (look,) = await colleague.tap("查看")
    assert f"/cases/{case.number}" in look.text


async def test_a_department_takes_over_nothing_but_the_request(
    desk: Coordination, worker: Customer, owner: Officer
) -> None:
    """A forged tap on the case itself is refused, and on another department's request, too."""
    case = await desk.taken(owner)
    await desk.ask(case, owner)
    for verb in (Verb.TAKE, Verb.UP, Verb.ARRIVED):
        (said,) = await worker.send(kind="button", button=encode(verb, case.id))
        assert said.text == words("error.not_your_right")
    other = await desk.ask(case, owner, OPERATIONS)
    (said,) = await worker.send(kind="button", button=encode(Verb.ACCEPT, other.id))
    assert said.text == words("error.not_your_department")


async def test_an_old_ping_of_a_request_does_no_harm(
    desk: Coordination, worker: Customer, owner: Officer
) -> None:
    """It was withdrawn meanwhile: neither to take up nor to look at (R20)."""
    case = await desk.taken(owner)
    request = await desk.ask(case, owner)
    await desk.act("withdraw", request, owner, "不用了")

    (said,) = await worker.tap("我来办")
    assert said.text == words("error.request_move_not_possible")
    (said,) = await worker.tap("查看")
    assert said.text == words("error.not_your_right")


@pytest.mark.parametrize("language", Language)
async def test_the_customer_reads_the_progress_in_their_language_r20(
    desk: Coordination, owner: Officer, worker: Customer, language: Language
) -> None:
    """The department by name, until when, and not a word of what the house says to itself."""
    customer = Customer(desk.database, desk.house)
    await customer.write("空调坏了")
    case = await customer.complaint()
    async with desk.database.transaction() as work:
        (await work.complaints.get(case.id)).language = language
    await take_case(desk.database, desk.house, case, owner)
    request = await desk.ask(case, owner, text="是谁弄坏的？")
    (handler,) = [o for o in await officers(desk) if o.name == "赵工"]
    await desk.act("answer", request, handler, "外包弄坏的")

    asked, answered = (message.text for message in (await customer.answers())[-2:])
    about = {"number": case.number, "department": "后勤保障部"}
    by_when = words("customer.request_by", language, time="10:15")
    assert asked == words("customer.request_asked", language, by=by_when, **about)
    assert answered == words("customer.request_answered", language, by="", **about)
    assert "10:15" in asked


async def officers(desk: Coordination) -> list[Officer]:
    """List everybody."""
    async with desk.database.transaction() as work:
        return list(await work.load(sa.select(Officer)))


async def test_the_lobby_manager_arrives_by_one_tap_r20(
    database: Database, house: House, desk: Coordination
) -> None:
    """The clock of the way is kept."""
    manager = await linked(desk, "周经理", Role.LOBBY_MANAGER)
    staff = await add_officer(database, "王敏", Role.STAFF)
    case: Complaint = await file_case(database, house)
    async with database.transaction() as work:
        await onsite.want(house, work, await work.complaints.get(case.id), actor=by(staff))

    (said,) = await manager.tap("已到场")
    assert case.number in said.text
    assert (await desk.clock(case, ClockKind.ONSITE)).is_kept is True
    (again,) = await manager.tap("已到场")
    assert again.text == words("error.nobody_waits_onsite")
