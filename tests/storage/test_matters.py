"""Complaints on one matter (R10): repeats, others at the same place, groups; on real databases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from complaints import handling, intake, matters
from complaints.errors import Conflict, Invalid, NotAllowed
from complaints.house import House
from complaints.model import CUSTOMER, Category, Complaint, Role, Severity, by
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, take_case
from tests.fakes import FrozenTime

LIFT = "电梯坏了[电梯 停]"


async def another_customer(
    database: Database, house: House, text: str = LIFT, place: str = "lobby", **fields: Any
) -> Complaint:
    """Let somebody new complain."""
    chat = await add_chat(database)
    return await file_case(database, house, text, chat=chat, details={"place": place}, **fields)


async def load(database: Database, complaint: Complaint) -> Complaint:
    """Read a complaint again."""
    async with database.transaction() as work:
        return await work.complaints.get(complaint.id)


async def test_r10_the_same_matter_by_others_at_one_place_is_linked(
    database: Database, house: House
) -> None:
    """Who complains of the same at the same place joins the first complaint's matter."""
    first = await another_customer(database, house)
    second = await another_customer(database, house)
    third = await another_customer(database, house, "又坏了[电梯 停 又]")

    assert (first.matter_id, second.matter_id, third.matter_id) == (None, first.id, first.id)
    assert second.severity is Severity.MINOR


@pytest.mark.parametrize(
    ("text", "place", "category", "days"),
    [
        (LIFT, "counter", None, 0),
        ("灯坏了[灯 暗]", "lobby", None, 0),
        (LIFT, "lobby", Category.HYGIENE, 0),
        (LIFT, "lobby", None, 31),
    ],
    ids=["another place", "other words", "another category", "a month later"],
)
async def test_r10_another_matter_is_not_linked(
    database: Database,
    house: House,
    now: FrozenTime,
    text: str,
    place: str,
    category: Category | None,
    days: int,
) -> None:
    """Place, category, words and time all have to fit."""
    await another_customer(database, house)
    now.advance(days=days)

    other = await another_customer(database, house, text, place, category=category)

    assert other.matter_id is None


async def test_r10_several_customers_within_two_hours_are_a_group(
    database: Database, house: House, now: FrozenTime
) -> None:
    """The third customer makes it one: all are suggested to be major, with the reason."""
    first = await another_customer(database, house)
    now.advance(minutes=50)
    second = await another_customer(database, house)
    now.advance(minutes=50)
    third = await another_customer(database, house)
    fourth = await another_customer(database, house)

    found = [await load(database, complaint) for complaint in (first, second, third, fourth)]
    assert [(c.severity, c.reasons) for c in found] == [(Severity.MAJOR, ["group"])] * 4


async def test_r10_the_same_customers_words_make_no_group(
    database: Database, house: House
) -> None:
    """A group is people; who complains again is repeated, which is major by itself (R13)."""
    chat = await add_chat(database)
    for _ in range(2):
        await file_case(database, house, LIFT, chat=chat)

    last = await file_case(database, house, LIFT, chat=chat)

    assert last.reasons == ["repeated"]


async def test_r10_a_repeat_is_recognised_wherever_it_is_said(
    database: Database, house: House, now: FrozenTime
) -> None:
    """The same customer, the same matter, another place: linked, and suggested to be major."""
    chat = await add_chat(database)
    first = await file_case(database, house, LIFT, chat=chat, details={"place": "lobby"})
    now.advance(days=20)

    again = await file_case(database, house, LIFT, chat=chat, details={"place": "counter"})

    assert (again.matter_id, again.severity, again.reasons) == (
        first.id,
        Severity.MAJOR,
        ["repeated"],
    )


async def test_r13_what_a_person_decided_about_severity_stays(
    database: Database, house: House
) -> None:
    """The reason is shown, the severity is the officer's."""
    for _ in range(2):
        await another_customer(database, house)
    officer = await add_officer(database, "李")
    chat = await add_chat(database)
    new = intake.NewComplaint(LIFT, chat.channel, severity=Severity.MINOR)

    async with database.transaction() as work:
        details = {"place": "lobby"}
        filed = await intake.file_complaint(
            house, work, replace(new, details=details), actor=by(officer)
        )

    assert (filed.severity, filed.reasons) == (Severity.MINOR, ["group"])


async def test_those_who_complain_in_one_batch_are_seen(database: Database, house: House) -> None:
    """What is not yet written is found, too."""
    chats = [await add_chat(database) for _ in range(3)]
    async with database.transaction() as work:
        filed = [
            await intake.file_complaint(
                house,
                work,
                intake.NewComplaint(
                    LIFT, chat.channel, await work.people.get_conversation(chat.id)
                ),
                actor=CUSTOMER,
            )
            for chat in chats
        ]

    assert [c.matter_id for c in filed] == [None, filed[0].id, filed[0].id]
    assert [c.reasons for c in filed] == [["group"]] * 3


async def test_r10_the_matter_is_found_when_the_place_is_told_later(
    database: Database, house: House
) -> None:
    """The customer's answer to "where?" is looked at like what was said at first."""
    first = await another_customer(database, house, place="lobby")
    second = await another_customer(database, house, place="")
    assert second.matter_id is None

    async with database.transaction() as work:
        found = await work.complaints.get(second.id)
        await intake.complete(house, work, found, "place", "lobby", actor=CUSTOMER)
    third = await another_customer(database, house, place="")

    assert (found.matter_id, third.matter_id) == (first.id, None)


async def test_r10_officers_link_and_unlink(database: Database, house: House) -> None:
    """People know better: they link what the words do not show, and part what only looks alike."""
    officer = await add_officer(database, "李")
    first = await another_customer(database, house)
    other = await another_customer(database, house, "灯坏了[灯 暗]")

    async with database.transaction() as work:
        found = await work.complaints.get(other.id)
        await matters.link(house, work, found, first, actor=by(officer))
    assert found.matter_id == first.id

    async with database.transaction() as work:
        found = await work.complaints.get(other.id)
        with pytest.raises(Conflict, match="linked_already"):
            await matters.link(house, work, found, first, actor=by(officer))
        with pytest.raises(Invalid, match="same_complaint"):
            await matters.link(house, work, found, found, actor=by(officer))
        await matters.unlink(house, work, found, actor=by(officer))
    assert (await load(database, other)).matter_id is None


async def test_only_handlers_link(database: Database, house: House) -> None:
    """The right is in the table of rights."""
    personnel = await add_officer(database, "人事", Role.HR)
    first, second = [await another_customer(database, house, place=p) for p in ("a", "b")]

    async with database.transaction() as work:
        with pytest.raises(NotAllowed):
            await matters.link(house, work, second, first, actor=by(personnel))


async def test_a_corrected_category_is_looked_at_again(database: Database, house: House) -> None:
    """What the officer classifies rightly is found with the others of that category."""
    officer = await add_officer(database, "李")
    first = await another_customer(database, house, category=Category.FACILITY)
    second = await another_customer(database, house, category=Category.OTHER)
    await take_case(database, house, second, officer)

    async with database.transaction() as work:
        found = await work.complaints.get(second.id)
        await handling.classify(house, work, found, Category.FACILITY, actor=by(officer))

    assert found.matter_id == first.id
