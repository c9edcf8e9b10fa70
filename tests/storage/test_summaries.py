"""The summary report: written, submitted, agreed to, due three days after the event (R28, R30)."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from complaints import closing, handling, major, recusals, summaries
from complaints.errors import Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.major_model import Section
from complaints.major_reads import Lack
from complaints.model import CUSTOMER, Complaint, Officer, Role, Severity, by
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.conftest import OpenDatabase
from tests.factories import file_case, resolve_by_phone, take_case
from tests.fakes import FrozenTime
from tests.storage.major_kit import MajorDesk
from tests.ticking import tick


async def test_every_section_is_written_and_another_leader_agrees_r28(
    mdesk: MajorDesk, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """Half a report is not submitted; who wrote it does not agree to it; then it stays."""
    await mdesk.write(major_case, owner, course="三点十分夹伤")
    with pytest.raises(Invalid) as missing:
        await mdesk.submit(major_case, owner)
    assert missing.value.data == {"field": Section.INVESTIGATION}
    await mdesk.write(major_case, leader)
    asked = await mdesk.submit(major_case, owner)
    with pytest.raises(Conflict):
        await mdesk.submit(major_case, owner)
    with pytest.raises(NotAllowed) as own:
        await mdesk.decide(asked, leader)
    assert own.value.code == "own_request"
    await mdesk.decide(asked, await mdesk.person("总经理", Role.SENIOR_LEADER))
    with pytest.raises(WrongState) as fixed:
        await mdesk.write(major_case, owner, cause="改一改")
    assert fixed.value.code == "summary_approved"


async def test_two_write_at_once_and_both_sections_stay_r28(
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    major_case: Complaint,
    open_database: OpenDatabase,
) -> None:
    """On two processes, also when neither finds a report to begin with."""
    other = MajorDesk(open_database(), mdesk.house)

    await asyncio.gather(
        mdesk.write(major_case, owner, course="三点十分夹伤"),
        other.write(major_case, leader, cause="感应器坏了"),
    )

    async with mdesk.on(major_case) as (work, found):
        report = await work.majors.find_summary(found.id, found.episode)
    assert report is not None
    assert report.sections == {"course": "三点十分夹伤", "cause": "感应器坏了"}


async def test_changing_it_takes_the_request_back_r28(
    mdesk: MajorDesk, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """A leader agrees to the words they have read, and to no others."""
    await mdesk.write(major_case, owner)
    asked = await mdesk.submit(major_case, owner)
    await mdesk.write(major_case, owner, cause="另一个原因")
    with pytest.raises(WrongState) as refused:
        await mdesk.decide(asked, leader)

    assert refused.value.code == "approval_over"


async def test_a_plan_nobody_agreed_to_holds_the_report_up_r28(
    mdesk: MajorDesk, owner: Officer, helper: Officer, major_case: Complaint
) -> None:
    """What the report tells of was agreed to."""
    await mdesk.write(major_case, owner)
    await mdesk.measure(major_case, owner, helper)
    with pytest.raises(WrongState) as refused:
        await mdesk.submit(major_case, owner)
    assert refused.value.code == "plan_not_approved"


async def test_it_begins_with_what_the_case_knows_r28(house: House, major_case: Complaint) -> None:
    """The course is filled in, the improvement is for people to think of."""
    begun = summaries.prefilled(house, major_case, [])

    assert major_case.number in begun[Section.COURSE]
    assert begun[Section.IMPROVEMENT] == ""


async def test_it_is_due_three_days_after_the_last_measure_and_reminded_of_r30(
    database: Database,
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    helper: Officer,
    major_case: Complaint,
    now: FrozenTime,
) -> None:
    """Half way whoever writes it is reminded; late the senior leader hears of it; once each."""
    measure = await mdesk.planned(major_case, owner, helper, leader)
    await mdesk.carry_out(measure, helper)
    about = await mdesk.major(major_case)
    assert about.summary_due_at == now() + timedelta(days=3)
    for _ in range(8):
        now.advance(hours=12)
        await tick(database, house)

    assert await mdesk.count(owner, "ping.summary") == 1
    assert await mdesk.count(owner, "ping.summary_late") == 1
    assert await mdesk.count(leader, "ping.summary_late") == 1
    rows = await SqlRegister(database).majors(owner)
    assert Lack.SUMMARY in rows[0].lacks


async def test_who_keeps_out_is_reminded_of_no_report_r28(
    mdesk: MajorDesk, major_case: Complaint, owner: Officer, leader: Officer, now: FrozenTime
) -> None:
    """The lead turned out to be a relative: nobody tells them of the case any more (回避)."""
    lead = await mdesk.person("赵组长", Role.SUPERVISOR)
    await mdesk.set_up(major_case, leader, lead)
    measure = await mdesk.planned(major_case, owner, lead, leader)
    before = len(await mdesk.pings(lead))
    async with mdesk.on(major_case) as (work, found):
        await recusals.declare(mdesk.house, work, found, lead.id, "亲属", actor=by(leader))
    now.advance(hours=20)
    await tick(mdesk.database, mdesk.house)
    await mdesk.carry_out(measure, owner)
    now.advance(days=9)
    await tick(mdesk.database, mdesk.house)

    assert await mdesk.count(owner, "ping.summary_late") == 1
    assert len(await mdesk.pings(lead)) == before


async def test_a_report_that_is_there_reminds_nobody_r30(
    database: Database,
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    major_case: Complaint,
    now: FrozenTime,
) -> None:
    """Whoever leads may say that the event is over; twice is refused."""
    with pytest.raises(NotAllowed):
        async with mdesk.on(major_case) as (work, found):
            await major.end_event(house, work, found, actor=by(owner))
    async with mdesk.on(major_case) as (work, found):
        await major.end_event(house, work, found, actor=by(leader))
    with pytest.raises(WrongState):
        async with mdesk.on(major_case) as (work, found):
            await major.end_event(house, work, found, actor=by(leader))
    await mdesk.report(major_case, owner, leader)
    now.advance(days=4)
    await tick(database, house)

    assert await mdesk.events(major_case, "summary_late") == []


async def test_it_is_owed_also_when_the_customer_closed_the_case_r28(
    database: Database, house: House, mdesk: MajorDesk, leader: Officer, owner: Officer
) -> None:
    """A case that became major after its result stays in the list until the report is there."""
    case = await take_case(database, house, await file_case(database, house), owner)
    await resolve_by_phone(database, house, case, owner)
    async with mdesk.on(case) as (work, found):
        await handling.set_severity(house, work, found, Severity.MAJOR, "", actor=by(owner))
    async with mdesk.on(case) as (work, found):
        await closing.confirm(house, work, found, actor=CUSTOMER)
    (row,) = await SqlRegister(database).majors(owner)
    assert row.summary_due_at is not None
    assert Lack.SUMMARY in row.lacks
    await mdesk.report(case, owner, leader)

    assert await SqlRegister(database).majors(owner) == []
