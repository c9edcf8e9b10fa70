"""Major complaints: a leader is told and says so; nothing is closed by one alone (R13, R28)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints import closing, handling, major, merging, results, validity
from complaints.buttons import Verb, decode
from complaints.clock_model import Clock, ClockKind
from complaints.decision_model import Approval, ApprovalKind
from complaints.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from complaints.house import House
from complaints.lifecycle import Move, move
from complaints.model import CUSTOMER, Complaint, Officer, Role, Severity, Status, by
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, resolve_by_phone, take_case
from tests.fakes import FrozenTime
from tests.storage.decision_kit import JUDGEMENT, Decisions
from tests.storage.major_kit import MajorDesk
from tests.ticking import tick


async def report_clock(mdesk: MajorDesk, case: Complaint) -> Clock:
    """Read the clock of the report upward."""
    clocks = await mdesk.rows(Clock, case)
    return next(clock for clock in clocks if clock.kind is ClockKind.REPORT)


async def test_a_leader_is_told_in_the_moment_a_major_case_is_filed_r28(
    mdesk: MajorDesk, leader: Officer
) -> None:
    """With one tap under the message, in the same transaction."""
    case = await mdesk.case()
    ping = (await mdesk.pings(leader))[-1]

    assert ping.text.startswith("ping.major")
    taps = [decode(button["data"]) for row in ping.buttons for button in row]
    assert [tap.verb for tap in taps if tap] == [Verb.HEARD, Verb.OPEN]
    assert await mdesk.events(case, "leader_told") == [{"officers": ["王敏"], "higher": False}]


async def test_a_leader_is_told_when_a_case_becomes_major_later_r13(
    database: Database, house: House, mdesk: MajorDesk, leader: Officer, owner: Officer
) -> None:
    """By a decision, and when it is opened again."""
    case = await take_case(database, house, await file_case(database, house), owner)
    assert await mdesk.pings(leader) == []
    async with mdesk.on(case) as (work, found):
        await handling.set_severity(house, work, found, Severity.MAJOR, "", actor=by(owner))
    assert await mdesk.count(leader, "ping.major") == 1
    await mdesk.acknowledge(case, leader)
    await mdesk.report(case, owner, leader)
    async with mdesk.on(case) as (work, found):
        await handling.close(house, work, found, "谈妥", actor=by(owner))
    async with mdesk.on(case) as (work, found):
        await closing.reopen(house, work, found, "又来了", actor=CUSTOMER)

    assert await mdesk.count(leader, "ping.major") == 2
    assert (await mdesk.major(case)).acknowledged_at is None


async def test_of_what_is_over_a_leader_hears_and_nothing_is_owed_r13_r28(
    database: Database, house: House, mdesk: MajorDesk, leader: Officer, owner: Officer
) -> None:
    """A closed case turns out to have been major: no clock begins to run on it."""
    case = await take_case(database, house, await file_case(database, house), owner)
    async with mdesk.on(case) as (work, found):
        await handling.close(house, work, found, "谈妥", actor=by(owner))
    async with mdesk.on(case) as (work, found):
        await handling.set_severity(
            house, work, found, Severity.MAJOR, "有人受伤", actor=by(owner)
        )

    assert await mdesk.count(leader, "ping.major") == 1
    assert [clock for clock in await mdesk.rows(Clock, case) if clock.stopped_at is None] == []


async def test_a_leader_acknowledges_once_and_the_ladder_ends_r28(
    database: Database, house: House, mdesk: MajorDesk, leader: Officer, now: FrozenTime
) -> None:
    """Who and when is on the case; the second time says who was first."""
    case = await mdesk.case()
    now.advance(minutes=5)
    await mdesk.acknowledge(case, leader)
    with pytest.raises(Conflict) as again:
        await mdesk.acknowledge(case, leader)
    now.advance(hours=2)
    await tick(database, house)

    found = await mdesk.major(case)
    assert again.value.data == {"name": "王敏"}
    assert (found.acknowledged_by, found.acknowledged_at) == (
        leader.id,
        now() - timedelta(hours=2),
    )
    assert (await report_clock(mdesk, case)).is_kept is True
    assert not [e for e in await mdesk.events(case, "warned") if e["clock"] == "report"]


async def test_without_an_answer_the_ladder_goes_on_r28(
    database: Database, house: House, mdesk: MajorDesk, leader: Officer, now: FrozenTime
) -> None:
    """At half time, at its end, and twice beyond it; each step once."""
    case = await mdesk.case()
    for _ in range(6):
        now.advance(minutes=15)
        await tick(database, house)

    steps = [e["percent"] for e in await mdesk.events(case, "warned") if e["clock"] == "report"]
    assert steps == [50, 100, 150, 200]
    assert (await report_clock(mdesk, case)).stopped_at is None


async def test_with_every_leader_off_duty_it_goes_up_and_says_so_r28(mdesk: MajorDesk) -> None:
    """The administrator hears of it and may say so; a lobby manager may not."""
    await mdesk.person("王敏", Role.SENIOR_LEADER, on_duty=False)
    administrator = await mdesk.person("管理员", Role.ADMINISTRATOR)
    manager = await mdesk.person("林晓芸", Role.LOBBY_MANAGER)
    case = await mdesk.case()

    assert await mdesk.events(case, "leader_told") == [{"officers": ["管理员"], "higher": True}]
    with pytest.raises(NotAllowed) as refused:
        await mdesk.acknowledge(case, manager)
    assert refused.value.code == "leaders_only"
    assert (await mdesk.acknowledge(case, administrator)).acknowledged_by == administrator.id


async def test_a_report_by_phone_names_a_leader_who_reads_of_it_r28(
    mdesk: MajorDesk, house: House, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """Nobody can say that somebody was told who was not: the leader hears who said so."""
    with pytest.raises(Invalid) as refused:
        async with mdesk.on(major_case) as (work, found):
            await major.report_by_phone(house, work, found, owner.id, actor=by(owner))
    async with mdesk.on(major_case) as (work, found):
        await major.report_by_phone(house, work, found, leader.id, actor=by(owner))

    about = await mdesk.major(major_case)
    assert refused.value.code == "no_leader"
    assert (about.acknowledged_by, about.recorded_by) == (leader.id, owner.id)
    assert (await mdesk.pings(leader))[-1].text.startswith("ping.reported")
    assert (await report_clock(mdesk, major_case)).is_kept is True


async def test_what_is_not_major_is_not_acknowledged(
    database: Database, house: House, mdesk: MajorDesk, leader: Officer
) -> None:
    """There is nothing to know."""
    case = await file_case(database, house)
    with pytest.raises(WrongState) as refused:
        await mdesk.acknowledge(case, leader)
    assert refused.value.code == "not_major"


async def test_lowering_from_major_needs_the_office_or_a_leader_and_a_reason_r13(
    house: House, mdesk: MajorDesk, owner: Officer, office: Officer, major_case: Complaint
) -> None:
    """The handler cannot, so that nobody gets round the report by calling it minor."""

    async def lower(officer: Officer, reason: str) -> None:
        async with mdesk.on(major_case) as (work, found):
            await handling.set_severity(
                house, work, found, Severity.SERIOUS, reason, actor=by(officer)
            )

    with pytest.raises(NotAllowed):
        await lower(owner, "没那么严重")
    with pytest.raises(Invalid):
        await lower(office, " ")
    await lower(office, "已经复查")

    assert (await mdesk.read(major_case)).severity is Severity.SERIOUS
    assert (await report_clock(mdesk, major_case)).is_kept is None


async def test_while_the_task_force_works_only_a_leader_lowers_and_records_stay_r13(
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    office: Officer,
    major_case: Complaint,
) -> None:
    """The members stay on record."""
    await mdesk.set_up(major_case, office, owner)

    async def lower(officer: Officer) -> None:
        async with mdesk.on(major_case) as (work, found):
            await handling.set_severity(
                house, work, found, Severity.SERIOUS, "查清了", actor=by(officer)
            )

    with pytest.raises(NotAllowed) as refused:
        await lower(office)
    await lower(leader)

    assert refused.value.code == "task_force_works"
    assert [member.officer_id for member in await mdesk.members(major_case)] == [owner.id]


async def test_a_task_force_has_a_lead_and_members_who_are_told_and_see_the_case_r28(
    database: Database,
    mdesk: MajorDesk,
    owner: Officer,
    office: Officer,
    helper: Officer,
    major_case: Complaint,
) -> None:
    """Also somebody of another department, until they leave it again."""
    register = SqlRegister(database)
    with pytest.raises(NotFound):
        await register.case(helper, major_case.number)
    await mdesk.set_up(major_case, office, owner, helper)
    assert (await register.case(helper, major_case.number)).complaint.id == major_case.id
    assert await mdesk.count(helper, "ping.task_force") == 1

    await mdesk.set_up(major_case, office, owner)
    with pytest.raises(NotFound):
        await register.case(helper, major_case.number)
    assert await mdesk.count(owner, "ping.task_force") == 1
    first, second = await mdesk.events(major_case, "task_force_set")
    assert (first["lead"], first["officers"], second["left"]) == (
        "林晓芸",
        ["何志强"],
        ["何志强"],
    )


async def test_a_task_force_is_set_up_by_whom_it_belongs_to_and_has_a_lead_r28(
    mdesk: MajorDesk, house: House, owner: Officer, office: Officer, major_case: Complaint
) -> None:
    """Without a lead, by a handler, with a program or somebody kept out of it: refused."""
    program = await add_officer(mdesk.database, "程序", Role.STAFF, is_service=True)
    named = await mdesk.person("周子涵", Role.STAFF)
    await Decisions(mdesk.database, house).recuse(major_case, named, office, "亲属")

    with pytest.raises(Invalid) as no_lead:
        await mdesk.set_up(major_case, office, None, owner)
    with pytest.raises(NotAllowed):
        await mdesk.set_up(major_case, owner, owner)
    for member in (program, named):
        with pytest.raises(Invalid):
            await mdesk.set_up(major_case, office, owner, member)
    assert no_lead.value.data == {"field": "lead"}
    assert await mdesk.members(major_case) == []


async def test_the_lead_changes_and_the_old_one_stays_on_record_r28(
    mdesk: MajorDesk, owner: Officer, office: Officer, helper: Officer, major_case: Complaint
) -> None:
    """One lead at a time."""
    await mdesk.set_up(major_case, office, owner, helper)
    await mdesk.set_up(major_case, office, helper, owner)

    present = [member for member in await mdesk.members(major_case) if member.until is None]
    assert [m.officer_id for m in present if m.is_lead] == [helper.id]
    assert len(present) == 2
    assert len(await mdesk.members(major_case)) == 4


async def test_a_handler_alone_neither_answers_nor_closes_a_major_case_r28(
    house: House, mdesk: MajorDesk, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """Without the report nothing goes, whoever tries; with it the leader passes the result."""
    for officer in (owner, leader):
        for act in (
            lambda work, found, o=officer: handling.close(house, work, found, "好", actor=by(o)),
            lambda work, found, o=officer: results.submit(
                house, work, found, "修好", actor=by(o), via="phone"
            ),
        ):
            with pytest.raises(WrongState) as refused:
                async with mdesk.on(major_case) as (work, found):
                    await act(work, found)
            assert refused.value.code == "summary_missing"
    await mdesk.report(major_case, owner, leader)
    async with mdesk.on(major_case) as (work, found):
        asked = await results.submit(house, work, found, "修好了", actor=by(owner), via="phone")
    assert isinstance(asked, Approval)
    with pytest.raises(NotAllowed):
        await mdesk.decide(asked, owner)
    await mdesk.decide(asked, leader)

    assert (await mdesk.read(major_case)).status is Status.ANSWERED


async def test_a_report_of_an_earlier_episode_closes_nothing_r28(
    house: House, mdesk: MajorDesk, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """The customer was not satisfied: what comes of it is reported anew."""
    await mdesk.report(major_case, owner, leader)
    async with mdesk.on(major_case) as (work, found):
        await handling.resolve(house, work, found, "修好", actor=by(leader), via="phone")
    async with mdesk.on(major_case) as (work, found):
        await closing.reject(house, work, found, actor=CUSTOMER)
    await take_case(mdesk.database, house, major_case, leader)

    with pytest.raises(WrongState) as refused:
        async with mdesk.on(major_case) as (work, found):
            await handling.close(house, work, found, "好", actor=by(leader))
    assert refused.value.code == "summary_missing"


async def test_merging_it_away_makes_the_other_one_major_r10_r28(
    database: Database,
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    major_case: Complaint,
) -> None:
    """Nothing major ends in something minor."""
    minor = await take_case(database, house, await file_case(database, house), owner)
    async with database.transaction() as work:
        into = await work.complaints.get(minor.id)
        one = await work.complaints.get(major_case.id)
        await merging.merge(house, work, one, into, actor=by(owner))
    found = await mdesk.read(minor)
    with pytest.raises(WrongState) as refused:
        async with mdesk.on(minor) as (work, again):
            await handling.close(house, work, again, "好", actor=by(owner))

    assert (found.severity, "受伤" in found.reasons) == (Severity.MAJOR, True)
    assert refused.value.code == "summary_missing"
    assert await mdesk.count(leader, "ping.major") == 2


async def test_what_is_under_way_is_not_merged_away_r28(
    database: Database,
    house: House,
    mdesk: MajorDesk,
    owner: Officer,
    leader: Officer,
    helper: Officer,
    major_case: Complaint,
) -> None:
    """Unfinished measures would be forgotten: the other one is merged into it instead."""
    await mdesk.planned(major_case, owner, helper, leader)
    other = await file_case(database, house)
    async with database.transaction() as work:
        into = await work.complaints.get(other.id)
        one = await work.complaints.get(major_case.id)
        with pytest.raises(WrongState) as refused:
            await merging.merge(house, work, one, into, actor=by(owner))
    assert refused.value.code == "measures_open"


async def test_a_major_case_is_judged_invalid_with_a_leaders_yes_only_r16_r28(
    house: House, mdesk: MajorDesk, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """The second person is a senior leader."""
    supervisor = await mdesk.person("何志远", Role.SUPERVISOR)
    decisions = Decisions(mdesk.database, house)
    await decisions.investigate(major_case, owner, validity.Facts("监控里没有这回事"))
    await decisions.judge(major_case, owner, JUDGEMENT)
    waiting = await mdesk.waiting(major_case, ApprovalKind.INVALID)
    with pytest.raises(NotAllowed):
        await mdesk.decide(waiting, supervisor)
    await mdesk.decide(waiting, leader)

    assert (await mdesk.read(major_case)).status is Status.INVALID


async def test_silence_does_not_close_what_became_major_after_the_result_r26_r28(
    database: Database,
    house: House,
    mdesk: MajorDesk,
    leader: Officer,
    owner: Officer,
    now: FrozenTime,
) -> None:
    """It is closed by silence once the report is there."""
    chat = await add_chat(database)
    filed = await file_case(database, house, chat=chat)
    case = await take_case(database, house, filed, owner)
    async with mdesk.on(case) as (work, found):
        await handling.resolve(house, work, found, "修好了", actor=by(owner))
    async with mdesk.on(case) as (work, found):
        await handling.set_severity(house, work, found, Severity.MAJOR, "", actor=by(owner))
    now.advance(days=4)
    await tick(database, house)
    assert (await mdesk.read(case)).status is Status.ANSWERED
    await mdesk.report(case, owner, leader)
    now.advance(days=2)
    await tick(database, house)

    assert (await mdesk.read(case)).status is Status.CLOSED


async def test_a_senior_leaders_own_result_still_needs_the_report_r28(
    house: House, mdesk: MajorDesk, leader: Officer, major_case: Complaint
) -> None:
    """No path, the highest included, gets round it."""
    with pytest.raises(WrongState):
        async with mdesk.on(major_case) as (work, found):
            await handling.resolve(house, work, found, "好", actor=by(leader), via="phone")
    with pytest.raises(WrongState):
        async with mdesk.on(major_case) as (work, found):
            move(found, CUSTOMER, Move.CONFIRM)


async def test_one_that_is_sent_back_begins_anew_r28_r44(
    house: House, mdesk: MajorDesk, leader: Officer, owner: Officer, major_case: Complaint
) -> None:
    """What is done again is another episode: the leader is told, and the report is owed again."""
    quality = await mdesk.person("陆文博", Role.QUALITY_OFFICE)
    await mdesk.acknowledge(major_case, leader)
    await mdesk.report(major_case, owner, leader)
    async with mdesk.on(major_case) as (work, found):
        await handling.close(house, work, found, "谈妥", actor=by(owner))
    decisions = Decisions(mdesk.database, house)
    await decisions.check(major_case, quality, is_apt=False, words="没去现场")

    assert (await mdesk.major(major_case)).acknowledged_at is None
    assert await mdesk.count(leader, "ping.major") == 2
    with pytest.raises(WrongState):
        async with mdesk.on(major_case) as (work, found):
            await handling.close(house, work, found, "谈妥", actor=by(owner))


async def test_what_the_customer_closed_is_not_archived_without_its_report_r28_r44(
    database: Database, house: House, mdesk: MajorDesk, leader: Officer, owner: Officer
) -> None:
    """It became major after its result; the customer's yes is theirs, the report is ours."""
    quality = await mdesk.person("陆文博", Role.QUALITY_OFFICE)
    case = await take_case(database, house, await file_case(database, house), owner)
    await resolve_by_phone(database, house, case, owner)
    async with mdesk.on(case) as (work, found):
        await handling.set_severity(house, work, found, Severity.MAJOR, "", actor=by(owner))
    async with mdesk.on(case) as (work, found):
        await closing.confirm(house, work, found, actor=CUSTOMER)
    decisions = Decisions(database, house)
    with pytest.raises(WrongState) as refused:
        await decisions.check(case, quality)
    assert refused.value.code == "summary_missing"
    await mdesk.report(case, owner, leader)
    await decisions.check(case, quality)

    assert (await mdesk.read(case)).archived_at is not None
