"""Customers whom nobody reaches, and the monthly round over what is pending (R32)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from complaints.clock_model import ClockKind
from complaints.errors import Invalid, WrongState
from complaints.house import House
from complaints.model import Complaint, Officer, Role
from complaints.pending_model import CallResult, PendingCause, PendingState
from complaints.talk_model import Conversation
from desk.calendar_jobs import CalendarJobs
from storage.housekeeping import tidy
from storage.unit_of_work import Database
from tests.conftest import OpenDatabase
from tests.factories import add_chat, add_officer, close_case, file_case, take_case
from tests.fakes import FrozenTime
from tests.storage.pending_kit import Ledger
from tests.ticking import clock_of, tick

HOUR = timedelta(hours=3)


@pytest.fixture
def ledger(database: Database, house: House) -> Ledger:
    """Give the ledger."""
    return Ledger(database, house)


@pytest.fixture
async def chat(database: Database) -> Conversation:
    """Give the lobby manager's chat."""
    return await add_chat(database)


@pytest.fixture
async def handler(database: Database, chat: Conversation) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸", conversation_id=chat.id)


@pytest.fixture
async def approver(database: Database) -> Officer:
    """Give a supervisor."""
    return await add_officer(database, "周子涵", Role.SUPERVISOR)


@pytest.fixture
async def customer(database: Database) -> Conversation:
    """Give the customer's chat."""
    return await add_chat(database)


@pytest.fixture
async def case(
    database: Database, house: House, handler: Officer, customer: Conversation
) -> Complaint:
    """Give a complaint that the lobby manager has taken."""
    filed = await file_case(database, house, chat=customer)
    await take_case(database, house, filed, handler)
    return filed


async def call_in_vain(ledger: Ledger, case: Complaint, officer: Officer, now: FrozenTime) -> None:
    """Call three times, three hours apart."""
    for result in (CallResult.NO_ANSWER, CallResult.BUSY, CallResult.NO_ANSWER):
        now.advance(HOUR)
        await ledger.attempt(case, officer, result)


async def test_enough_calls_make_a_customer_unreachable(
    ledger: Ledger,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    customer: Conversation,
    now: FrozenTime,
) -> None:
    """Not before; then the customer gets one last message in the chat (R32)."""
    with pytest.raises(WrongState, match="attempts_missing") as refused:
        await ledger.ask(case, handler, PendingCause.UNREACHABLE, missing="")
    assert refused.value.data == {"done": 0, "needed": 3}
    await call_in_vain(ledger, case, handler, now)
    await ledger.enter(case, handler, approver, cause=PendingCause.UNREACHABLE, missing="")

    said = [m.text for m in await ledger.said(customer) if "unreachable" in m.text]
    assert said == [f"customer.unreachable number={case.number}"]


async def test_calls_close_together_count_as_one(
    ledger: Ledger, case: Complaint, handler: Officer, now: FrozenTime
) -> None:
    """Three within the hour are one attempt; by the policy they lie two hours apart (R32)."""
    for _ in range(3):
        now.advance(minutes=10)
        await ledger.attempt(case, handler)

    with pytest.raises(WrongState) as refused:
        await ledger.ask(case, handler, PendingCause.UNREACHABLE)
    assert refused.value.data["done"] == 1


async def test_old_calls_and_those_before_a_word_do_not_count(
    ledger: Ledger, case: Complaint, handler: Officer, now: FrozenTime
) -> None:
    """Whoever has spoken to the customer since begins anew (R32)."""
    await call_in_vain(ledger, case, handler, now)
    now.advance(days=8)
    with pytest.raises(WrongState) as refused:
        await ledger.ask(case, handler, PendingCause.UNREACHABLE)
    assert refused.value.data["done"] == 0

    await call_in_vain(ledger, case, handler, now)
    now.advance(minutes=1)
    await ledger.call(case, handler)
    with pytest.raises(WrongState) as refused:
        await ledger.ask(case, handler, PendingCause.UNREACHABLE)
    assert refused.value.data["done"] == 0


async def test_a_call_is_noted_with_when_it_was_made(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    now: FrozenTime,
) -> None:
    """Afterwards, too; not in the future, not before the complaint, not on a closed case (R32)."""
    begun = now()
    now.advance(hours=5)
    attempt = await ledger.attempt(case, handler, at=begun + timedelta(hours=1))
    assert attempt.at == begun + timedelta(hours=1)

    for at, code in (
        (now() + timedelta(minutes=1), "in_the_future"),
        (begun - timedelta(minutes=1), "before_the_complaint"),
    ):
        with pytest.raises(Invalid, match=code):
            await ledger.attempt(case, handler, at=at)
    await close_case(database, house, case, handler)
    with pytest.raises(WrongState, match="complaint_over"):
        await ledger.attempt(case, handler)


async def test_an_attempt_keeps_no_promise(
    ledger: Ledger, case: Complaint, handler: Officer, now: FrozenTime
) -> None:
    """Only who was reached has been answered (promise 5)."""
    now.advance(minutes=5)
    await ledger.attempt(case, handler)

    assert (await ledger.clock(case, ClockKind.PLAN)).stopped_at is None


async def test_whoever_cannot_be_told_is_owed_no_progress(
    ledger: Ledger, case: Complaint, handler: Officer, approver: Officer, now: FrozenTime
) -> None:
    """The pulse rests, too, while nobody reaches the customer (R19, R32)."""
    await ledger.call(case, handler)
    await call_in_vain(ledger, case, handler, now)
    await ledger.enter(case, handler, approver, cause=PendingCause.UNREACHABLE)

    assert await ledger.resting(case) == {ClockKind.RESULT, ClockKind.PULSE}


