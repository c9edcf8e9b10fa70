"""回避: who is named in a complaint neither sees nor handles it, on no path (promise 7)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from complaints import assigning, handling, intake, merging, pings, recusals, revisits
from complaints.decision_model import Bar
from complaints.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from complaints.house import House
from complaints.list_reads import Filters, View
from complaints.model import Actor, Complaint, Officer, Role, Status, by
from complaints.ports import UnitOfWork
from complaints.talk_model import Purpose
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, close_case, file_case, take_case
from tests.fakes import FrozenTime
from tests.storage.decision_kit import Decisions, cash


@pytest.fixture
def desk(database: Database, house: House) -> Decisions:
    """Give the desk."""
    return Decisions(database, house)


@pytest.fixture
async def named(database: Database) -> Officer:
    """Give a duty manager whom somebody will complain about."""
    chat = await add_chat(database)
    return await add_officer(database, "周子涵", Role.DUTY_MANAGER, conversation_id=chat.id)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


@pytest.fixture
async def case(database: Database, house: House, named: Officer, manager: Officer) -> Complaint:
    """Give a complaint about the duty manager, in the customer's words."""
    chat = await add_chat(database)
    return await file_case(database, house, "你们的周子涵态度太差", chat=chat)


async def test_no_list_count_search_page_or_export_shows_it(
    database: Database, case: Complaint, named: Officer, manager: Officer, now: FrozenTime
) -> None:
    """For the person named it does not exist; for everybody else it does."""
    register = SqlRegister(database)
    for view in (View.ALL_OPEN, View.UNTAKEN, View.EVERYTHING):
        for text in ("", "态度", case.number):
            filters = Filters(view=view, text=text)
            assert (await register.list(named, filters)).rows == []
            assert len((await register.list(manager, filters)).rows) == 1
    assert (await register.counts(named)).all_open == 0
    assert (await register.counts(manager)).all_open == 1
    with pytest.raises(NotFound):
        await register.case(named, case.number)
    with pytest.raises(NotFound):
        await register.id_of(named, case.number)
    day = timedelta(days=1)
    exported = [row async for row in register.export(named, now() - day, now() + day)]
    assert exported == []
    figures = await register.figures(named, now() - day, now() + day)
    assert sum(row.filed for row in figures.categories) == 0


async def test_the_person_named_is_not_pinged(
    desk: Decisions, database: Database, case: Complaint, named: Officer
) -> None:
    """Others on duty are; so a ping tells nobody what is said of them."""
    assert named.conversation_id is not None
    async with database.transaction() as work:
        chat = await work.people.get_conversation(named.conversation_id)
        await pings.ping_level(
            desk.house, work, await work.complaints.get(case.id), desk.house.now()
        )
    assert not [m for m in await desk.said(chat) if m.purpose is Purpose.PING]


async def test_the_person_named_can_neither_take_nor_be_given_it(
    desk: Decisions, database: Database, case: Complaint, named: Officer, manager: Officer
) -> None:
    """Also not through a forged form or an old button."""
    with pytest.raises(NotFound):
        await take_case(database, desk.house, case, named)
    with pytest.raises(Invalid) as refused:
        async with database.transaction() as work:
            await assigning.hand_over(
                desk.house, work, case.id, named.id, "给他", actor=by(manager), was=None
            )
    assert refused.value.code == "receiver_recused"


async def test_the_person_named_decides_nothing_about_it(
    desk: Decisions, database: Database, manager: Officer
) -> None:
    """Approvals are a way of handling, too."""
    leader = await add_officer(database, "沈国栋", Role.SENIOR_LEADER)
    case = await file_case(database, desk.house, "沈国栋让我等了两小时")
    case = await take_case(database, desk.house, case, manager)
    await desk.propose(case, manager, cash(500))

    with pytest.raises(NotFound):
        await desk.decide(await desk.waiting(case), leader)


async def test_the_person_named_sends_no_survey_about_it(
    desk: Decisions, database: Database, case: Complaint, named: Officer, manager: Officer
) -> None:
    """Nor enters what the customer answered (R33)."""
    await take_case(database, desk.house, case, manager)
    await close_case(database, desk.house, case, manager)
    async with database.transaction() as work:
        revisit = await work.complaints.find_revisit(case.id, 1)
        assert revisit is not None
        (refused,) = await revisits.send_surveys(desk.house, work, [revisit.id], actor=by(named))
    assert refused.code == "complaint_not_found"


