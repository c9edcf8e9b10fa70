"""The quality office checks what is finished: archived, or done again (考核、退回重办, R44)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints import closing
from complaints.clock_model import ClockKind
from complaints.decision_model import RemedyKind
from complaints.decision_reads import CheckFigures
from complaints.errors import Invalid, NotAllowed, WrongState
from complaints.handling import record_contact
from complaints.house import House
from complaints.model import CUSTOMER, Complaint, Officer, Role, Status, by
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, close_case, file_case, take_case
from tests.fakes import FrozenTime
from tests.storage.decision_kit import APOLOGY, Decisions


@pytest.fixture
def desk(database: Database, house: House) -> Decisions:
    """Give the desk."""
    return Decisions(database, house)


@pytest.fixture
async def quality(database: Database) -> Officer:
    """Give somebody of the quality office."""
    return await add_officer(database, "陆文博", Role.QUALITY_OFFICE)


@pytest.fixture
async def handler(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


@pytest.fixture
async def closed(database: Database, house: House, handler: Officer) -> Complaint:
    """Give a complaint that was handled and closed."""
    case = await file_case(database, house, chat=await add_chat(database))
    await take_case(database, house, case, handler)
    return await close_case(database, house, case, handler)


async def test_what_was_done_well_is_archived(
    desk: Decisions, closed: Complaint, quality: Officer, house: House
) -> None:
    """In time and to the point; it is checked once."""
    check = await desk.check(closed, quality)

    found = await desk.read(closed)
    assert check.is_passed
    assert (found.status, found.archived_at) == (Status.CLOSED, house.now())
    with pytest.raises(WrongState):
        await desk.check(closed, quality)


async def test_the_first_time_the_same_person_does_it_again(
    desk: Decisions, closed: Complaint, quality: Officer, handler: Officer
) -> None:
    """退回: open, in the same hands, on new clocks, and the customer is told."""
    with pytest.raises(Invalid):
        await desk.check(closed, quality, is_apt=False)
    await desk.check(closed, quality, is_apt=False, words="没有回访现场")

    again = await desk.read(closed)
    assert (again.status, again.owner_id, again.episode) == (Status.OPEN, handler.id, 2)
    assert (again.closed_at, again.level) == (None, 0)
    assert "sent_back" in await desk.events(closed)


async def test_the_second_time_somebody_else_does(
    desk: Decisions,
    database: Database,
    house: House,
    closed: Complaint,
    quality: Officer,
    handler: Officer,
) -> None:
    """Counted over the whole life of the complaint; the handler may not take it again (R44)."""
    await desk.check(closed, quality, is_apt=False, words="没有回访现场")
    await close_case(database, house, closed, handler)
    await desk.check(closed, quality, is_timely=False, words="又超时")

    again = await desk.read(closed)
    assert (again.status, again.owner_id, again.episode) == (Status.NEW, None, 3)
    with pytest.raises(NotAllowed):
        await take_case(database, house, closed, handler)
    other = await add_officer(database, "何志远")
    assert (await take_case(database, house, closed, other)).owner_id == other.id


async def test_who_checks_has_not_handled_it(
    desk: Decisions, database: Database, house: House, quality: Officer, handler: Officer
) -> None:
    """Nobody but the quality office, and not one's own work."""
    case = await take_case(database, house, await file_case(database, house), quality)
    with pytest.raises(WrongState):
        await desk.check(case, await add_officer(database, "何志远", Role.QUALITY_OFFICE))
    await close_case(database, house, case, quality)
    for officer in (quality, handler):
        with pytest.raises(NotAllowed):
            await desk.check(case, officer)


async def test_a_handler_who_has_left_is_not_waited_for(
    desk: Decisions, database: Database, closed: Complaint, quality: Officer, handler: Officer
) -> None:
    """Then somebody else takes it the first time already."""
    async with database.transaction() as work:
        (await work.people.get_officer(handler.id)).is_active = False
    await desk.check(closed, quality, is_apt=False, words="没有回访现场")

    assert (await desk.read(closed)).status is Status.NEW


async def test_the_customer_may_still_come_back(
    desk: Decisions, database: Database, house: House, closed: Complaint, quality: Officer
) -> None:
    """An archived complaint that is reopened will be checked again (R26)."""
    await desk.check(closed, quality)
    async with database.transaction() as work:
        found = await work.complaints.get(closed.id)
        await closing.reopen(house, work, found, "又坏了", actor=CUSTOMER)

    assert (await desk.read(closed)).archived_at is None


async def test_the_figures_stand_beside_what_is_checked(
    desk: Decisions, database: Database, house: House, quality: Officer, now: FrozenTime
) -> None:
    """The clocks that were missed, the measures that were carried out (R44)."""
    duty = await add_officer(database, "周子涵", Role.DUTY_MANAGER)
    case = await file_case(database, house, chat=await add_chat(database))
    now.advance(hours=1)
    await take_case(database, house, case, duty)
    remedy = await desk.propose(case, duty, APOLOGY)
    await desk.agree(remedy)
    await desk.carry_out(remedy, duty)
    await desk.investigate(case, duty)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await record_contact(house, work, found, "phone", "说明情况", actor=by(duty))
    await close_case(database, house, case, await add_officer(database, "林晓芸"))

    (row,) = (await SqlRegister(database).unchecked(quality)).rows

    assert set(row.missed) == {ClockKind.TAKE, ClockKind.PLAN}
    assert list(row.measures) == [RemedyKind.APOLOGY]
    assert (row.is_investigated, row.sent_back) == (True, 0)


async def test_checks_are_counted_for_the_day_they_were_made(
    desk: Decisions,
    database: Database,
    house: House,
    closed: Complaint,
    quality: Officer,
    handler: Officer,
    now: FrozenTime,
) -> None:
    """Passed, sent back, and why; one that found both counts in both (R35, R44)."""
    begun = now()
    await desk.check(closed, quality, is_timely=False, is_apt=False, words="慢，也没有看现场")
    await close_case(database, house, closed, handler)
    await desk.check(closed, quality)
    register = SqlRegister(database)

    found = (await register.figures(quality, begun, begun + timedelta(hours=1))).checks
    later = await register.figures(quality, begun + timedelta(days=1), begun + timedelta(days=2))

    assert found == CheckFigures(checked=2, passed=1, late=1, unapt=1)
    assert found.sent_back == 1
    assert later.checks.checked == 0
