"""One case for an officer, and the same case for its customer."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from complaints import closing, handling
from complaints.clocks import STARTS, Event
from complaints.errors import NotFound
from complaints.house import House
from complaints.lifecycle import Move
from complaints.model import CUSTOMER, Complaint, Officer, Role, Status, by
from complaints.reading import note_read
from complaints.register import Register
from complaints.talk_model import (
    Attachment,
    Delivery,
    Message,
    MessageVersion,
    OutboxItem,
    OutboxState,
)
from storage import tables
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, close_case, file_case, hear, take_case
from tests.fakes import FrozenTime


@pytest.fixture
def register(database: Database) -> Register:
    """Give the register under test."""
    return SqlRegister(database)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


@pytest.fixture
async def case(database: Database, house: House, manager: Officer) -> Complaint:
    """Give a complaint that came by chat and that the manager has taken."""
    filed = await file_case(database, house, "灯坏了", chat=await add_chat(database))
    return await take_case(database, house, filed, manager)


async def reply(database: Database, house: House, case: Complaint, officer: Officer) -> Message:
    """Answer in the chat."""
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        return await handling.reply(house, work, found, "电工在路上", actor=by(officer))


async def deliver(database: Database, attempts: int = 1) -> None:
    """Let everything that waits be accepted by its channel."""
    async with database.transaction() as work:
        for item in await work.session.scalars(sa.select(OutboxItem)):
            if item.state is OutboxState.QUEUED and item.message_id is not None:
                item.state, item.attempts = OutboxState.SENT, attempts
                (await work.messages.get(item.message_id)).delivery = Delivery.SENT


async def test_a_case_shows_everything_that_belongs_to_it(
    database: Database, house: House, register: Register, manager: Officer, case: Complaint
) -> None:
    """Words, notes, events and clocks stand on one page with the names of who wrote them."""
    await reply(database, house, case, manager)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.note(house, work, found, "同一盏灯第三次", actor=by(manager))

    page = await register.case(manager, case.number)

    assert page.complaint.text == "灯坏了"
    assert page.owner is not None
    assert page.owner.name == "林晓芸"
    assert [m.message.text for m in page.messages if m.author_name] == ["电工在路上"]
    assert [(n.note.text, n.officer_name) for n in page.notes] == [("同一盏灯第三次", "林晓芸")]
    assert [event.entry.kind for event in page.timeline] == [
        "filed",
        "pinged",
        "taken",
        "replied",
        "noted",
    ]
    assert page.timeline[2].officer_name == "林晓芸"
    assert {clock.kind for clock in page.clocks} >= set(STARTS[Event.FILED])
    assert (page.has_chat, page.is_blocked) == (True, False)


async def test_a_number_is_found_however_it_is_written(
    register: Register, manager: Officer, case: Complaint
) -> None:
    """Numbers are typed in small letters, too."""
    assert await register.id_of(manager, case.number.lower()) == case.id


async def test_missing_and_not_visible_look_the_same(
    database: Database, house: House, register: Register, case: Complaint
) -> None:
    """Nobody learns from an error that a complaint exists (promise 7)."""
    stranger = await add_officer(
        database, "陈卓", Role.DEPARTMENT_HANDLER, department="operations"
    )

    answers = []
    for number in (case.number, "HY-260311-999"):
        with pytest.raises(NotFound) as missing:
            await register.case(stranger, number)
        answers.append((missing.value.code, missing.value.data.keys()))

    assert answers[0] == answers[1]


async def test_a_doubtful_send_shows_in_the_case(
    database: Database, house: House, register: Register, manager: Officer, case: Complaint
) -> None:
    """A message that was tried twice may have arrived twice (promise 1)."""
    sent = await reply(database, house, case, manager)
    await deliver(database, attempts=2)

    page = await register.case(manager, case.number)

    shown = next(m for m in page.messages if m.message.id == sent.id)
    assert (shown.message.delivery, shown.attempts) == (Delivery.SENT, 2)


async def test_an_edited_message_keeps_its_earlier_wordings(
    database: Database, house: House, register: Register, manager: Officer, case: Complaint
) -> None:
    """What the customer wrote first stays beside what they made of it (R3)."""
    heard = await hear(database, house, case, "灯坏拉")
    async with database.transaction() as work:
        message = await work.messages.get(heard.id)
        work.add(
            MessageVersion(
                id=work.new_id(), message_id=heard.id, version=1, text="灯坏拉", at=house.now()
            )
        )
        message.text, message.version = "灯坏啦", 2

    shown = (await register.case(manager, case.number)).messages[-1]

    assert (shown.message.text, [v.text for v in shown.versions]) == ("灯坏啦", ["灯坏拉"])


async def test_files_stand_with_their_message_or_with_the_case(
    database: Database, house: House, register: Register, manager: Officer, case: Complaint
) -> None:
    """A photo from the chat hangs on its message, one that staff added on the case (R25)."""
    heard = await hear(database, house, case, "")
    async with database.transaction() as work:
        for message_id, name in ((heard.id, "chat.jpg"), (None, "desk.jpg")):
            work.add(
                Attachment(
                    id=work.new_id(),
                    kind="photo",
                    at=house.now(),
                    name=name,
                    message_id=message_id,
                    complaint_id=case.id,
                )
            )

    page = await register.case(manager, case.number)

    assert [a.name for a in page.messages[-1].attachments] == ["chat.jpg"]
    assert [a.name for a in page.attachments] == ["desk.jpg"]


async def test_other_complaints_of_the_customer_are_named(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """A repeat is recognised by what the same customer said before (R10)."""
    chat = await add_chat(database)
    first = await file_case(database, house, chat=chat)
    second = await file_case(database, house, chat=chat)

    page = await register.case(manager, second.number)

    assert [ref.number for ref in page.previous] == [first.number]


async def test_the_moves_are_those_the_viewer_may_make(
    database: Database, register: Register, manager: Officer, case: Complaint
) -> None:
    """Staff may not close without the customer's yes; a manager may."""
    staff = await add_officer(database, "小周", Role.STAFF)

    managers = (await register.case(manager, case.number)).moves
    staffs = (await register.case(staff, case.number)).moves

    assert managers >= {Move.WAIT, Move.RESOLVE, Move.CLOSE, Move.MERGE, Move.INVALIDATE}
    assert staffs >= {Move.WAIT, Move.RESOLVE}
    assert not staffs & {Move.CLOSE, Move.INVALIDATE}


