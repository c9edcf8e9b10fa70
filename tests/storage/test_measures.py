"""The plan of measures: approved, carried out, verified, reminded of, late (R28)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints import measures
from complaints.errors import Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.major_model import Measure, MeasureState
from complaints.model import Complaint, Officer, Role, by
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.conftest import OpenDatabase
from tests.fakes import FrozenTime
from tests.storage.major_kit import MajorDesk
from tests.ticking import clock_of, tick


async def read(mdesk: MajorDesk, measure: Measure) -> Measure:
    """Read a measure again."""
    async with mdesk.database.transaction() as work:
        return await work.majors.get_measure(measure.id)


async def test_a_plan_counts_once_a_leader_has_agreed_r28(
    database: Database,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    helper: Officer,
    major_case: Complaint,
) -> None:
    """Then its person is told, and sees the case."""
    measure = await mdesk.measure(major_case, owner, helper)
    asked = await mdesk.ask_plan(major_case, owner)
    assert "停用东门" in asked.detail["text"]
    assert await mdesk.count(helper, "ping.measure") == 0
    await mdesk.decide(asked, leader)

    assert (await read(mdesk, measure)).approved_at is not None
    assert await mdesk.count(helper, "ping.measure") == 1
    page = await SqlRegister(database).case(helper, major_case.number)
    assert page.complaint.id == major_case.id


async def test_nobody_agrees_to_a_plan_of_their_own_r28(
    mdesk: MajorDesk, leader: Officer, owner: Officer, helper: Officer, major_case: Complaint
) -> None:
    """Neither who asked, nor who wrote any of it, nor anybody below a senior leader."""
    await mdesk.measure(major_case, leader, helper)
    asked = await mdesk.ask_plan(major_case, owner)
    for officer in (owner, leader, await mdesk.person("罗佳", Role.OFFICE)):
        with pytest.raises(NotAllowed):
            await mdesk.decide(asked, officer)
    await mdesk.decide(asked, await mdesk.person("总经理", Role.SENIOR_LEADER))


async def test_a_refused_plan_is_changed_and_asked_about_again_r28(
    mdesk: MajorDesk, house: House, leader: Officer, owner: Officer, helper: Officer
) -> None:
    """What was refused stays a draft; what was agreed to is not asked about twice."""
    case = await mdesk.case(owner)
    measure = await mdesk.measure(case, owner, helper)
    await mdesk.decide(await mdesk.ask_plan(case, owner), leader, yes=False)
    assert (await read(mdesk, measure)).approved_at is None
    async with mdesk.database.transaction() as work:
        found = await work.majors.get_measure(measure.id)
        with pytest.raises(Invalid):
            await measures.drop(house, work, found, " ", actor=by(owner))
        await measures.drop(house, work, found, "换一条", actor=by(owner))
    second = await mdesk.planned(case, owner, helper, leader)

    with pytest.raises(WrongState) as refused:
        await mdesk.ask_plan(case, owner)
    assert refused.value.code == "nothing_to_approve"
    assert (await read(mdesk, second)).approved_at is not None
    await mdesk.measure(case, owner, helper)
    await mdesk.ask_plan(case, owner)
    with pytest.raises(Conflict):
        await mdesk.ask_plan(case, owner)


async def test_what_makes_no_sense_is_refused_r28(
    house: House, mdesk: MajorDesk, owner: Officer, helper: Officer, now: FrozenTime
) -> None:
    """Due in the past, no such department, somebody who left, no part in it, not major."""
    case = await mdesk.case(owner)
    with pytest.raises(Invalid) as past:
        await mdesk.measure(case, owner, helper, due=now())
    assert past.value.code == "due_in_past"
    intent = measures.Intent("停用", "nowhere", helper.id, now() + timedelta(hours=1))
    async with mdesk.on(case) as (work, found):
        with pytest.raises(Invalid):
            await measures.add(house, work, found, intent, actor=by(owner))
    gone = await mdesk.person("离职", Role.STAFF, is_active=False)
    with pytest.raises(Invalid):
        await mdesk.measure(case, owner, gone)
    with pytest.raises(NotAllowed) as stranger:
        await mdesk.measure(case, helper, helper)
    assert stranger.value.code == "not_in_task_force"


async def test_a_measure_is_done_by_one_and_verified_by_another_r28(
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    office: Officer,
    helper: Officer,
    major_case: Complaint,
) -> None:
    """Sent back it is to be done again; done twice or verified by oneself is refused."""
    measure = await mdesk.planned(major_case, owner, helper, leader)
    await mdesk.carry_out(measure, helper)
    with pytest.raises(WrongState):
        await mdesk.carry_out(measure, helper)
    for officer in (helper, owner):
        with pytest.raises(NotAllowed):
            await mdesk.verify(measure, officer)
    await mdesk.verify(measure, office, is_good=False, words="门还能进")
    assert (await read(mdesk, measure)).state is MeasureState.PLANNED
    await mdesk.carry_out(measure, office)
    with pytest.raises(NotAllowed) as own:
        await mdesk.verify(measure, office)
    await mdesk.verify(measure, leader)

    found = await read(mdesk, measure)
    assert own.value.code == "own_measure"
    assert (found.state, found.done_by, found.verified_by) == (
        MeasureState.VERIFIED,
        office.id,
        leader.id,
    )


async def test_danger_does_not_wait_for_the_yes_but_verifying_does_r28(
    mdesk: MajorDesk, leader: Officer, owner: Officer, helper: Officer, major_case: Complaint
) -> None:
    """What was done at once counts once the plan is agreed to."""
    measure = await mdesk.measure(major_case, owner, helper)
    await mdesk.carry_out(measure, helper)
    with pytest.raises(WrongState) as refused:
        await mdesk.verify(measure, leader)
    await mdesk.decide(await mdesk.ask_plan(major_case, owner), leader)
    await mdesk.verify(measure, leader)

    assert refused.value.code == "plan_not_approved"


async def test_a_person_is_reminded_and_those_above_hear_when_it_is_late_once_each_r28(
    database: Database,
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    office: Officer,
    helper: Officer,
    major_case: Complaint,
    now: FrozenTime,
) -> None:
    """At 80 % of its time the person; late the lead and the senior leader, too."""
    await mdesk.set_up(major_case, office, owner, helper)
    await mdesk.planned(major_case, owner, helper, leader)
    now.advance(hours=8)
    await tick(database, house)
    assert await mdesk.count(helper, "ping.measure") == 2
    now.advance(hours=2)
    for _ in range(3):
        await tick(database, house)
        now.advance(hours=1)

    for officer in (helper, owner, leader):
        assert await mdesk.count(officer, "ping.measure_late") == 1
    (late,) = await mdesk.events(major_case, "measure_late")
    assert late["officers"] == ["何志强", "林晓芸", "王敏"]


async def test_what_is_done_in_time_reminds_nobody_r28(
    database: Database,
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    helper: Officer,
    major_case: Complaint,
    now: FrozenTime,
) -> None:
    """Neither before nor after its time."""
    measure = await mdesk.planned(major_case, owner, helper, leader)
    await mdesk.carry_out(measure, helper)
    now.advance(days=1)
    await tick(database, house)

    assert await mdesk.count(leader, "ping.measure_late") == 0
    assert await mdesk.count(helper, "ping.measure") == 1


async def test_two_processes_remind_once_r28(
    open_database: OpenDatabase,
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    helper: Officer,
    major_case: Complaint,
    now: FrozenTime,
) -> None:
    """However many clocks tick."""
    await mdesk.planned(major_case, owner, helper, leader)
    now.advance(hours=11)
    clocks = [clock_of(open_database(), house) for _ in range(2)]
    for clock in clocks:
        while await clock.work():
            pass

    assert len(await mdesk.events(major_case, "measure_late")) == 1


async def test_a_late_measure_is_pressed_for_r28(
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    helper: Officer,
    major_case: Complaint,
) -> None:
    """催办: its person is pinged at once."""
    measure = await mdesk.planned(major_case, owner, helper, leader)
    async with mdesk.database.transaction() as work:
        found = await work.majors.get_measure(measure.id)
        await measures.urge(house, work, found, actor=by(owner))

    assert await mdesk.count(helper, "ping.measure") == 2
    assert len(await mdesk.events(major_case, "measure_urged")) == 1
