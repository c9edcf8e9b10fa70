"""Which message stops which clock (promise 5), and what a stopped clock remembers."""

from __future__ import annotations

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from complaints import clocks, handling
from complaints.clocks import stopped_by
from complaints.house import House
from complaints.model import (
    ActorKind,
    Clock,
    ClockKind,
    Complaint,
    Delivery,
    Direction,
    Message,
    MessageId,
    Officer,
    Purpose,
    by,
)
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, resolve_by_phone, take_case
from tests.fakes import START, FrozenTime


def message(**fields: Any) -> Message:
    """Make a message of an officer to a customer, or what `fields` make of it."""
    given = {"direction": Direction.OUT, "author": ActorKind.OFFICER, "text": "您好"}
    return Message(id=MessageId(1), at=START, **(given | fields))


def test_only_a_persons_words_to_the_customer_stop_a_clock() -> None:
    """The bot stops none, the customer stops none, a ping or a survey stops none."""
    stopping = {
        (direction, author, purpose)
        for direction, author, purpose in product(Direction, ActorKind, Purpose)
        if stopped_by(message(direction=direction, author=author, purpose=purpose))
    }

    assert stopping == {
        (Direction.OUT, ActorKind.OFFICER, Purpose.SAY),
        (Direction.OUT, ActorKind.OFFICER, Purpose.RESULT),
    }


def test_words_stop_the_plan_and_a_result_both() -> None:
    """A result is an answer, too; nothing said takes a complaint."""
    assert stopped_by(message()) == {ClockKind.PLAN}
    assert stopped_by(message(purpose=Purpose.RESULT)) == {ClockKind.PLAN, ClockKind.RESULT}


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


async def stopped(database: Database, complaint: Complaint) -> dict[str, bool | None]:
    """Say of every stopped clock whether it was kept."""
    column = tables.clocks.c
    query = sa.select(Clock).where(
        column.complaint_id == complaint.id, column.stopped_at.is_not(None)
    )
    async with database.reading() as session:
        return {clock.kind.value: clock.is_kept for clock in await session.scalars(query)}


async def test_an_unsent_reply_stops_nothing_until_the_channel_has_it(
    database: Database, house: House, manager: Officer, now: FrozenTime
) -> None:
    """What counts is when it was written, once it is delivered."""
    case = await file_case(database, house, chat=await add_chat(database))
    await take_case(database, house, case, manager)
    now.advance(minutes=29)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        reply = await handling.reply(house, work, found, "马上到", actor=by(manager))
    before = await stopped(database, case)
    now.advance(minutes=10)
    async with database.transaction() as work:
        sent = await work.messages.get(reply.id)
        sent.delivery = Delivery.SENT
        await clocks.delivered(work, sent)

    assert before == {"take": True}
    assert await stopped(database, case) == {"take": True, "plan": True}


async def test_a_call_counts_at_once(
    database: Database, house: House, manager: Officer, now: FrozenTime
) -> None:
    """A recorded call stops the plan clock; too late is remembered as too late."""
    case = await file_case(database, house)
    now.advance(minutes=6)
    await take_case(database, house, case, manager)
    now.advance(minutes=30)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.record_contact(house, work, found, "phone", "已联系", actor=by(manager))

    assert await stopped(database, case) == {"take": False, "plan": False}


async def test_a_result_stops_what_still_runs(
    database: Database, house: House, manager: Officer, now: FrozenTime
) -> None:
    """Told on the phone within the day: plan and result are kept."""
    case = await file_case(database, house)
    await take_case(database, house, case, manager)
    now.advance(minutes=20)
    await resolve_by_phone(database, house, case, manager)

    assert await stopped(database, case) == {"take": True, "plan": True, "result": True}


async def test_the_promise_is_the_plan_clock(database: Database, house: House) -> None:
    """What the customer is told is what is measured (R5, R19)."""
    case = await file_case(database, house)

    assert case.promised_at == case.received_at + timedelta(minutes=30)
