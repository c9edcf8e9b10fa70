"""What the dialogue does with what it already knows (R2), and with merged complaints (R10)."""

from __future__ import annotations

import pytest

from complaints import merging
from complaints.house import House
from complaints.model import Role, Status, by
from complaints.triage import Fact
from storage.unit_of_work import Database
from tests.bot.dialogue_kit import Customer, words
from tests.factories import add_officer, file_case, take_case
from tests.fakes import FakeTriage, FrozenTime


@pytest.fixture
def customer(database: Database, house: House) -> Customer:
    """Give a customer who has not written yet."""
    return Customer(database, house)


async def test_r2_what_the_words_tell_is_not_asked(
    customer: Customer, house: House, now: FrozenTime
) -> None:
    """Place, time and number were said; only what is wanted is still open."""
    assert isinstance(house.triage, FakeTriage)
    told = {"柜台": ("place", "counter"), "刚才": ("time", ""), "139": ("phone", "13912345678")}
    for word, (kind, value) in told.items():
        house.triage.named[word] = Fact(kind, 0, 2, value, at=now(), precision="hour")
    await customer.write("刚才在柜台态度差，13912345678")

    (question,) = await customer.tap("对")

    assert question.text == words("ask.demand")


async def test_r10_the_words_of_a_merged_complaints_customer_file_no_new_one(
    customer: Customer, database: Database, house: House
) -> None:
    """They stand in their own complaint, and the other one's timeline tells of them."""
    officer = await add_officer(database, "李", Role.LOBBY_MANAGER)
    first = await file_case(database, house, "空调坏了")
    await take_case(database, house, first, officer)
    await customer.write("空调坏了")
    (merged,) = [c for c in await customer.complaints() if c.id != first.id]
    async with database.transaction() as work:
        await merging.merge(
            house,
            work,
            await work.complaints.get(merged.id),
            await work.complaints.get(first.id),
            actor=by(officer),
        )

    await customer.write("怎么空调还坏着")

    assert [c.status for c in await customer.complaints() if c.id != first.id] == [Status.MERGED]
    async with database.transaction() as work:
        assert (await work.complaints.timeline(first.id))[-1].kind == "merged_wrote"
