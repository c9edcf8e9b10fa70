"""A customer whom nobody reached writes again: the case is taken up where it was left (R32)."""

from __future__ import annotations

import pytest

from complaints.house import House
from complaints.model import Complaint, Officer, Role, Status
from complaints.pending_model import PendingCause, PendingState
from complaints.talk_model import Conversation
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer
from tests.factories import add_chat, add_officer, take_case
from tests.fakes import FrozenTime
from tests.storage.pending_kit import Ledger


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


@pytest.fixture
async def chat(database: Database) -> Conversation:
    """Give the chat of the manager."""
    return await add_chat(database)


@pytest.fixture
async def officer(database: Database, chat: Conversation) -> Officer:
    """Give a manager."""
    return await add_officer(database, "林晓芸", conversation_id=chat.id)


@pytest.fixture
async def ledger(database: Database, customer: Customer) -> Ledger:
    """Give the ledger of the house that the customer writes to."""
    return Ledger(database, customer.house)


async def enter(
    customer: Customer, ledger: Ledger, officer: Officer, now: FrozenTime, cause: PendingCause
) -> Complaint:
    """Have the customer complain, call three times in vain, and enter the case."""
    await customer.write("态度差")
    case = await customer.complaint()
    await take_case(customer.database, customer.house, case, officer)
    for _ in range(3):
        now.advance(hours=3)
        await ledger.attempt(case, officer)
    approver = await add_officer(customer.database, "周子涵", Role.SUPERVISOR)
    await ledger.enter(case, officer, approver, cause=cause)
    return case


@pytest.mark.parametrize("words", ["我回来了，说吧", "谢谢", "/status"])
async def test_any_word_takes_the_case_up_again(
    customer: Customer,
    ledger: Ledger,
    officer: Officer,
    chat: Conversation,
    now: FrozenTime,
    words: str,
) -> None:
    """Off the ledger, clocks go on, and the owner is told (R32)."""
    case = await enter(customer, ledger, officer, now, PendingCause.UNREACHABLE)
    assert "多次联系您" in (await customer.answers())[-1].text
    now.advance(days=2)
    await customer.write(words)

    assert (await ledger.entry(case)).state is PendingState.SETTLED
    assert await ledger.resting(case) == set()
    assert (await ledger.read(case)).status is Status.OPEN
    assert "客户联系上了" in (await ledger.said(chat))[-1].text


async def test_a_word_brings_no_missing_part(
    customer: Customer, ledger: Ledger, officer: Officer, now: FrozenTime
) -> None:
    """What is pending for another cause stays so (R32)."""
    case = await enter(customer, ledger, officer, now, PendingCause.PARTS_MISSING)
    await customer.write("什么时候到货？")

    assert (await ledger.entry(case)).state is PendingState.OPEN
