"""Offers, reviews and approvals by one tap (R17, R22, R23)."""

from __future__ import annotations

import pytest

from complaints.decision_model import RemedyState
from complaints.house import House
from complaints.model import Channel, Officer, Role, Status
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer
from tests.factories import add_chat, add_officer, file_case, take_case
from tests.storage.decision_kit import APOLOGY, Decisions, cash


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


@pytest.fixture
def desk(customer: Customer) -> Decisions:
    """Give the officers' side of the same desk."""
    return Decisions(customer.database, customer.house)


@pytest.fixture
async def duty(database: Database) -> Officer:
    """Give a duty manager."""
    return await add_officer(database, "周子涵", Role.DUTY_MANAGER)


async def _leader(database: Database, house: House) -> tuple[Officer, Customer]:
    """Employ a senior leader who reads the web chat, so that taps can be made in it."""
    chat = await add_chat(database, Channel.WEBCHAT)
    fields = {"conversation_id": chat.id}
    leader = await add_officer(database, "沈国栋", Role.SENIOR_LEADER, **fields)
    return leader, Customer(database, house, chat.address)


async def test_the_customer_chooses_by_one_tap(
    customer: Customer, desk: Decisions, duty: Officer
) -> None:
    """A second tap on what is settled is told to be over (R22)."""
    await customer.write("空调坏了")
    case = await take_case(desk.database, desk.house, await customer.complaint(), duty)
    await desk.propose(case, duty, APOLOGY, cash(50))

    (answer,) = await customer.tap("选第 2 种")

    (remedy,) = await desk.remedies(case)
    assert (remedy.state, remedy.kind) == (RemedyState.AGREED, "compensation")
    assert case.number in answer.text
    await customer.tap("都不合适")
    assert (await desk.remedies(case))[0].state is RemedyState.AGREED


async def test_the_customer_wants_none_of_it(
    customer: Customer, desk: Decisions, duty: Officer
) -> None:
    """Then they are asked what they would like (R22)."""
    await customer.write("空调坏了")
    case = await take_case(desk.database, desk.house, await customer.complaint(), duty)
    await desk.propose(case, duty, APOLOGY)

    (answer,) = await customer.tap("都不合适")

    assert "怎么解决" in answer.text
    assert (await desk.remedies(case))[0].state is RemedyState.DECLINED


async def test_a_stranger_agrees_to_nothing(
    customer: Customer, desk: Decisions, duty: Officer
) -> None:
    """A forged button of another chat finds nothing."""
    case = await file_case(desk.database, desk.house, chat=await add_chat(desk.database))
    case = await take_case(desk.database, desk.house, case, duty)
    remedy = await desk.propose(case, duty, cash(50))
    await customer.send(kind="button", button=f"agree:{remedy.id:x}:1")
    await customer.send(kind="button", button=f"agree:{remedy.id:x}:9")
    await customer.send(kind="button", button=f"agree:{remedy.id:x}:x")

    assert (await desk.remedies(case))[0].state is RemedyState.OFFERED


async def test_one_tap_has_a_judgement_reviewed(
    customer: Customer, desk: Decisions, duty: Officer
) -> None:
    """The next level has it, and the customer is told until when (R17, R27)."""
    await customer.write("空调坏了")
    case = await take_case(desk.database, desk.house, await customer.complaint(), duty)
    manager = await add_officer(desk.database, "林晓芸")
    await desk.investigate(case, duty)
    await desk.judge(case, duty)
    await desk.decide(await desk.waiting(case), manager)

    (answer,) = await customer.tap("请上一级复核")

    again = await desk.read(case)
    assert (again.status, again.episode) == (Status.NEW, 2)
    assert case.number in answer.text


async def test_a_leader_approves_by_one_tap_and_the_customer_hears_at_once(
    customer: Customer, desk: Decisions, duty: Officer
) -> None:
    """The ping has the decision under the thumb; it works once (R23)."""
    leader, phone = await _leader(desk.database, desk.house)
    await customer.write("空调坏了")
    case = await take_case(desk.database, desk.house, await customer.complaint(), duty)
    await desk.propose(case, duty, cash(500))

    (done,) = await phone.tap("同意")

    assert case.number in done.text
    assert "¥500.00" in (await customer.answers())[-1].text
    approval = (await desk.approvals(case))[0]
    assert approval.decided_by == leader.id
    (again,) = await phone.send(kind="button", button=f"approve:{approval.id:x}")
    assert "已经有人定了" in again.text


@pytest.mark.parametrize("way", ["tapped", "written"])
async def test_a_refusal_in_chat_has_a_reason(
    customer: Customer, desk: Decisions, duty: Officer, way: str
) -> None:
    """One of some, or one's own words; without it nothing is refused (R23)."""
    _, phone = await _leader(desk.database, desk.house)
    await customer.write("空调坏了")
    case = await take_case(desk.database, desk.house, await customer.complaint(), duty)
    await desk.propose(case, duty, cash(500))

    await phone.tap("不同意")
    assert (await desk.waiting(case)).reason == ""
    if way == "tapped":
        await phone.tap("金额偏高，请再商量")
    else:
        await phone.write("先查清楚再说")

    (approval,) = await desk.approvals(case)
    assert approval.state == "refused"
    assert approval.reason in ("金额偏高，请再商量", "先查清楚再说")
    assert (await desk.remedies(case))[0].state is RemedyState.REFUSED


async def test_a_tap_asks_anew_whether_one_may(
    customer: Customer, desk: Decisions, duty: Officer
) -> None:
    """Who has another role by now, or keeps out of the complaint, decides nothing (R23)."""
    leader, phone = await _leader(desk.database, desk.house)
    await customer.write("空调坏了")
    case = await take_case(desk.database, desk.house, await customer.complaint(), duty)
    await desk.propose(case, duty, cash(500))
    async with desk.database.transaction() as work:
        (await work.people.get_officer(leader.id)).role = Role.STAFF

    await phone.tap("同意")

    assert (await desk.waiting(case)).decided_by is None
    assert (await desk.remedies(case))[0].state is RemedyState.PROPOSED