async def test_an_owner_who_turns_out_to_be_named_loses_the_complaint(
    desk: Decisions, database: Database, named: Officer, manager: Officer
) -> None:
    """When the person is named only later, it goes back for anybody else to take (R2)."""
    case = await take_case(database, desk.house, await file_case(database, desk.house), named)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await intake.complete(desk.house, work, found, "person", "值班的周子涵", actor=by(manager))

    again = await desk.read(case)
    assert (again.status, again.owner_id) == (Status.NEW, None)
    assert (await desk.events(case))[-3:] == ["recused", "taken_away", "pinged"]
    with pytest.raises(NotFound):
        await take_case(database, desk.house, case, named)


async def test_merging_keeps_the_person_named_out_of_what_it_is_merged_into(
    desk: Decisions, database: Database, case: Complaint, named: Officer, manager: Officer
) -> None:
    """They lose the other complaint, if they had it: it is now about them, too (R10)."""
    other = await take_case(database, desk.house, await file_case(database, desk.house), named)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        into = await work.complaints.get(other.id)
        await merging.merge(desk.house, work, found, into, actor=by(manager))

    assert (await desk.read(other)).owner_id is None
    with pytest.raises(NotFound):
        await SqlRegister(database).case(named, other.number)


async def test_a_manager_lets_a_namesake_back_in(
    desk: Decisions, database: Database, case: Complaint, named: Officer, manager: Officer
) -> None:
    """With a reason; nobody does so for themselves."""
    async with database.transaction() as work:
        (row,) = await work.decisions.recusals_of(case.id)
    assert (row.bar, row.officer_id) == (Bar.NAMED, named.id)
    for officer, reason, error in ((named, "同名", NotFound), (manager, " ", Invalid)):
        async with database.transaction() as work:
            found = await work.complaints.get(case.id)
            with pytest.raises(error):
                await recusals.lift(desk.house, work, found, row.id, reason, actor=by(officer))

    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await recusals.lift(desk.house, work, found, row.id, "只是同名", actor=by(manager))

    assert (await take_case(database, desk.house, case, named)).owner_id == named.id


async def test_somebody_steps_aside(
    desk: Decisions, database: Database, named: Officer, manager: Officer
) -> None:
    """One's own wish or a manager's decision, not anybody's, and not with the case in hand."""
    case = await take_case(database, desk.house, await file_case(database, desk.house), manager)
    staff = await add_officer(database, "何志远", Role.STAFF)
    with pytest.raises(NotAllowed):
        await desk.recuse(case, named, staff, "是他亲戚")
    with pytest.raises(WrongState):
        await desk.recuse(case, manager, manager, "客户是我亲戚")
    await desk.recuse(case, staff, staff, "客户是我亲戚")
    with pytest.raises(NotFound):
        await SqlRegister(database).case(staff, case.number)
    with pytest.raises(Conflict):
        await desk.recuse(case, staff, manager, "再来一次")


async def test_a_short_or_absent_name_bars_nobody(
    desk: Decisions, database: Database, manager: Officer
) -> None:
    """One sign stands in many words; people who have left see nothing anyway."""
    await add_officer(database, "周", Role.STAFF)
    await add_officer(database, "何志远", Role.STAFF, is_active=False)
    case = await file_case(database, desk.house, "周末来找何志远没人理")
    async with database.transaction() as work:
        assert await work.decisions.recusals_of(case.id) == []


async def _call(house: House, work: UnitOfWork, case: Complaint, actor: Actor) -> None:
    await handling.record_contact(house, work, case, "phone", "已致电", actor=actor)


async def _reply(house: House, work: UnitOfWork, case: Complaint, actor: Actor) -> None:
    await handling.reply(house, work, case, "您好", actor=actor)


async def _resolve(house: House, work: UnitOfWork, case: Complaint, actor: Actor) -> None:
    await handling.resolve(house, work, case, "已处理", actor=actor)


async def _close(house: House, work: UnitOfWork, case: Complaint, actor: Actor) -> None:
    await handling.close(house, work, case, "客户已认可", actor=actor)


@pytest.mark.parametrize("why", [Bar.JUDGED, Bar.SENT_BACK])
@pytest.mark.parametrize("act", [_call, _reply, _resolve, _close])
async def test_who_keeps_out_still_sees_it_and_does_nothing_about_it_r17_r44(
    database: Database,
    house: House,
    case: Complaint,
    manager: Officer,
    act: Callable[[House, UnitOfWork, Complaint, Actor], Awaitable[None]],
    why: Bar,
) -> None:
    """Neither talks to the customer nor ends the case: somebody else does now."""
    judge = await add_officer(database, "赵敏华", Role.SUPERVISOR)
    await take_case(database, house, case, manager)
    async with database.transaction() as work:
        await recusals.bar(work, case, judge.id, why, house.now(), actor=by(manager))

    with pytest.raises(NotAllowed, match="recused"):
        async with database.transaction() as work:
            await act(house, work, await work.complaints.get(case.id), by(judge))
    assert (await SqlRegister(database).case(judge, case.number)).complaint.status is Status.OPEN