async def test_the_revisit_is_that_of_the_present_episode(
    database: Database, house: House, register: Register, manager: Officer, case: Complaint
) -> None:
    """A reopened case has none until it is closed again (R33)."""
    await close_case(database, house, case, manager)
    closed = await register.case(manager, case.number)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await closing.reopen(house, work, found, "又坏了", actor=CUSTOMER)
    reopened = await register.case(manager, case.number)

    assert closed.revisit is not None
    assert reopened.revisit is None


async def test_a_reading_is_noted_once_per_officer_and_quarter_of_an_hour(
    database: Database,
    register: Register,
    manager: Officer,
    case: Complaint,
    now: FrozenTime,
) -> None:
    """Two looks within 15 minutes are one reading; the next officer's is another (R40)."""
    other = await add_officer(database, "王敏")

    async def read(officer: Officer) -> bool:
        page = await register.case(officer, case.number)
        async with database.transaction() as work:
            await note_read(work, page.complaint, officer, now())
        return page.is_reading_noted

    noted = [await read(manager), await read(manager), await read(other)]
    now.advance(minutes=15)
    noted.append(await read(manager))

    assert noted == [False, True, False, False]
    async with database.reading() as session:
        query = sa.select(sa.func.count()).where(tables.audit.c.action == "complaint:read")
        assert await session.scalar(query) == 3


async def test_the_customers_page_shows_only_what_the_customer_may_see(
    database: Database, house: House, register: Register, manager: Officer, case: Complaint
) -> None:
    """No notes, nothing that has not gone out, and of a recorded call only that it was (R7)."""
    await reply(database, house, case, manager)
    await deliver(database)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.note(house, work, found, "内部的话", actor=by(manager))
        await handling.record_contact(house, work, found, "phone", "记录", actor=by(manager))
    await reply(database, house, case, manager)

    page = await register.status_page(case.status_token)

    assert (page.number, page.owner_name, page.status) == (case.number, "林晓芸", Status.OPEN)
    assert [(m.text, m.via) for m in page.messages] == [
        ("灯坏了", "chat"),
        ("customer.taken name=林晓芸", "chat"),
        ("电工在路上", "chat"),
        ("", "phone"),
    ]


async def test_a_result_shows_once_it_cannot_be_taken_back(
    database: Database, house: House, register: Register, manager: Officer, case: Complaint
) -> None:
    """While it is held back, the page says nothing of it (R26)."""
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.resolve(house, work, found, "换了灯", actor=by(manager))
    held = await register.status_page(case.status_token)
    await deliver(database)
    told = await register.status_page(case.status_token)

    assert (held.result, held.answered_at, held.status) == ("", None, Status.OPEN)
    assert (told.result, told.answered_at, told.status) == ("换了灯", house.now(), Status.ANSWERED)


async def test_an_unknown_link_leads_nowhere(register: Register) -> None:
    """A guessed token is simply not found."""
    with pytest.raises(NotFound):
        await register.status_page("nobody-has-this")


async def test_officers_are_listed_by_name_without_secrets(
    database: Database, register: Register
) -> None:
    """The list has who works here and who has left, and no password."""
    await add_officer(database, "B", password_hash="secret")
    await add_officer(database, "A", is_active=False)

    officers = await register.officers()

    assert [(officer.name, officer.is_active) for officer in officers] == [
        ("A", False),
        ("B", True),
    ]
    assert not hasattr(officers[0], "password_hash")


async def test_an_export_holds_every_record_of_a_period_in_order(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """From the first instant on, up to but not including the last."""
    start = now.at
    for _ in range(3):
        await file_case(database, house, customer={"name": "陈国栋"})
        now.advance(days=1)

    period = register.export(manager, start, start + timedelta(days=2))
    records = [record async for record in period]

    assert [record["number"] for record in records] == ["HY-260311-001", "HY-260312-001"]
    assert records[0]["customer_name"] == "陈国栋"
