"""Waiting for the customer: they read what is wanted, and their answer brings the case on."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from complaints import waiting
from complaints.clock_model import Clock, ClockKind
from complaints.errors import Invalid
from complaints.house import House
from complaints.model import ActorKind, Complaint, Officer, Status, by
from complaints.talk_model import Message, OutboxItem, OutboxState
from storage import outbox, tables
from storage.outbox import Sent
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer
from tests.factories import add_officer, file_case, take_case
from tests.fakes import FrozenTime

ASKED = "请发一张小票的照片，谢谢。"


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


@pytest.fixture
async def officer(database: Database) -> Officer:
    """Give a manager."""
    return await add_officer(database, "林晓芸")


async def _wait(customer: Customer, officer: Officer, text: str = ASKED) -> Complaint:
    complaint = await customer.complaint()
    if complaint.owner_id is None:
        await take_case(customer.database, customer.house, complaint, officer)
    async with customer.database.transaction() as work:
        found = await work.complaints.get(complaint.id)
        await waiting.wait_for_customer(customer.house, work, found, text, actor=by(officer))
    return found


async def test_the_customer_reads_what_is_wanted(customer: Customer, officer: Officer) -> None:
    """As words of the officer, through the outbox, on the record of the case."""
    await customer.write("态度差")
    complaint = await _wait(customer, officer)

    said = (await customer.answers())[-1]
    assert (said.text, said.author, said.officer_id) == (ASKED, ActorKind.OFFICER, officer.id)
    assert said.complaint_id == complaint.id
    async with customer.database.reading() as session:
        query = sa.select(OutboxItem).where(tables.outbox.c.message_id == said.id)
        assert (await session.scalars(query)).one().payload["text"] == ASKED
    assert (await customer.events(complaint))[-1] == "waiting"


async def test_asking_the_customer_is_an_answer_once_it_is_delivered(
    customer: Customer, officer: Officer
) -> None:
    """A person's message that the channel accepted stops the first-answer clock (promise 5)."""
    await customer.write("态度差")
    complaint = await _wait(customer, officer)
    said: Message = (await customer.answers())[-1]

    async with customer.database.transaction() as work:
        query = sa.select(OutboxItem).where(tables.outbox.c.message_id == said.id)
        item = (await work.session.scalars(query)).one()
        await outbox.settle(work, customer.house, [Sent(item.id, OutboxState.SENT)], work.now())

    clocks = tables.clocks.c
    async with customer.database.reading() as session:
        plan = sa.select(Clock).where(
            clocks.complaint_id == complaint.id, clocks.kind == ClockKind.PLAN
        )
        assert (await session.scalars(plan)).one().is_kept


@pytest.mark.parametrize("text", ["小票没有了", "是的", "13800138000", "三号窗口"])
async def test_any_word_of_the_customer_brings_the_case_on(
    customer: Customer, officer: Officer, text: str
) -> None:
    """Also words that would have answered the bot, which has nothing to ask any more."""
    await customer.write("态度差")
    complaint = await _wait(customer, officer)

    assert await customer.write(text) == []

    complaint = await customer.complaint()
    assert complaint.status is Status.OPEN
    assert complaint.place == ""
    assert not complaint.is_confirmed
    assert "resumed" in await customer.events(complaint)


async def test_what_is_added_by_the_menu_brings_the_case_on(
    customer: Customer, officer: Officer, now: FrozenTime
) -> None:
    """Whichever way the customer takes to answer."""
    await customer.write("态度差")
    await _wait(customer, officer)
    now.advance(hours=2)
    await customer.command("add")

    await customer.write("小票没有了")

    assert (await customer.complaint()).status is Status.OPEN


async def test_an_answer_to_the_officer_is_no_answer_to_the_bot(
    customer: Customer, officer: Officer
) -> None:
    """Once somebody has the case, "milk" is not where it happened (quiet after take)."""
    await customer.write("态度差")
    await customer.tap("对")
    await take_case(customer.database, customer.house, await customer.complaint(), officer)

    assert await customer.write("牛奶") == []

    assert (await customer.complaint()).place == ""


async def test_who_has_no_chat_is_waited_for_without_a_message(
    database: Database, house: House, officer: Officer
) -> None:
    """The wish is told on the phone; the case keeps what is awaited."""
    complaint = await file_case(database, house)
    await take_case(database, house, complaint, officer)

    async with database.transaction() as work:
        found = await work.complaints.get(complaint.id)
        await waiting.wait_for_customer(house, work, found, "等小票", actor=by(officer))
        (entry,) = [e for e in await work.complaints.timeline(found.id) if e.kind == "waiting"]

    assert entry.data["reason"] == "等小票"


async def test_words_that_no_channel_carries_are_refused(
    customer: Customer, officer: Officer
) -> None:
    """The limit is that of every reply, and nothing changes."""
    await customer.write("态度差")

    with pytest.raises(Invalid):
        await _wait(customer, officer, "请" * 2001)

    assert (await customer.complaint()).status is Status.OPEN