async def test_a_call_that_reaches_the_customer_takes_the_case_up_again(
    ledger: Ledger, case: Complaint, handler: Officer, approver: Officer, now: FrozenTime
) -> None:
    """Off the ledger, and every clock goes on (R32)."""
    await call_in_vain(ledger, case, handler, now)
    await ledger.enter(case, handler, approver, cause=PendingCause.UNREACHABLE)
    now.advance(days=1)
    await ledger.call(case, handler)

    assert (await ledger.entry(case)).state is PendingState.SETTLED
    assert await ledger.resting(case) == set()


async def test_a_call_leaves_other_entries_on_the_ledger(
    ledger: Ledger, case: Complaint, handler: Officer, approver: Officer
) -> None:
    """Speaking to the customer brings no missing part (R32)."""
    await ledger.enter(case, handler, approver)
    await ledger.call(case, handler)

    assert (await ledger.entry(case)).state is PendingState.OPEN


async def on_day(now: FrozenTime, database: Database, house: House, days: int) -> None:
    """Let days pass, plan what the calendar asks for, and do what is due."""
    now.advance(days=days)
    await CalendarJobs(database, house).work()
    await tick(database, house)


async def rounds(ledger: Ledger, chat: Conversation) -> list[str]:
    """List the monthly reminders that have gone to a chat."""
    said = [m.text for m in await ledger.said(chat)]
    return [text for text in said if text.startswith("ping.pending_round")]


async def test_owners_are_told_on_the_day_of_the_month(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """Of all last month's open items in one message, on day 4, once (R32)."""
    other = await file_case(database, house, "灯也坏了")
    await take_case(database, house, other, handler)
    for one in (case, other):
        await ledger.enter(one, handler, approver, expected_on=ledger.day(60))
    await on_day(now, database, house, 23)  # 3 April
    assert await rounds(ledger, chat) == []
    await on_day(now, database, house, 1)  # 4 April
    await on_day(now, database, house, 1)

    (told,) = await rounds(ledger, chat)
    assert case.number in told
    assert other.number in told
    assert "pending_reminded" in await ledger.events(case)


async def test_who_has_been_contacted_is_not_asked_for(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """Since the month began; nor who was entered only this month (R32)."""
    await ledger.enter(case, handler, approver, expected_on=ledger.day(60))
    now.advance(days=21)  # 1 April
    await ledger.call(case, handler)
    fresh = await file_case(database, house, "灯也坏了")
    await take_case(database, house, fresh, handler)
    await ledger.enter(fresh, handler, approver, expected_on=ledger.day(60))
    await on_day(now, database, house, 3)
    assert await rounds(ledger, chat) == []

    await on_day(now, database, house, 30)  # 4 May
    (told,) = await rounds(ledger, chat)
    assert case.number in told
    assert fresh.number in told


async def test_a_round_that_was_missed_is_made_once_when_the_desk_is_back(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """Days later; and two months are not made up for twice (promise 3, R32)."""
    await ledger.enter(case, handler, approver, expected_on=ledger.day(80))
    await CalendarJobs(database, house).work()
    now.advance(days=21)
    await CalendarJobs(database, house).work()  # April is planned, then the desk is down
    await on_day(now, database, house, 36)  # 7 May

    assert len(await rounds(ledger, chat)) == 1
    await on_day(now, database, house, 1)
    assert len(await rounds(ledger, chat)) == 1


async def test_two_processes_remind_once(
    ledger: Ledger,
    database: Database,
    open_database: OpenDatabase,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """Both plan it and both tick; one row, one message (promise 3, R32)."""
    await ledger.enter(case, handler, approver, expected_on=ledger.day(60))
    now.advance(days=24)
    both = (database, open_database())
    await asyncio.gather(*(CalendarJobs(one, house).work() for one in both))
    await asyncio.gather(*(clock_of(one, house).work() for one in both))

    assert len(await rounds(ledger, chat)) == 1


async def test_another_day_in_the_policy_moves_the_round(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """What was planned and not done yet is planned anew (R32)."""
    await ledger.enter(case, handler, approver, expected_on=ledger.day(60))
    await on_day(now, database, house, 21)
    rules = replace(house.policy.pending, day=10)
    house.policy = replace(house.policy, pending=rules)
    await on_day(now, database, house, 5)  # 6 April
    assert await rounds(ledger, chat) == []
    await on_day(now, database, house, 4)  # 10 April
    assert len(await rounds(ledger, chat)) == 1


async def test_without_an_owner_who_is_responsible_is_told(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """Nobody's case is still somebody's to contact (R32)."""
    stand_in_chat = await add_chat(database)
    stand_in = await add_officer(database, "何志远", conversation_id=stand_in_chat.id)
    await ledger.enter(
        case, handler, approver, responsible_id=stand_in.id, expected_on=ledger.day(60)
    )
    async with database.transaction() as work:
        (await work.people.get_officer(handler.id)).is_active = False
    await on_day(now, database, house, 24)

    assert await rounds(ledger, chat) == []
    assert len(await rounds(ledger, stand_in_chat)) == 1


async def test_a_round_is_not_made_again_once_its_row_is_cleared_away(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    chat: Conversation,
    now: FrozenTime,
) -> None:
    """On the 31st, when what was done on the 1st is forgotten (promise 3, R32)."""
    house.policy = replace(house.policy, pending=replace(house.policy.pending, day=1))
    await ledger.enter(case, handler, approver, expected_on=ledger.day(90))
    now.advance(days=20)
    await on_day(now, database, house, 31)  # 1 May
    await on_day(now, database, house, 1)
    assert len(await rounds(ledger, chat)) == 1

    now.advance(days=29, hours=12)  # 31 May
    await tidy(database, timedelta(days=30))
    await on_day(now, database, house, 0)

    assert len(await rounds(ledger, chat)) == 1
